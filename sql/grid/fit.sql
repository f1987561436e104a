-- heatmap_fit: at most so many cells.
CREATE TABLE pages AS SELECT heatmap_agg(i % 400, i % 700, heatmap_grid(400, 800, 10)) AS h FROM generate_series(0,
       9999) i;
SELECT max_cells, heatmap_cols(f) AS cols, heatmap_rows(f) AS rows, heatmap_extent(f) AS extent, heatmap_total(f) AS
       total
FROM pages, unnest(ARRAY[10000, 3200, 3199, 800, 799, 100, 2, 1]) AS max_cells, heatmap_fit(h, max_cells) AS f
ORDER BY max_cells DESC;
-- no smaller factor would do
SELECT count(*), bool_and(heatmap_cols(f) * heatmap_rows(f) <= n),
       bool_and(n >= 3200 OR ceil(40.0 / (factor - 1)) * ceil(80.0 / (factor - 1)) > n)
FROM pages, generate_series(3, 3300, 13) AS n, heatmap_fit(h, n) AS f, heatmap_extent(f) AS e,
     LATERAL (SELECT round((e[0])[0] / heatmap_cols(f) / 10)::numeric AS factor) AS by_factor;
-- a single column keeps its width
SELECT heatmap_fit('{"cols":1,"rows":5,"extent":[0,0,1,5],"cells":[[0,0,1],[0,4,2]]}', 2);
SELECT heatmap_fit('{"cols":1,"rows":5,"extent":[0,0,1,5],"cells":[[0,0,1],[0,4,2]]}', 1);
SELECT heatmap_fit(h, 0) FROM pages;
SELECT heatmap_fit(h, NULL) IS NULL FROM pages;
DROP TABLE pages;
