-- heatmap_agg and rollup: edges, types, weights, NULLs and errors.
-- The edge rule: [lo, hi), the last column and row with their upper edge; everything else is outside.
CREATE TABLE points (x float8, y float8, w float8);
INSERT INTO points VALUES
    (0, 0, 1), (9.999999999999998, 0, 1), (10, 0, 1), (20, 0, 1), (30, 0, 1), (30, 70, 1),
    (29.999999999999996, 69.99999999999999, 1),
    (0, 9.999999999999998, 1), (0, 10, 1), (0, 70, 1),
    (-5e-324, 0, 1), (30.000000000000004, 0, 1), (0, -1, 1), (0, 70.00000000000001, 1),
    ('Infinity', 0, 1), (0, '-Infinity', 1), (1e300, -1e300, 1),
    ('NaN', 0, 1), (0, 'NaN', 1), ('NaN', 'NaN', 1), (NULL, 0, 1), (0, NULL, 1), (NULL, NULL, 1);
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) FROM points;
SELECT heatmap_agg(point(x, y), heatmap_grid(30, 70)) = heatmap_agg(x, y, heatmap_grid(30, 70)) AS point_form
FROM points;
-- the grid may lie anywhere
SELECT heatmap_agg(x, y, heatmap_grid(-1, -3, 2, 4, 3, 7))
FROM (VALUES (-1, -3), (0, 0), (2, 4), (1.5, -0.5), (-1.1, 0)) v(x, y);
-- only the shape of the grid argument counts, not its values
SELECT heatmap_agg(x, y, '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":9,"cells":[[0,0,5]]}')
FROM (VALUES (1.0::float8, 1.0::float8)) v(x, y);

-- argument types
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) FROM (VALUES (5, 65), (-1, 3), (NULL, 3)) v(x, y);
SELECT heatmap_agg(x::smallint, y::smallint, heatmap_grid(30, 70)) FROM (VALUES (5, 65)) v(x, y);
SELECT heatmap_agg(x::bigint, y::numeric, heatmap_grid(30, 70)) FROM (VALUES (5, 65)) v(x, y);
SELECT heatmap_agg(x, y, heatmap_grid(-2147483648, -2147483648, 2147483647, 2147483647, 3, 7))
FROM (VALUES (-2147483648, 2147483647), (2147483647, -2147483648), (0, 0)) v(x, y);

-- weights
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), w)
FROM (VALUES (1, 1, 2.5), (1, 2, 0.25), (25, 65, -3), (-1, 0, 0.5), (5, 5, NULL), (15, 15, 0)) v(x, y, w);
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), w) FROM (VALUES (1.5, 1.5, 2.5), (25, 65, -3)) v(x, y, w);
SELECT heatmap_agg(point(x, y), heatmap_grid(30, 70), w) FROM (VALUES (1.5, 1.5, 2.5), (25, 65, -3)) v(x, y, w);
-- weights that cancel leave an empty cell
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), w) FROM (VALUES (1, 1, 2), (1, 2, -2)) v(x, y, w);

-- no rows, or none that counts: NULL, as sum() does
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) IS NULL AS no_rows FROM points WHERE false;
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) IS NULL AS none_counts FROM points
WHERE x IS NULL OR y IS NULL OR x = 'NaN' OR y = 'NaN';
SELECT heatmap_agg(x, y, NULL::heatmap) IS NULL AS no_canvas FROM points;
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) FILTER (WHERE x = 0) FROM points;
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) FROM points WHERE x = 'Infinity';
-- a NULL grid skips its row
SELECT heatmap_agg(x, y, CASE WHEN x = 10 THEN heatmap_grid(30, 70) END) FROM points;

-- errors, with the SQLSTATE
\set VERBOSITY sqlstate
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), 'NaN') FROM (VALUES (1, 1)) v(x, y);
SELECT heatmap_agg(x, y, CASE WHEN x > 5 THEN heatmap_grid(30, 70) ELSE heatmap_grid(30, 70, 5) END) FROM points;
\set VERBOSITY default
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), '-Infinity') FROM (VALUES (1.5, 1)) v(x, y);
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), w) FROM (VALUES (1.5, 1, 1.0::float8), (-5, 1, 'Infinity')) v(x, y, w);
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), w) FROM (VALUES (1, 1, 1.7e308), (1, 1, 1.7e308)) v(x, y, w);
SELECT heatmap_agg(x, y, heatmap_grid(30, 70), w) FROM (VALUES (-1, 1, 1.7e308), (-1, 1, 1.7e308)) v(x, y, w);
\set VERBOSITY terse

-- grids from a table, one per group
CREATE TABLE canvas (page int, grid heatmap);
INSERT INTO canvas VALUES (1, heatmap_grid(30, 70)), (2, heatmap_grid(60, 70, 20));
SELECT page, heatmap_agg(x, y, grid) FROM points, canvas GROUP BY page ORDER BY page;
SELECT heatmap_agg(x, y, grid) FROM points, canvas;

