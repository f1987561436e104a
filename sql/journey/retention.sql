-- The aggregate retention.
\pset null '-'
CREATE TABLE visits (visitor int, day date);
INSERT INTO visits VALUES (1, '2026-01-01'), (1, '2026-01-02'), (1, '2026-01-08'), (2, '2026-01-01'), (3, '2026-01-02'),
    (4, '2026-01-01'), (4, '2026-01-08'), (5, NULL);
SELECT visitor, retention(day = '2026-01-01', day = '2026-01-02', day = '2026-01-08') AS r,
       retention(ARRAY[day = '2026-01-01', day = '2026-01-02', day = '2026-01-08']) AS of_array,
       retention(VARIADIC ARRAY[day = '2026-01-01', day = '2026-01-02', day = '2026-01-08']) AS variadic
FROM visits GROUP BY visitor ORDER BY visitor;
-- how many came back
SELECT count(*) FILTER (WHERE r[1]) AS day_1, count(*) FILTER (WHERE r[2]) AS day_2, count(*) FILTER (WHERE r[3]) AS
       day_8
FROM (SELECT retention(day = '2026-01-01', day = '2026-01-02', day = '2026-01-08') AS r FROM visits GROUP BY visitor) s;
SELECT retention(true) FROM visits WHERE false;
SELECT retention(NULL, true), retention(true, NULL), retention(ARRAY[true, NULL]) FROM visits;

-- against plain SQL, in every plan
\i sql/base/uniform.inc
CREATE TABLE many AS SELECT (uniform(i, 1) * 500)::int AS actor, (uniform(i, 2) * 60)::int AS x FROM generate_series(1,
       20000) i;
CREATE FUNCTION wrong() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE r IS DISTINCT FROM plain OR a IS DISTINCT FROM plain)
    FROM (SELECT actor, retention(x = 1, x = 2, x > 55, x < 3) AS r, retention(ARRAY[x = 1, x = 2, x > 55, x < 3]) AS a,
                 ARRAY[bool_or(x = 1), bool_or(x = 1) AND bool_or(x = 2), bool_or(x = 1) AND bool_or(x > 55),
                       bool_or(x = 1) AND bool_or(x < 3)] AS plain
          FROM many GROUP BY actor) s
$$;
SELECT wrong();
SET enable_hashagg = off;
SELECT wrong();
RESET enable_hashagg;
SET heatmap.vectorized_scan = off;
SELECT wrong();
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT wrong();
RESET ALL;
SELECT bool_and(r = ARRAY[true, x <> 0]) FROM (SELECT x, retention(true, x <> 0) OVER (PARTITION BY x) AS r FROM many)
       s;
SELECT cardinality(retention(VARIADIC array_fill(true, ARRAY[64]))) FROM many;

SELECT retention(VARIADIC array_fill(true, ARRAY[65])) FROM visits;
SELECT retention(day) FROM visits;
SELECT retention(NULL::boolean[]) FROM visits;
SELECT retention(ARRAY[ARRAY[true], ARRAY[false]]) FROM visits;
SELECT retention(VARIADIC CASE WHEN visitor = 1 THEN ARRAY[true] ELSE ARRAY[true, true] END) FROM visits;
-- called by hand, and with states from elsewhere
SELECT retention_accum(NULL::varbit, ARRAY[true, false]), retention_accum(B'01'::varbit, ARRAY[true, false]),
       retention_combine(B'01', B'10'), retention_final(B'01'), retention_final(B'101'), retention_final(B'');
SELECT retention_accum(B'01'::varbit, ARRAY[true]);
SELECT retention_combine(B'01', B'1');
DROP TABLE visits, many;
DROP FUNCTION wrong, uniform;
