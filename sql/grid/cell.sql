-- heatmap_cell: the number of a point's cell, for GROUP BY with any other aggregate.
\pset null '-'
SELECT x, y, heatmap_cell(x, y, heatmap_grid(30, 70)) AS cell
FROM (VALUES (0, 0), (29.9, 69.9), (30, 70), (10, 0), (0, 10), (9.999, 9.999), (30.1, 0), (-0.1, 0), ('NaN', 0), (0,
       'NaN'),
             ('infinity', 0), (NULL, 0)) v(x, y);
-- the same cells as heatmap_agg() counts, with an average for each
SELECT count(*) AS cells, bool_and(n = value) AS counts, bool_and(cell = "row" * 144 + col) AS numbers,
       bool_and(round(average::numeric, 9) = round(ratio::numeric, 9)) AS averages
FROM (SELECT heatmap_cell(x, y, heatmap_grid(1440, 2100)) AS cell, count(*) AS n, avg(w) AS average
      FROM (SELECT i * 7919 % 1440 AS x, i * 104729 % 2100 AS y, i % 13 AS w FROM generate_series(1, 20000) i) s
      GROUP BY 1) g
     JOIN (SELECT c.*, heatmap_value(weights / counts, col, "row") AS ratio
           FROM (SELECT heatmap_agg(x, y, heatmap_grid(1440, 2100)) AS counts,
                        heatmap_agg(x, y, heatmap_grid(1440, 2100), w) AS weights
                 FROM (SELECT i * 7919 % 1440 AS x, i * 104729 % 2100 AS y, i % 13 AS w
                       FROM generate_series(1, 20000) i) s) m, heatmap_cells(counts) c WHERE cell < 3000) h USING
                           (cell);
-- any heatmap is a grid, however large: only its header is read
CREATE TABLE big AS
SELECT heatmap_agg(i % 1440, i / 100, heatmap_grid(1440, 6000, 1), i + 0.5) AS map FROM generate_series(0, 599999) i;
SELECT pg_column_size(map) > 1000000 AS toasted, heatmap_cell(2, 3, map), heatmap_cols(map), heatmap_rows(map),
       heatmap_extent(map),
       heatmap_outside(map), heatmap_occupied(map)
FROM big;
DO $$
DECLARE began timestamptz := clock_timestamp();
BEGIN
    PERFORM sum(heatmap_cell(i % 1440, 7, map)), sum(heatmap_cols(map)) FROM generate_series(1, 2000) i, big;
    PERFORM heatmap_agg(i % 1440, 7, map) FROM generate_series(1, 2000) i, big;
    -- detoasted as a whole, each row takes about a millisecond
    IF clock_timestamp() - began > '1 second' THEN
        RAISE WARNING 'took %', clock_timestamp() - began;
    END IF;
END $$;
DROP TABLE big;
