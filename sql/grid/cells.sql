-- heatmap_cells: one row per cell, with its place, share and intensity.
CREATE VIEW sample
    AS SELECT '{"cols":3,"rows":7,"extent":[0,0,30,140],"outside":4,"cells":[[0,0,2],[2,1,5],[1,6,1]]}'::heatmap h;
SELECT c.* FROM sample, heatmap_cells(h) c;
SELECT count(*), sum(value), sum(share), max(intensity) FROM sample, heatmap_cells(h, true);
SELECT col, "row", value FROM sample, heatmap_cells(h, include_empty => true) WHERE "row" < 2;
SELECT count(*) FROM heatmap_cells(heatmap_grid(30, 70));
SELECT DISTINCT share, intensity FROM heatmap_cells(heatmap_grid(30, 70), true);
SELECT col, share, intensity FROM heatmap_cells('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,1]]}');
SELECT col, share, intensity FROM heatmap_cells('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,-3]]}');
-- a sum that no float8 can hold
SELECT heatmap_cells(h) FROM heatmap_from_matrix('{{1.7e308,1.7e308}}', box '(0,0),(1,1)') h;
-- cells tile the extent without gaps
SELECT count(*) AS wrong
FROM (SELECT *, lag(x_max) OVER (PARTITION BY "row" ORDER BY col) AS left_edge,
             lag(y_max) OVER (PARTITION BY col ORDER BY "row") AS upper_edge
    FROM heatmap_cells(heatmap_grid(-0.1, 0.3, 1.7, 9.9, 7, 11), true)) s
WHERE x_min <> coalesce(left_edge, -0.1) OR y_min <> coalesce(upper_edge, 0.3) OR (col = 6 AND x_max <> 1.7)
      OR ("row" = 10 AND y_max <> 9.9) OR NOT (x > x_min AND x < x_max AND y > y_min AND y < y_max);
-- in the select list it stops when it is told to
SELECT heatmap_cells(h) FROM sample LIMIT 1;
-- the planner knows how many rows a known heatmap has
CREATE FUNCTION estimated_rows(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    EXECUTE 'EXPLAIN ' || query INTO line;
    RETURN substring(line FROM 'rows=\d+');
END $$;
SELECT estimated_rows($$SELECT * FROM heatmap_cells('{"cols":3,"rows":7,"extent":[0,0,30,140],
                                                     "cells":[[0,0,2],[2,1,5]]}')$$),
       estimated_rows($$SELECT * FROM heatmap_cells(heatmap_grid(30, 70), true)$$),
       estimated_rows($$SELECT * FROM heatmap_cells((SELECT h FROM sample))$$),
       estimated_rows($$SELECT * FROM heatmap_cells(NULL)$$);
DROP FUNCTION estimated_rows;
DROP VIEW sample;
