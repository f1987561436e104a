-- heatmap_blur: mass stays, outside stays, sigma is in the unit of the extent.
CREATE TABLE base AS
SELECT heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5, heatmap_grid(1440, 2100, 10)) AS h
FROM generate_series(1, 5000) i;

SELECT sigma, abs(heatmap_total(heatmap_blur(h, sigma)) - heatmap_total(h)) <= 1e-9 * heatmap_total(h) AS mass_kept,
       heatmap_outside(heatmap_blur(h, sigma)) = heatmap_outside(h) AS outside_kept,
       heatmap_max(heatmap_blur(h, sigma)) <= heatmap_max(h) AS lower
FROM base, (VALUES (0::float8), (1), (5), (24.9), (25), (300), (5000), (1e300)) s(sigma);
SELECT heatmap_blur(h, 0) = h AS identity FROM base;
-- the same on any resolution: the spread of one click, in the unit of the extent
SELECT size, round(sqrt(sum(value * (x - 500) ^ 2))::numeric, 1) AS sigma_x,
       round(sqrt(sum(value * (y - 350) ^ 2))::numeric, 1) AS sigma_y
FROM (VALUES (1), (2), (4), (5)) c(size),
     heatmap_cells(heatmap_blur(heatmap_accum(NULL, 500, 350,
                                              heatmap_grid(0, 0, 1000, 700, 1000 / size, 700 / size)), 20))
GROUP BY size ORDER BY size;
-- cells that are not square
SELECT round(sqrt(sum(value * (x - 150) ^ 2))::numeric, 1) AS sigma_x,
       round(sqrt(sum(value * (y - 700) ^ 2))::numeric, 1) AS sigma_y
FROM heatmap_accum(NULL, 150, 700, heatmap_grid(0, 0, 300, 1400, 31, 701)) h, heatmap_cells(heatmap_blur(h, 20));
-- reflected at the border: a corner keeps everything
SELECT heatmap_blur('{"cols":3,"rows":7,"extent":[0,0,3,7],"cells":[[0,0,8]]}', 1e6);
SELECT round(value::numeric, 9) AS value
FROM heatmap_cells(heatmap_blur('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,1]]}', 0.5));
SELECT heatmap_blur(heatmap_grid(30, 70), 10);
SELECT heatmap_blur(heatmap_grid(30, 70), -1);
SELECT heatmap_blur(heatmap_grid(30, 70), 'NaN');
SELECT heatmap_blur(heatmap_grid(30, 70), 'Infinity');
SELECT heatmap_blur('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,1.7e308],[1,0,1.7e308]]}', 100);
DROP TABLE base;
