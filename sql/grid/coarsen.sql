-- heatmap_coarsen: what aggregating on the coarser grid gives.
CREATE TABLE base AS
SELECT heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5, heatmap_grid(1440, 2100, 10)) AS h
FROM generate_series(1, 5000) i;
SELECT fx, fy,
       heatmap_coarsen(h, fx, fy) = heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5,
                                                heatmap_grid(0, 0, 1440, 2100, 144 / fx, 210 / fy)) AS same
FROM base, generate_series(1, 5000) i,
     (VALUES (1, 1), (2, 3), (3, 2), (144, 1), (1, 210), (144, 210), (16, 35)) f(fx, fy) GROUP BY fx, fy, h
ORDER BY fx, fy;
SELECT heatmap_coarsen('{"cols":4,"rows":6,"extent":[0,0,4,6],"outside":3,"cells":[[0,0,1],[1,0,2],[0,2,4],[2,2,-2],'
                       '[3,1,2],[3,5,7]]}', 2, 3);
-- factors that do not divide: the grid grows to whole blocks, and has what aggregating on it gives
SELECT heatmap_coarsen(heatmap_grid(1366, 768), 2, 2);
SELECT fx, fy, heatmap_extent(c),
       c = heatmap_agg((i * 7919) % 1440, (i * 104729) % 2100,
                       heatmap_grid(0, 0, heatmap_cols(c) * 10.0 * fx, heatmap_rows(c) * 10.0 * fy, heatmap_cols(c),
                           heatmap_rows(c)))
       AS same
FROM (SELECT heatmap_agg((i * 7919) % 1440, (i * 104729) % 2100, heatmap_grid(1440, 2100)) AS h FROM generate_series(1,
       5000) i) b,
     (VALUES (5, 4), (7, 11), (100, 209), (145, 1000), (2147483647, 1)) f(fx, fy),
     LATERAL heatmap_coarsen(h, fx, fy) c, generate_series(1, 5000) i
GROUP BY fx, fy, c ORDER BY fx, fy;
-- coarsened by a power of two, each cell still has its points within the bounds that it prints
SELECT count(*) AS points,
       count(*) FILTER (WHERE NOT (p.x >= x_min AND (p.x < x_max OR (c.col = heatmap_cols(coarse) - 1 AND p.x =
           x_max))))
       AS wrong
FROM (SELECT lo, hi, n, k, lo + (hi - lo) * k / n AS x FROM (VALUES (0.1::float8, 0.7::float8, 64), (-1, 1, 200), (3,
       3.3, 96)) a(lo, hi, n),
           generate_series(0, n) k) p,
     LATERAL (SELECT heatmap_coarsen(heatmap_accum(NULL, p.x, 0, heatmap_grid(lo, 0, hi, 1, n, 1)), f, 1) AS coarse
              FROM (VALUES (1), (2), (4), (8)) f(f)) m,
     heatmap_cells(coarse) c WHERE heatmap_outside(coarse) = 0;
\set VERBOSITY default
SELECT heatmap_coarsen(h, 0, 1) FROM base;
SELECT heatmap_coarsen(h, 1, -2147483648) FROM base;
DROP TABLE base;
