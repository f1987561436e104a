-- heatmap_coarsen: what aggregating on the coarser grid gives.
CREATE TABLE base AS
SELECT heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5, heatmap_grid(1440, 2100, 10)) AS h
FROM generate_series(1, 5000) i;
SELECT fx, fy,
       heatmap_coarsen(h, fx, fy) = heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5,
                                                heatmap_grid(box '(0,0),(1440,2100)', 144 / fx, 210 / fy)) AS same
FROM base, generate_series(1, 5000) i,
     (VALUES (1, 1), (2, 3), (3, 2), (144, 1), (1, 210), (144, 210), (16, 35)) f(fx, fy) GROUP BY fx, fy, h
ORDER BY fx, fy;
SELECT heatmap_coarsen('{"cols":4,"rows":6,"extent":[0,0,4,6],"outside":3,"cells":[[0,0,1],[1,0,2],[0,2,4],[2,2,-2],'
                       '[3,1,2],[3,5,7]]}', 2, 3);
\set VERBOSITY default
SELECT heatmap_coarsen(h, 5, 1) FROM base;
SELECT heatmap_coarsen(h, 0, 1) FROM base;
SELECT heatmap_coarsen(h, 1, -2147483648) FROM base;
DROP TABLE base;
