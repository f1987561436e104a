CREATE TABLE base AS
SELECT heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5, heatmap_grid(1440, 2100, 10)) AS h FROM generate_series(1, 5000) i;

-- blur: mass stays, outside stays, sigma in the unit of the extent
SELECT sigma, abs(heatmap_total(heatmap_blur(h, sigma)) - heatmap_total(h)) <= 1e-9 * heatmap_total(h) AS mass_kept,
       heatmap_outside(heatmap_blur(h, sigma)) = heatmap_outside(h) AS outside_kept, heatmap_max(heatmap_blur(h, sigma)) <= heatmap_max(h) AS lower
FROM base, (VALUES (0::float8), (1), (5), (24.9), (25), (300), (5000), (1e300)) s(sigma);
SELECT heatmap_blur(h, 0) = h AS identity FROM base;
-- the same on any resolution: the spread of one click, in the unit of the extent
SELECT cell, round(sqrt(sum(value * (x - 500) ^ 2))::numeric, 1) AS sigma_x, round(sqrt(sum(value * (y - 350) ^ 2))::numeric, 1) AS sigma_y
FROM (VALUES (1), (2), (4), (5)) c(cell), heatmap_cells(heatmap_blur(heatmap_accum(NULL, 500, 350, heatmap_grid(box '(0,0),(1000,700)', 1000 / cell, 700 / cell)), 20)) GROUP BY cell ORDER BY cell;
-- cells that are not square
SELECT round(sqrt(sum(value * (x - 150) ^ 2))::numeric, 1) AS sigma_x, round(sqrt(sum(value * (y - 700) ^ 2))::numeric, 1) AS sigma_y
FROM heatmap_accum(NULL, 150, 700, heatmap_grid(box '(0,0),(300,1400)', 31, 701)) h, heatmap_cells(heatmap_blur(h, 20));
-- reflected at the border: a corner keeps everything
SELECT heatmap_blur('{"cols":3,"rows":7,"extent":[0,0,3,7],"cells":[[0,0,8]]}', 1e6);
SELECT round(value::numeric, 9) AS value FROM heatmap_cells(heatmap_blur('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,1]]}', 0.5));
SELECT heatmap_blur(heatmap_grid(30, 70), 10);
SELECT heatmap_blur(heatmap_grid(30, 70), -1);
SELECT heatmap_blur(heatmap_grid(30, 70), 'NaN');
SELECT heatmap_blur(heatmap_grid(30, 70), 'Infinity');
SELECT heatmap_blur('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,1.7e308],[1,0,1.7e308]]}', 100);

-- coarsen: what aggregating on the coarser canvas gives
SELECT fx, fy, heatmap_coarsen(h, fx, fy) = heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5, heatmap_grid(box '(0,0),(1440,2100)', 144 / fx, 210 / fy)) AS same
FROM base, generate_series(1, 5000) i, (VALUES (1, 1), (2, 3), (3, 2), (144, 1), (1, 210), (144, 210), (16, 35)) f(fx, fy) GROUP BY fx, fy, h ORDER BY fx, fy;
SELECT heatmap_coarsen('{"cols":4,"rows":6,"extent":[0,0,4,6],"outside":3,"cells":[[0,0,1],[1,0,2],[0,2,4],[2,2,-2],[3,1,2],[3,5,7]]}', 2, 3);
\set VERBOSITY default
SELECT heatmap_coarsen(h, 5, 1) FROM base;
SELECT heatmap_coarsen(h, 0, 1) FROM base;
SELECT heatmap_coarsen(h, 1, -2147483648) FROM base;
\set VERBOSITY terse

-- crop: whole cells; what is cut off is outside, so nothing is lost
SELECT heatmap_crop('{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":1,"cells":[[0,0,2],[1,2,4],[2,2,8],[2,6,16]]}', area)
FROM (VALUES (box '(10,20),(30,30)'), (box '(10.1,29.9),(10.2,20.1)'), (box '(9.9,19.9),(30,30)'), (box '(-100,-100),(100,100)'), (box '(-Infinity,60),(Infinity,Infinity)')) a(area);
SELECT heatmap_crop(heatmap_grid(30, 70), box '(31,0),(40,10)');
SELECT heatmap_crop(heatmap_grid(30, 70), box '(10,10),(10,10)');
SELECT heatmap_crop(heatmap_grid(30, 70), box '(NaN,10),(10,10)');
SELECT bool_and(heatmap_total(c) + heatmap_outside(c) = heatmap_total(h) + heatmap_outside(h)) AS nothing_lost,
       bool_and(c = heatmap_agg) AS as_aggregated
FROM (SELECT h, heatmap_crop(h, a) AS c, (SELECT heatmap_agg(x + 0.5, y + 0.5, heatmap_grid(a, (width(a) / 10)::int, (height(a) / 10)::int)) FROM (SELECT (i * 7919) % 1450 - 5 AS x, (i * 104729) % 2110 - 5 AS y FROM generate_series(1, 5000) i) s)
      FROM base, (VALUES (box '(0,0),(10,10)'), (box '(100,200),(500,900)'), (box '(0,50),(1400,2000)')) v(a)) s;

-- shares and filter
SELECT heatmap_shares('{"cols":2,"rows":1,"extent":[0,0,2,1],"outside":2,"cells":[[0,0,1],[1,0,3]]}');
SELECT heatmap_shares(heatmap_grid(30, 70)) IS NULL AS empty, heatmap_shares('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,1]]}') IS NULL AS zero;
SELECT heatmap_filter('{"cols":3,"rows":1,"extent":[0,0,3,1],"outside":2,"cells":[[0,0,1],[1,0,3],[2,0,-4]]}', k) FROM (VALUES (3), (-5), (3.5), ('-Infinity'::float8)) v(k);
SELECT heatmap_filter(heatmap_grid(30, 70), 'NaN');
DROP TABLE base;
