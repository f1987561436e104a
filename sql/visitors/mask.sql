-- heatmap_mask: cells of a few visitors become empty, and nothing is lost.
\i sql/base/uniform.inc
CREATE TABLE maps AS
SELECT heatmap_agg(x, y, grid) AS h, heatmap_visitors_agg(x, y, visitor, grid) AS v
FROM (SELECT floor(uniform(i, 1) * 300)::bigint AS visitor, (uniform(i, 2) ^ 3) * 110 AS x, uniform(i, 3) * 210 AS y
      FROM generate_series(1, 3000) i) s, heatmap_grid(100, 200, 10) grid;
SELECT k, heatmap_outside(m) = CASE WHEN k < 1000 THEN heatmap_total(h) + heatmap_outside(h) - heatmap_total(m) ELSE 0
       END AS outside,
       (SELECT bool_and(w.value = CASE WHEN n.value >= k THEN c.value ELSE 0 END)
        FROM heatmap_cells(h, true) c JOIN heatmap_cells(m, true) w USING (cell) JOIN heatmap_cells(v::heatmap, true) n
            USING (cell)) AS cells,
       heatmap_occupied(m) < heatmap_occupied(h) AS fewer
FROM maps, (VALUES (1), (2), (5), (20), (1000)) s(k), LATERAL (SELECT heatmap_mask(h, v, k) AS m) masked ORDER BY k;
-- any heatmap of the same grid: attention, weights; cells that nobody is in have no visitors
SELECT heatmap_mask('{"cols":3,"rows":2,"extent":[0,0,30,20],"outside":0.5,"cells":[[0,0,1.5],[1,0,-2],[2,1,4]]}',
                    '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[1,0,5],[2,0],[3,6]]}', 2);
-- one visitor alone does not show in outside either, be it that of a masked cell or his own
SELECT heatmap_mask('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,9],[1,0,17]]}',
                    '{"cols":2,"rows":1,"extent":[0,0,2,1],"visitors":"bigint","pairs":[[1,0],[2,0],[3,1]]}', 2),
       heatmap_mask('{"cols":2,"rows":1,"extent":[0,0,2,1],"outside":5,"cells":[[0,0,9]]}',
                    '{"cols":2,"rows":1,"extent":[0,0,2,1],"visitors":"bigint","pairs":[[1,0],[2,0],[3,2]]}', 2);
SELECT heatmap_mask(h, v, NULL), heatmap_mask(h, NULL, 1), heatmap_mask(NULL, v, 1) FROM maps;
\set VERBOSITY default
SELECT heatmap_mask(h, v, 0) FROM maps;
SELECT heatmap_mask(heatmap_grid(100, 200, 5), v, 3) FROM maps;
DROP TABLE maps;
DROP FUNCTION uniform;
