-- heatmap_zones and click_rate.
\pset null '-'
\set h '\'{"cols":4,"rows":2,"extent":[0,0,400,200],"outside":7,"cells":[[0,0,10],[1,0,20],[3,1,30],[0,1,40]]}\'::heatmap'
-- overlapping, touching, partly outside, all outside, degenerate, and unknown
SELECT label, area, clicks, share, rate, round(rate_low::numeric, 6) AS low, round(rate_high::numeric, 6) AS high
FROM heatmap_zones(:h, ARRAY['left', 'overlaps it', 'touches it', 'half a cell', 'partly outside', 'outside', 'a line', 'a point', 'all', NULL, 'unknown'],
                   ARRAY[box '(0,0),(100,200)', box '(50,0),(150,100)', box '(100,0),(200,200)', box '(0,0),(50,100)', box '(-100,-100),(100,100)', box '(500,500),(600,600)',
                         box '(0,0),(400,0)', box '(10,10),(10,10)', box '(-infinity,-infinity),(infinity,infinity)', box '(0,0),(1,1)', NULL], 200);
SELECT * FROM heatmap_zones(:h, ARRAY['left', 'nothing'], ARRAY[box '(0,0),(100,200)', box '(200,0),(300,200)']);
-- no views, more clicks than views, exactly as many
SELECT views, rate, rate_low, rate_high FROM (VALUES (0), (49.0), (50), (51)) v(views), heatmap_zones(:h, ARRAY['left'], ARRAY[box '(0,0),(100,200)'], views);
-- an area with the edges of cells has nothing of their neighbours: ten clicks of ten views are all of them
SELECT count(*) AS cells, count(*) FILTER (WHERE clicks <> 10 OR rate <> 1 OR rate_high <> 1 OR rate_low IS NULL) AS wrong
FROM (VALUES (100, 1.0::float8), (100, 1440), (144, 1440), (7, 0.7)) v(cols, width),
     LATERAL (SELECT heatmap_agg(width * (c + 0.5) / cols, 0.5, heatmap_grid(box(point(0, 0), point(width, 1)), cols, 1), 10) AS h FROM generate_series(0, cols - 1) c) m,
     LATERAL (SELECT array_agg(col::text) AS labels, array_agg(box(point(x_min, y_min), point(x_max, y_max))) AS areas FROM heatmap_cells(h)) z,
     heatmap_zones(h, labels, areas, 10);
