-- heatmap_agg against plain SQL, in every shape of plan. The grid is 3 x 7 or
-- 144 x 600; the reference is floor() and GROUP BY with the edge rule.
SET heatmap.vectorized_scan = off;
\i sql/base/uniform.inc
CREATE TABLE clicks (x float8, y float8, page int, w int) PARTITION BY HASH (page);
CREATE TABLE clicks_0 PARTITION OF clicks FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE clicks_1 PARTITION OF clicks FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE clicks_2 PARTITION OF clicks FOR VALUES WITH (MODULUS 3, REMAINDER 2);
-- a million rows: a tenth on cell edges, some outside, some NULL or NaN; most on few pages
INSERT INTO clicks
SELECT CASE WHEN i % 10 = 0 THEN round(x / 10) * 10 WHEN i % 1000 = 1 THEN 'NaN' WHEN i % 1000 = 2 THEN NULL ELSE x END,
       CASE WHEN i % 10 = 0 THEN round(y / 10) * 10 WHEN i % 1000 = 3 THEN 'Infinity' ELSE y END,
       (uniform(i, 1) * uniform(i, 2) * 5000)::int, (uniform(i, 3) * 20)::int - 5
FROM (SELECT i, uniform(i, 4) * 1500 - 30 AS x, uniform(i, 5) * 6100 - 50 AS y FROM generate_series(1, 1000000) i) s;
ANALYZE clicks;
SELECT count(*) FILTER (WHERE x IN (0, 1440) OR y IN (0, 6000)) > 100 AS edges,
       count(*) FILTER (WHERE x < 0 OR y > 6000) > 1000 AS outside,
       count(*) FILTER (WHERE x IS NULL) > 100 AS nulls, count(*) FILTER (WHERE x = 'NaN') > 100 AS nans,
       count(*) FILTER (WHERE w = 0) > 100 AS zeros, count(DISTINCT page) > 1000 AS pages
FROM clicks;

CREATE VIEW reference AS
SELECT page, least(floor((x - 0) * 144 / (1440 - 0)), 143)::int AS col,
       least(floor((y - 0) * 600 / (6000 - 0)), 599)::int AS "row",
       count(*)::float8 AS n, sum(w)::float8 AS w
FROM clicks WHERE x >= 0 AND x <= 1440 AND y >= 0 AND y <= 6000 AND x <> 'NaN' GROUP BY 1, 2, 3;
CREATE TABLE reference_cells AS SELECT * FROM reference;
CREATE TABLE reference_outside AS
SELECT page, count(*)::float8 AS n, sum(w)::float8 AS w FROM clicks
WHERE x IS NOT NULL AND y IS NOT NULL AND x <> 'NaN' AND y <> 'NaN'
      AND NOT (x >= 0 AND x <= 1440 AND y >= 0 AND y <= 6000) GROUP BY 1;

\i sql/base/plan_has.inc

-- every cell of every page, and what is outside: the number of differences
CREATE FUNCTION differences(result text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT page, col, "row", value FROM %I, heatmap_cells(h)) a '
                   'FULL JOIN reference_cells r USING (page, col, "row") WHERE value IS DISTINCT FROM n',
                   result) INTO wrong;
    EXECUTE format('SELECT $1 + count(*) FROM %I a FULL JOIN reference_outside r USING (page) '
                   'WHERE heatmap_outside(h) IS DISTINCT FROM coalesce(n, 0)', result) INTO wrong USING wrong;
    RETURN wrong;
END $$;

SET max_parallel_workers_per_gather = 0;
SET enable_partitionwise_aggregate = off;
-- HashAggregate in memory
SET work_mem = '1GB';
\set query 'SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) AS h FROM clicks GROUP BY page'
SELECT plan_has(:'query', 'Batches: 1 '), plan_has(:'query', 'Gather');
CREATE TABLE hashed AS :query;
SELECT differences('hashed');

-- HashAggregate that spills
SET work_mem = '64kB';
SET enable_sort = off;
CREATE TEMP TABLE spilled AS :query;
SELECT plan_has(:'query', 'Batches: ([2-9]|1[0-9])'),
       (SELECT count(*) FROM spilled s JOIN hashed h USING (page) WHERE s.h = h.h)
       = (SELECT count(*) FROM hashed) AS same;
RESET enable_sort;

-- GroupAggregate
SET enable_hashagg = off;
CREATE TEMP TABLE sorted AS :query;
SELECT plan_has(:'query', 'GroupAggregate'),
       (SELECT count(*) FROM sorted s JOIN hashed h USING (page) WHERE s.h = h.h)
       = (SELECT count(*) FROM hashed) AS same;
RESET enable_hashagg;
RESET work_mem;

-- partitionwise
SET enable_partitionwise_aggregate = on;
SELECT plan_has('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks', 'Partial Aggregate');
SELECT a.h = b.h AS same
FROM (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) h FROM clicks) a, (SELECT rollup(h) h FROM hashed) b;
CREATE TEMP TABLE partitionwise AS :query;
SELECT (SELECT count(*) FROM partitionwise s JOIN hashed h USING (page) WHERE s.h = h.h)
       = (SELECT count(*) FROM hashed) AS same;

