-- heatmap_regrid: a heatmap on another grid.
\i sql/base/uniform.inc
-- a page that grew, and one that was cut off: where edges coincide, nothing changes
SELECT heatmap_regrid(h, heatmap_grid(20, 40)) AS higher, heatmap_regrid(h, heatmap_grid(20, 10)) AS lower
FROM (SELECT heatmap '{"cols":2,"rows":2,"extent":[0,0,20,20],"outside":3,"cells":[[0,0,1],[1,1,4]]}' AS h) s;
-- larger cells, smaller cells, shifted cells
SELECT heatmap_regrid(h, heatmap_grid(20, 20, 20)) AS larger, heatmap_regrid(h, heatmap_grid(20, 20, 5)) AS smaller,
       heatmap_regrid(h, heatmap_grid(5, 5, 25, 25, 2, 2)) AS shifted
FROM (SELECT heatmap '{"cols":2,"rows":2,"extent":[0,0,20,20],"outside":3,"cells":[[0,0,1],[1,1,4]]}' AS h) s;
-- nothing in common
SELECT heatmap_regrid(heatmap '{"cols":1,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,2.5]]}', heatmap_grid(5, 5, 6, 6, 3,
       3));
-- whole factors of any size give what coarsening gives, also on grids whose edges are rounded
SELECT count(*) AS grids, count(*) FILTER (WHERE heatmap_regrid(h, heatmap_coarsen(empty, fx, fy)) <>
       heatmap_coarsen(h, fx, fy))
       AS wrong
FROM (SELECT 1 + (uniform(i, 1) * 40)::int AS cols, 1 + (uniform(i, 2) * 40)::int AS "rows", 1 + (uniform(i, 3) *
       9)::int AS fx,
             1 + (uniform(i, 4) * 9)::int AS fy, uniform(i, 5) * 10 - 5 AS x0, uniform(i, 6) * 100 AS y0, i
      FROM generate_series(1, 500) i) g,
     LATERAL (SELECT heatmap_grid(x0, y0, x0 + 0.7, y0 + 1.1, cols, "rows") AS empty) e,
     LATERAL (SELECT heatmap_agg(x0 + 0.7 * uniform(n, i), y0 + 1.1 * uniform(n, i + 1000), empty) AS h
              FROM generate_series(1, 60) n) m;
-- onto any grid: what is there and what is outside add up, and each new cell has what heatmap_sum() finds in its bounds
SELECT count(*) AS cells,
       count(*) FILTER (WHERE abs(value - heatmap_sum(h, box(point(x_min, y_min), point(x_max, y_max)))) > 1e-9) AS
           wrong,
       count(DISTINCT i) FILTER (WHERE abs(heatmap_total(r) + heatmap_outside(r) - heatmap_total(h) -
           heatmap_outside(h)) > 1e-9)
       AS lost
FROM generate_series(1, 200) i,
     LATERAL (SELECT heatmap_agg(uniform(n, i) * 120 - 10, uniform(n, i + 1000) * 120 - 10,
                                 heatmap_grid(0, 0, 100, 100, 1 + i % 7, 1 + i % 11)) AS h
              FROM generate_series(1, 30) n) m,
     LATERAL (SELECT heatmap_regrid(h, heatmap_grid(uniform(i, 7) * 60 - 30, uniform(i, 8) * 60 - 30, 60 + uniform(i,
         9) * 80,
                                                    60 + uniform(i, 10) * 80, 1 + i % 13, 1 + i % 5)) AS r) t,
     heatmap_cells(r, true);
DROP FUNCTION uniform;
-- two years of daily maps of a page that grew from 1000 to 1400 pixels
SELECT heatmap_total(rollup(heatmap_regrid(map, heatmap_grid(100, 1400)))) AS clicks
FROM (VALUES (heatmap_grid(100, 1000)), (heatmap_grid(100, 1400))) g(grid),
     LATERAL (SELECT heatmap_agg(i % 100, i * 13 % 1000, grid) AS map FROM generate_series(1, 500) i) m;
SELECT heatmap_regrid(NULL, heatmap_grid(30, 70)), heatmap_regrid(heatmap_grid(30, 70), NULL);