SELECT heatmap_sum(h, box '(1000000000000000,0),(1000000000000000.5,1)') AS half_a_cell FROM (SELECT heatmap_agg(1000000000000000 + i, 0.5, heatmap_grid(box '(1000000000000000,0),(1000000000000010,1)', 10, 1)) AS h FROM generate_series(0, 9) i) s;
SELECT clicks, rate, rate_low FROM heatmap_zones('{"cols":10,"rows":1,"extent":[0,0,1,1],"outside":0,"cells":[[2,0,10],[3,0,5],[6,0,10],[7,0,5]]}', ARRAY['a', 'b'], ARRAY[box '(0.2,0),(0.3,1)', box '(0.6,0),(0.7,1)'], 10);
-- weights and views of any size
SELECT rate, rate_low BETWEEN 0 AND rate AS low, rate_high BETWEEN rate AND 1 AS high
FROM (VALUES (1e-310::float8, 1e-309::float8), (1e-300, 1), (1e-16, 1), (1e307, 1e308)) v(weight, views), heatmap_zones(heatmap '{"cols":1,"rows":1,"extent":[0,0,10,10],"outside":0,"cells":[[0,0,1]]}' * weight, ARRAY['all'], ARRAY[box '(0,0),(10,10)'], views);
-- a map without clicks, a map of differences, no zones, and NULL
SELECT * FROM heatmap_zones(heatmap_grid(400, 200), ARRAY['left'], ARRAY[box '(0,0),(100,200)'], 10);
SELECT clicks, rate, rate_low FROM heatmap_zones(:h * -1, ARRAY['left'], ARRAY[box '(0,0),(100,200)'], 100);
SELECT count(*) FROM heatmap_zones(:h, '{}', '{}');
SELECT (SELECT count(*) FROM heatmap_zones(NULL, '{}', '{}')) AS h, (SELECT count(*) FROM heatmap_zones(:h, NULL, '{}')) AS labels, (SELECT count(*) FROM heatmap_zones(:h, '{}', NULL)) AS areas;
-- the zones of a partition of the extent add up to the total, wherever they are cut; each is heatmap_sum()
SELECT setseed(0.7);
SELECT count(*) AS zones, round(sum(clicks)::numeric, 6) = max(total)::numeric AS all_clicks, round(sum(share)::numeric, 9) = 1 AS all_shares, bool_and(clicks = heatmap_sum(h, area)) AS sums
FROM (SELECT heatmap_agg(random() * 1440, random() * 6000, heatmap_grid(1440, 6000)) AS h, count(*) AS total FROM generate_series(1, 5000)) m,
     (SELECT array_agg(x0 || ',' || y0 ORDER BY x0, y0) AS labels, array_agg(box(point(x0, y0), point(x1, y1)) ORDER BY x0, y0) AS areas
      FROM (SELECT x AS x0, lead(x) OVER (ORDER BY x) AS x1 FROM unnest(ARRAY[0, 3.7, 333.33, 700, 1440]::float8[]) x) xs, (SELECT y AS y0, lead(y) OVER (ORDER BY y) AS y1 FROM unnest(ARRAY[0, 0.1, 1234.5, 4000, 6000]::float8[]) y) ys
      WHERE x1 IS NOT NULL AND y1 IS NOT NULL) z,
     heatmap_zones(h, labels, areas);

-- Wilson's score interval: published values (Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29), and its formula
SELECT clicks, views, round(rate::numeric, 4) AS rate, round(low::numeric, 4) AS low, round(high::numeric, 4) AS high
FROM (VALUES (81, 263), (15, 148), (0, 20), (1, 29), (20, 20)) v(clicks, views), click_rate(clicks, views);
SELECT count(*) AS rows, max(greatest(abs(r.low - (p + z * z / 2 / n - z * sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n)), abs(r.high - (p + z * z / 2 / n + z * sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n)))) < 1e-12 AS close,
       bool_and(r.low <= r.rate AND r.rate <= r.high AND r.low >= 0 AND r.high <= 1) AS ordered
FROM (VALUES (0.5, 0.674489750196082), (0.9, 1.644853626951473), (0.95, 1.959963984540054), (0.99, 2.575829303548901), (0.999999, 4.89163847569859)) c(confidence, z),
     generate_series(0, 200, 7) k, (VALUES (200.0), (1000), (123456789)) t(n), LATERAL (SELECT k / n AS p) s, click_rate(k, n::bigint, confidence) r;
SELECT * FROM click_rate(0, 0);
SELECT * FROM click_rate(NULL, 10);
SELECT * FROM click_rate(9223372036854775807, 9223372036854775807);
\set VERBOSITY default
SELECT click_rate(11, 10);
SELECT click_rate(-1, 10);
SELECT click_rate(0, -1);
SELECT click_rate(1, 10, 1);
SELECT click_rate(1, 10, 0);
SELECT click_rate(1, 10, 'NaN');
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(1,1)', box '(0,0),(1,1)']);
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(1,1)'], -1);
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(1,1)'], 'infinity');
SELECT heatmap_zones(:h, ARRAY['a'], ARRAY[box '(0,0),(NaN,1)'], 1);
SELECT heatmap_zones(:h, ARRAY['left'], ARRAY[box '(0,0),(100,200)'], 1e-310);
SELECT heatmap_zones('{"cols":2,"rows":2,"extent":[0,0,2,2],"outside":0,"cells":[[0,0,1.5e308],[1,0,-1.5e308],[0,1,1.5e308],[1,1,-1.5e308]]}', ARRAY['left'], ARRAY[box '(0,0),(1,2)']);
