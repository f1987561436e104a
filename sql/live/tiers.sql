-- The views and the function of a live roll-up: any range of time, against the rows.
\set SHOW_CONTEXT never
SET jit = off;
CREATE TABLE ranged (id int PRIMARY KEY, ts timestamp, page text, x int);
INSERT INTO ranged SELECT i, timestamp '2023-11-20' + i * interval '21 hours 13 minutes', 'p' || i % 3, i % 100 FROM
       generate_series(1, 900) AS i;
CALL rollup_create('by_hour', 'ranged', $$page, date_trunc('hour', ts) AS at$$, 'count(*) AS n, sum(x) AS x',
    levels => '{day,month,quarter,year}');
CALL rollup_create('by_day', 'ranged', 'page, ts::date AS day', 'count(*) AS n, max(x) AS x', levels => '{month,year}');
CALL rollup_create('by_week', 'ranged', 'ts::date AS day', 'count(*) AS n, sum(x) AS x', levels => '{week}');
CALL rollup_create('by_second', 'ranged', 'page, ts', 'count(*) AS n');
CALL rollup_create('by_page', 'ranged', 'page', 'count(*) AS n');
SELECT p.oid::regprocedure, pg_get_function_result(p.oid) FROM pg_proc AS p WHERE proname ~ '^by_.*_between$' ORDER BY
       1;
-- What a range should be, by what the roll-up is of.
CREATE FUNCTION differences(seed int, n int) RETURNS text LANGUAGE sql AS $$
    WITH ranges AS (
        SELECT a, CASE hashint4(i + seed) & 7 WHEN 0 THEN a - interval '3 days' ELSE b END AS b
        FROM (SELECT i, t + (abs(hashint4(i * 3 + seed)::bigint) % 8000) * interval '3 hours' AS a,
                  t + (abs(hashint4(i * 5 + seed)::bigint) % 8000) * interval '3 hours' AS b
              FROM generate_series(1, n) AS i, (VALUES (timestamp '2023-10-01')) AS v(t)) AS s
        UNION ALL VALUES (timestamp '-infinity', timestamp 'infinity'), ('2024-01-01', '2025-01-01'), ('2024-02-29',
            '2024-03-31'),
            ('2024-01-31', '2024-03-01'), ('2024-12-31 23:00', '2025-01-01 01:00'), ('2024-05-01', '2024-05-01'),
                (NULL, '2024-05-01'))
    SELECT concat_ws(' ',
        count(*) FILTER (WHERE (SELECT jsonb_agg(to_jsonb(r) ORDER BY page) FROM by_hour_between(a, b) AS r) IS
            DISTINCT FROM
            (SELECT jsonb_agg(to_jsonb(r) ORDER BY page) FROM (SELECT page, count(*) AS n, sum(x) AS x FROM ranged
                WHERE date_trunc('hour', ts) >= a AND date_trunc('hour', ts) < b GROUP BY page) AS r)),
        count(*) FILTER (WHERE (SELECT jsonb_agg(to_jsonb(r) ORDER BY page) FROM by_day_between(a::date, b::date) AS r)
            IS DISTINCT FROM
            (SELECT jsonb_agg(to_jsonb(r) ORDER BY page) FROM (SELECT page, count(*) AS n, max(x) AS x FROM ranged
                WHERE ts::date >= a::date AND ts::date < b::date GROUP BY page) AS r)),
        count(*) FILTER (WHERE (SELECT jsonb_agg(to_jsonb(r)) FROM by_week_between(a::date, b::date) AS r) IS DISTINCT
            FROM
            (SELECT jsonb_agg(to_jsonb(r)) FROM (SELECT count(*) AS n, sum(x) AS x FROM ranged
                WHERE ts::date >= a::date AND ts::date < b::date HAVING count(*) > 0) AS r)),
        count(*) FILTER (WHERE (SELECT jsonb_agg(to_jsonb(r) ORDER BY page) FROM by_second_between(a, b) AS r) IS
            DISTINCT FROM
            (SELECT jsonb_agg(to_jsonb(r) ORDER BY page) FROM (SELECT page, count(*) AS n FROM ranged
                WHERE ts >= a AND ts < b GROUP BY page) AS r)))
    FROM ranges
$$;
SELECT differences(1, 60);
-- With parts, with groups that lost rows, with periods that are NULL or infinite.
INSERT INTO ranged SELECT i, timestamp '2026-05-01' - i * interval '1 hour', 'p' || i % 4, i % 1000 FROM
       generate_series(3000, 3300) AS i;
INSERT INTO ranged VALUES (-1, NULL, 'p1', 3), (-2, 'infinity', 'p2', 4), (-3, '-infinity', 'p2', 4);
SELECT differences(2, 60);
DELETE FROM ranged WHERE id % 9 = 0;
UPDATE ranged SET ts = ts + interval '1 month' WHERE id % 31 = 0;
SELECT differences(3, 60);
CALL rollup_compact();
SELECT differences(4, 60);
DELETE FROM ranged WHERE ts >= '2024-02-01' AND ts < '2024-03-15';
CALL rollup_compact();
SELECT differences(5, 60);
SELECT rollup_check('by_hour'), rollup_check('by_day'), rollup_check('by_week'), rollup_check('by_second'),
       rollup_check('by_page');
-- Only the tables that are needed are read.
CREATE FUNCTION plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    tables text[];
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
        tables := tables || substring(line FROM '(?:Seq|Heap|Index Only|Index) Scan.* on (\w+)');
    END LOOP;
    RETURN (SELECT string_agg(DISTINCT t, ' ' ORDER BY t) FROM unnest(tables) AS t WHERE t !~ '_idx');
END
$$;
SELECT plan($$SELECT * FROM by_day WHERE page = 'p1' AND day = '2024-05-01'$$);
SELECT plan($$SELECT * FROM by_day_between('2024-01-01', '2025-01-01') WHERE page = 'p1'$$);
SELECT plan($$SELECT * FROM by_hour WHERE page = 'p1' AND at = '2024-05-01'$$);
SELECT plan($$SELECT * FROM by_hour_between('2024-02-01', '2024-03-02')$$);
CALL rollup_drop('by_hour');
CALL rollup_drop('by_day');
CALL rollup_drop('by_week');
CALL rollup_drop('by_second');
CALL rollup_drop('by_page');
DROP FUNCTION differences, plan;
DROP TABLE ranged;