-- forced parallel
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
SELECT plan_has('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks', 'Finalize'),
       plan_has(:'query', 'Workers Launched: [1-9]');
SELECT a.h = b.h AS same
FROM (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) h FROM clicks) a, (SELECT rollup(h) h FROM hashed) b;
SET enable_partitionwise_aggregate = off;
CREATE TEMP TABLE parallel AS :query;
SELECT (SELECT count(*) FROM parallel s JOIN hashed h USING (page) WHERE s.h = h.h)
       = (SELECT count(*) FROM hashed) AS same;
-- the vectorised scan, in one process and in several
SET heatmap.vectorized_scan = on;
SET cpu_operator_cost = 0;
SELECT plan_has(:'query', 'HeatmapScan');
CREATE TEMP TABLE scanned_in_parallel AS :query;
SET max_parallel_workers_per_gather = 0;
SELECT plan_has(:'query', 'HeatmapScan');
CREATE TEMP TABLE scanned AS :query;
SELECT (SELECT count(*) FROM scanned_in_parallel s JOIN hashed h USING (page) WHERE s.h = h.h)
       = (SELECT count(*) FROM hashed) AS same_in_parallel,
       (SELECT count(*) FROM scanned s JOIN hashed h USING (page) WHERE s.h = h.h)
       = (SELECT count(*) FROM hashed) AS same;
SET max_parallel_workers_per_gather = 3;
RESET cpu_operator_cost;
SET heatmap.vectorized_scan = off;
-- integer weights give the same bytes in any order, point and int forms the same result
SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000), w) AS parallel_weighted FROM clicks \gset
SELECT rollup(h) AS parallel_rollup FROM hashed \gset
SET max_parallel_workers_per_gather = 0;
SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000), w) = :'parallel_weighted' AS same,
       heatmap_agg(point(x, y), heatmap_grid(1440, 6000), w) = :'parallel_weighted' AS same_points FROM clicks;
SELECT rollup(h) = :'parallel_rollup' AS same FROM hashed;
SELECT count(*) AS differences FROM heatmap_cells(:'parallel_weighted')
FULL JOIN (SELECT col, "row", sum(w) AS w FROM reference_cells GROUP BY 1, 2 HAVING sum(w) <> 0) r USING (col, "row")
WHERE value IS DISTINCT FROM w;
-- (a NaN is no int, so the int form sees only the rows that have none)
SELECT heatmap_agg(x::int, y::int, heatmap_grid(1440, 6000))
       = heatmap_agg(x::int::float8, y::int::float8, heatmap_grid(1440, 6000)) AS same_int,
       heatmap_agg(x::int, y::int, heatmap_grid(1440, 6000), w)
       = heatmap_agg(x::int::float8, y::int::float8, heatmap_grid(1440, 6000), w) AS same_weighted
FROM clicks WHERE x <> 'NaN' AND y < 1e9;
-- an int column and a float8 column of whole numbers
SELECT heatmap_agg(page, w, heatmap_grid(0, -3, 700, 12, 3, 7))
       = heatmap_agg(page::float8, w::float8, heatmap_grid(0, -3, 700, 12, 3, 7)) AS same_int FROM clicks;

-- grouping sets, FILTER, DISTINCT
CREATE TEMP TABLE sets AS
SELECT page % 3 AS a, page % 7 AS b, grouping(page % 3, page % 7) AS g,
       heatmap_agg(x, y, heatmap_grid(1440, 6000)) AS h,
       heatmap_agg(x, y, heatmap_grid(1440, 6000)) FILTER (WHERE w > 0) AS f FROM clicks GROUP BY CUBE (1, 2);
SELECT count(*) AS sets, count(*) FILTER (WHERE NOT same) AS wrong,
       count(*) FILTER (WHERE NOT filter_same) AS filter_wrong FROM (
    SELECT h = (SELECT rollup(h) FROM hashed WHERE (a IS NULL OR page % 3 = a) AND (b IS NULL OR page % 7 = b)) AS same,
           f = (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks
                WHERE w > 0 AND (a IS NULL OR page % 3 = a) AND (b IS NULL OR page % 7 = b)) AS filter_same
    FROM sets) s;
SELECT heatmap_total(heatmap_agg(DISTINCT x, y, g)) + heatmap_outside(heatmap_agg(DISTINCT x, y, g))
       = (SELECT count(*)
          FROM (SELECT DISTINCT x, y FROM clicks WHERE page < 5 AND x <> 'NaN' AND y IS NOT NULL) s) AS same
FROM (SELECT *, heatmap_grid(1440, 6000) AS g FROM clicks WHERE page < 5) s;
-- a fine grid
SELECT heatmap_occupied(heatmap_agg(x, y, heatmap_grid(1440, 6000, 1))) <= 10000 AS fine
FROM (SELECT * FROM clicks LIMIT 10000) s;