-- DISTINCT and ORDER BY inside the aggregate, grouping sets
SELECT heatmap_agg(DISTINCT x, y, grid)
FROM (SELECT x, y, heatmap_grid(30, 70) AS grid FROM points, generate_series(1, 3)) s;
SELECT heatmap_agg(x, y, heatmap_grid(30, 70) ORDER BY y DESC) = heatmap_agg(x, y, heatmap_grid(30, 70)) AS same
FROM points;
SELECT x > 5 AS right_part, y > 5 AS lower_part, heatmap_total(heatmap_agg(x, y, heatmap_grid(30, 70))) AS total
FROM points WHERE x = x + 0 AND y = y + 0 AND x <> 'NaN' AND y <> 'NaN' GROUP BY CUBE (1, 2) ORDER BY 1, 2;

-- rollup
SELECT rollup(h) FROM (VALUES ('{"cols":2,"rows":1,"extent":[0,0,1,1],"outside":1,"cells":[[0,0,1]]}'::heatmap), (NULL),
    ('{"cols":2,"rows":1,"extent":[0,0,1,1],"outside":2,"cells":[[0,0,0.5],[1,0,-4]]}')) v(h);
SELECT rollup(h) FROM (VALUES ('{"cols":2,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,1]]}'::heatmap)) v(h);
SELECT rollup(h) IS NULL AS nothing FROM (VALUES (NULL::heatmap)) v(h);
\set VERBOSITY default
SELECT rollup(h) FROM (VALUES (heatmap_grid(30, 70)), (heatmap_grid(30, 70, 5))) v(h);
\set VERBOSITY terse
DROP TABLE points, canvas;

-- All states on the way from list to table to array give what plain SQL gives: growing numbers of
-- points, few and many cells, unequal columns and rows.
CREATE FUNCTION by_sql(cols int, "rows" int, n int) RETURNS TABLE (cell int, value float8) LANGUAGE sql AS $$
    SELECT least(floor((y - -7) * "rows" / (63 - -7)), "rows" - 1)::int * cols
           + least(floor((x - 3) * cols / (33 - 3.0)), cols - 1)::int,
           count(*)::float8
    FROM (SELECT 3 + 30 * (i * 0.6180339887498949 - floor(i * 0.6180339887498949)) AS x,
                 -7 + 70 * (i * 0.4142135623730951 - floor(i * 0.4142135623730951)) AS y
          FROM generate_series(1, n) i) s
    GROUP BY 1
$$;
CREATE FUNCTION by_agg(cols int, "rows" int, n int, step int) RETURNS heatmap LANGUAGE sql AS $$
    SELECT CASE step WHEN 0 THEN heatmap_agg(x, y, grid) WHEN 1 THEN heatmap_agg(x, y, grid, 1)
           ELSE heatmap_agg(point(x, y), grid) END
    FROM heatmap_grid(3, -7, 33, 63, cols, "rows") grid,
         (SELECT 3 + 30 * (i * 0.6180339887498949 - floor(i * 0.6180339887498949)) AS x,
                 -7 + 70 * (i * 0.4142135623730951 - floor(i * 0.4142135623730951)) AS y
          FROM generate_series(1, n) i) s
$$;
SELECT cols, "rows", n, step, heatmap_total(h),
       (SELECT count(*) FROM heatmap_cells(h) c FULL JOIN by_sql(cols, "rows", n) r ON r.cell = c."row" * cols + c.col
        WHERE c.value IS DISTINCT FROM r.value) AS differences
FROM (VALUES (3, 7), (1, 1), (37, 13), (144, 600), (1500, 700)) c(cols, "rows"),
     (VALUES (1), (61), (62), (146), (147), (658), (659), (3000), (100000)) p(n),
     (VALUES (0), (1), (2)) s(step), by_agg(cols, "rows", n, step) h
WHERE heatmap_total(h) <> n
   OR EXISTS (SELECT FROM heatmap_cells(h) c FULL JOIN by_sql(cols, "rows", n) r ON r.cell = c."row" * cols + c.col
              WHERE c.value IS DISTINCT FROM r.value);
DROP FUNCTION by_sql, by_agg;
-- Few cells and many points: what the state counts in a byte, and a table that gives way to an array.
SELECT rounds, heatmap_agg(x, y, grid) = h * rounds AS unweighted,
       heatmap_agg(x, y, grid, 0.5) = h * (rounds * 0.5) AS weighted
FROM (VALUES (1), (2), (11), (12), (13), (255), (256), (257), (3000)) r(rounds), generate_series(1, rounds),
     heatmap_grid(400, 300) grid,
     generate_series(5, 395, 10) x, generate_series(5, 25, 10) y,
     (SELECT heatmap_agg(x, y, heatmap_grid(400, 300)) AS h
      FROM generate_series(5, 395, 10) x, generate_series(5, 25, 10) y) once
GROUP BY rounds, h ORDER BY rounds;
