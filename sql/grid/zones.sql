-- heatmap_zones: clicks, shares and rates of named areas.
\i sql/base/uniform.inc
\pset null '-'
\set cells '[[0,0,10],[1,0,20],[3,1,30],[0,1,40]]'
\set h '\'{"cols":4,"rows":2,"extent":[0,0,400,200],"outside":7,"cells":' :cells '}\'::heatmap'
-- overlapping, touching, partly outside, all outside, degenerate, and unknown
SELECT *
FROM heatmap_zones(:h, ARRAY['left', 'overlaps it', 'touches it', 'half a cell', 'partly outside', 'outside', 'a line',
                             'a point', 'all', NULL, 'unknown'],
                   ARRAY[box '(0,0),(100,200)', box '(50,0),(150,100)', box '(100,0),(200,200)', box '(0,0),(50,100)',
                         box '(-100,-100),(100,100)', box '(500,500),(600,600)',
                         box '(0,0),(400,0)', box '(10,10),(10,10)', box '(-infinity,-infinity),(infinity,infinity)',
                         box '(0,0),(1,1)', NULL], 200);
SELECT * FROM heatmap_zones(:h, ARRAY['left', 'nothing'], ARRAY[box '(0,0),(100,200)', box '(200,0),(300,200)']);
-- no views, more clicks than views, exactly as many
SELECT views, rate
FROM (VALUES (0), (49.0), (50), (51)) v(views), heatmap_zones(:h, ARRAY['left'], ARRAY[box '(0,0),(100,200)'], views)
ORDER BY views;
-- an area with the edges of cells has nothing of their neighbours: ten clicks of ten views are all of them
SELECT count(*) AS cells,
       count(*) FILTER (WHERE clicks <> 10 OR rate <> 1) AS wrong
FROM (VALUES (100, 1.0::float8), (100, 1440), (144, 1440), (7, 0.7)) v(cols, width),
     LATERAL (SELECT heatmap_agg(width * (c + 0.5) / cols, 0.5,
                                 heatmap_grid(0, 0, width, 1, cols, 1), 10) AS h
              FROM generate_series(0, cols - 1) c) m,
     LATERAL (SELECT array_agg(col::text) AS labels, array_agg(box(point(x_min, y_min), point(x_max, y_max))) AS areas
              FROM heatmap_cells(h)) z,
     heatmap_zones(h, labels, areas, 10);
SELECT heatmap_sum(h, box '(1000000000,0),(1000000000.5,1)') AS half_a_cell
FROM (SELECT heatmap_agg(1000000000 + i, 0.5,
                         heatmap_grid(1000000000, 0, 1000000010, 1, 10, 1)) AS h
      FROM generate_series(0, 9) i) s;
SELECT clicks, rate
FROM heatmap_zones('{"cols":10,"rows":1,"extent":[0,0,1,1],"outside":0,"cells":[[2,0,10],[3,0,5],[6,0,10],[7,0,5]]}',
                   ARRAY['a', 'b'], ARRAY[box '(0.2,0),(0.3,1)', box '(0.6,0),(0.7,1)'], 10);
-- weights and views of any size
SELECT rate
FROM (VALUES (1e-310::float8, 1e-309::float8), (1e-300, 1), (1e-16, 1), (1e307, 1e308)) v(weight, views),
     heatmap_zones(heatmap '{"cols":1,"rows":1,"extent":[0,0,10,10],"outside":0,"cells":[[0,0,1]]}' * weight,
                   ARRAY['all'], ARRAY[box '(0,0),(10,10)'], views) ORDER BY weight;
-- a map without clicks, a map of differences, no zones, and NULL
SELECT * FROM heatmap_zones(heatmap_grid(400, 200), ARRAY['left'], ARRAY[box '(0,0),(100,200)'], 10);
SELECT clicks, rate FROM heatmap_zones(:h * -1, ARRAY['left'], ARRAY[box '(0,0),(100,200)'], 100);
SELECT count(*) FROM heatmap_zones(:h, '{}', '{}');
SELECT (SELECT count(*) FROM heatmap_zones(NULL, '{}', '{}')) AS h,
       (SELECT count(*) FROM heatmap_zones(:h, NULL, '{}')) AS labels,
       (SELECT count(*) FROM heatmap_zones(:h, '{}', NULL)) AS areas;
-- the zones of a partition of the extent add up to the total, wherever they are cut; each is heatmap_sum()
SELECT count(*) AS zones, round(sum(clicks)::numeric, 6) = max(total)::numeric AS all_clicks,
       round(sum(share)::numeric, 9) = 1 AS all_shares, bool_and(clicks = heatmap_sum(h, box(point(x_min, y_min),
           point(x_max, y_max)))) AS sums
FROM (SELECT heatmap_agg(uniform(i, 1) * 1440, uniform(i, 2) * 6000, heatmap_grid(1440, 6000)) AS h, count(*) AS total
      FROM generate_series(1, 5000) i) m,
     (SELECT array_agg(x0 || ',' || y0 ORDER BY x0, y0) AS labels,
             array_agg(box(point(x0, y0), point(x1, y1)) ORDER BY x0, y0) AS areas
      FROM (SELECT x AS x0, lead(x) OVER (ORDER BY x) AS x1
            FROM unnest(ARRAY[0, 3.7, 333.33, 700, 1440]::float8[]) x) xs,
           (SELECT y AS y0, lead(y) OVER (ORDER BY y) AS y1
            FROM unnest(ARRAY[0, 0.1, 1234.5, 4000, 6000]::float8[]) y) ys
      WHERE x1 IS NOT NULL AND y1 IS NOT NULL) z,
     heatmap_zones(h, labels, areas);
\set VERBOSITY default
-- Of an area beyond the grid nothing is known: its clicks are outside, with others. Partly beyond, an edge, a point.
SELECT label, clicks, share, rate
FROM (SELECT heatmap_agg(5, y, heatmap_grid(10, 10, 1)) AS h FROM (VALUES (5), (25), (25)) AS v(y)) AS maps,
     heatmap_zones(h, '{all,below,above,left,right,part,edge,point}',
         ARRAY[box '(0,0),(10,10)', box '(0,20),(10,30)', box '(0,-5),(10,-1)', box '(-9,0),(-1,10)',
               box '(11,0),(12,10)', box '(0,5),(10,30)', box '(0,10),(10,20)', box '(5,5),(5,5)'], 10);
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(1,1)', box '(0,0),(1,1)']);
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(1,1)'], -1);
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(1,1)'], 'infinity');
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(NaN,1)'], 1);
SELECT heatmap_zones(:h, ARRAY['left'], ARRAY[box '(0,0),(100,200)'], 1e-310);
SELECT heatmap_zones('{"cols":2,"rows":2,"extent":[0,0,2,2],"outside":0,"cells":[[0,0,1.5e308],[1,0,-1.5e308],'
                     '[0,1,1.5e308],[1,1,-1.5e308]]}', ARRAY['left'], ARRAY[box '(0,0),(1,2)']);
DROP FUNCTION uniform;