-- one thousand small tables
CREATE FUNCTION small_tables() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    wrong int := 0;
    differing bigint;
    made bigint;
    rows_made bigint := 0;
    tables_made bigint := 0;
    cols int; "rows" int; x0 float8; y0 float8; x1 float8; y1 float8;
    grid heatmap;
BEGIN
    CREATE TEMP TABLE small (x float8, y float8, w float8);
    FOR i IN 1 .. 1000 LOOP
        cols := 1 + (uniform(i, 1) * 12)::int;
        "rows" := 1 + (uniform(i, 2) * 20)::int;
        x0 := round((uniform(i, 3) * 200 - 100)::numeric, (uniform(i, 4) * 4)::int);
        y0 := round((uniform(i, 5) * 200 - 100)::numeric, (uniform(i, 6) * 4)::int);
        x1 := x0 + 0.001 + uniform(i, 7) * 100;
        y1 := y0 + 0.001 + uniform(i, 8) * 100;
        grid := heatmap_grid(x0, y0, x1, y1, cols, "rows");
        TRUNCATE small;
        INSERT INTO small
        SELECT CASE (uniform(n, 9) * 8)::int WHEN 0 THEN NULL WHEN 1 THEN x0 WHEN 2 THEN x1
                    WHEN 3 THEN x0 + (x1 - x0) * (uniform(n, 10) * cols)::int / cols
                    WHEN 4 THEN (ARRAY['NaN', 'Infinity', '-Infinity']::float8[])[1 + (uniform(n, 11) * 2)::int]
                    ELSE x0 - 5 + uniform(n, 12) * (x1 - x0 + 10) END,
               CASE (uniform(n, 13) * 8)::int WHEN 0 THEN y0 WHEN 1 THEN y1
                    WHEN 2 THEN y0 + (y1 - y0) * (uniform(n, 14) * "rows")::int / "rows"
                    ELSE y0 - 5 + uniform(n, 15) * (y1 - y0 + 10) END,
               CASE (uniform(n, 16) * 10)::int WHEN 0 THEN NULL ELSE round((uniform(n, 17) * 8 - 4)::numeric, 2) END
        FROM generate_series(i * 1000 + 1, i * 1000 + (uniform(i, 18) * uniform(i, 19) * 300)::int) n;
        GET DIAGNOSTICS made = ROW_COUNT;
        rows_made := rows_made + made;
        tables_made := tables_made + (made > 0)::int;

        WITH kept AS (
            SELECT x, y, w, x >= x0 AND x <= x1 AND y >= y0 AND y <= y1 AS inside FROM small
            WHERE x IS NOT NULL AND x <> 'NaN' AND y <> 'NaN'
        ), edges AS (
            SELECT ARRAY(SELECT (x0 * (cols - k) + x1 * k) / cols FROM generate_series(1, cols - 1) k) AS xs,
                   ARRAY(SELECT (y0 * ("rows" - k) + y1 * k) / "rows" FROM generate_series(1, "rows" - 1) k) AS ys
        ), cells AS (
            SELECT width_bucket(x, xs) AS col, width_bucket(y, ys) AS "row", count(*)::float8 AS n, sum(w) AS w
            FROM kept, edges WHERE inside GROUP BY 1, 2
        ), result AS (
            SELECT heatmap_agg(x, y, grid) AS h, heatmap_agg(x, y, grid, w) AS weighted FROM small
        )
        SELECT (SELECT count(*) FROM (SELECT c.col, c."row", c.value FROM result, heatmap_cells(h) c) a
                FULL JOIN cells USING (col, "row") WHERE value IS DISTINCT FROM n)
             + (SELECT count(*) FROM cells, result
                WHERE abs(heatmap_value(weighted, col, "row") - coalesce(w, 0)) > 1e-9)
             + (SELECT count(*) FROM result
                WHERE heatmap_outside(h)
                      IS DISTINCT FROM (SELECT CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE NOT inside) END
                                        FROM kept))
        INTO differing;
        IF differing > 0 THEN
            RAISE WARNING '% differences in a % x % grid over (%,%),(%,%)', differing, cols, "rows", x0, y0, x1, y1;
            wrong := wrong + 1;
        END IF;
    END LOOP;
    IF rows_made < 50000 OR tables_made NOT BETWEEN 900 AND 999 THEN
        RAISE WARNING '% rows in % tables that are not empty', rows_made, tables_made;
    END IF;
    RETURN wrong;
END $$;
-- (compiling every one of its thousands of small queries would take minutes)
SET jit = off;
SELECT small_tables() AS tables_that_differ;

DROP FUNCTION plan_has, uniform, differences, small_tables;
DROP VIEW reference;
DROP TABLE clicks, reference_cells, reference_outside, hashed, spilled, sorted, partitionwise, parallel, sets, small,
     scanned, scanned_in_parallel;
