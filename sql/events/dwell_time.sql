-- dwell_time against plain SQL, with ties, NULLs and any frame.
\i sql/base/uniform.inc
\pset null '-'
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET intervalstyle = 'postgres';
CREATE TABLE events (visitor int, ts timestamptz, page text);
INSERT INTO events VALUES
    (1, '2026-01-01 10:00', '/'), (1, '2026-01-01 10:10', '/pricing'), (1, '2026-01-01 10:40', '/'),
    (1, '2026-01-01 11:10:00.000001', '/'), (1, '2026-01-03 11:00', '/pricing'),
    (2, '2026-01-01 10:00', '/'), (3, NULL, '/'), (4, '2026-01-01 10:00', '/'), (4, '2026-01-01 10:00', '/a'),
    (4, NULL, '/b');
SELECT visitor, ts, page, dwell_time(ts) OVER w AS dwell, dwell_time(ts, '10 days') OVER w AS uncapped
FROM events WINDOW w AS (PARTITION BY visitor ORDER BY ts, page) ORDER BY visitor, ts, page;
-- latest first: the next row is earlier, so there is no dwell time
SELECT ts, dwell_time(ts, '10 days') OVER w AS dwell FROM events WHERE visitor = 1 WINDOW w AS (ORDER BY ts DESC)
ORDER BY ts DESC;
-- the parameters of the first row of a partition hold for all of it
SELECT x, dwell_time(ts, x * interval '1 hour') OVER w AS dwell
FROM (VALUES (timestamptz '2026-01-01 10:00:00', 0), ('2026-01-01 10:00:01', 1), ('2026-01-01 10:00:02', 1),
             ('2026-01-01 10:00:03', 3)) v(ts, x) WINDOW w AS (ORDER BY ts) ORDER BY ts;
-- an unknown time is not the epoch
SELECT ts, dwell_time(ts) OVER (ORDER BY n)
FROM (VALUES (1, timestamptz '1999-12-31 23:59:59+00'), (2, NULL), (3, '2000-01-01 00:00:01+00')) v(n, ts) ORDER BY n;
-- what is missing in a partition of one row, or none
SELECT dwell_time(now()) OVER ();
SELECT dwell_time(now()) OVER () WHERE false;
SELECT dwell_time(ts, '2147483647 days') OVER w
FROM (VALUES (timestamptz '4714-11-24 00:00:00+00 BC'), ('294276-12-31 23:59:59.999999+00')) v(ts)
WINDOW w AS (ORDER BY ts) ORDER BY ts;
DROP TABLE events;

-- bursts, ties, NULLs
CREATE TABLE many AS
SELECT i AS id, (uniform(i, 1) * 30)::int AS visitor,
       CASE WHEN uniform(i, 2) >= 0.02
            THEN timestamptz '2026-01-01' + (uniform(i, 3) * 6000)::int * interval '0.25 s' END AS ts,
       CASE WHEN uniform(i, 4) >= 0.02 THEN (uniform(i, 5) * 60)::int END AS x, (uniform(i, 6) * 40)::int AS y
FROM generate_series(1, 30000) i;
SELECT count(*) - count(ts) > 100 AS null_times, count(*) - count(x) > 100 AS null_places,
       count(ts) - count(DISTINCT (visitor, ts)) > 100 AS ties
FROM many;
CREATE TABLE expected AS
WITH before AS (SELECT *, lead(ts) OVER w - ts AS until_next FROM many
                WINDOW w AS (PARTITION BY visitor ORDER BY ts, id))
SELECT id, CASE WHEN until_next <= '5 s' THEN until_next END AS dwell FROM before;
CREATE VIEW actual AS
SELECT id, dwell_time(ts, '5 s') OVER w AS dwell FROM many WINDOW w AS (PARTITION BY visitor ORDER BY ts, id);
SELECT count(*) AS rows, count(e.dwell) BETWEEN 1000 AND 29000 AS some_have_one,
       count(*) FILTER (WHERE e.dwell = '0') > 100 AS ties,
       count(*) FILTER (WHERE e.dwell IS DISTINCT FROM a.dwell) AS wrong
FROM expected e JOIN actual a USING (id);
-- any frame, and a sort that spills
SET work_mem = '64kB';
SELECT count(*) FILTER (WHERE a.dwell IS DISTINCT FROM f.dwell) AS wrong
FROM actual a JOIN (SELECT id, dwell_time(ts, '5 s') OVER w AS dwell FROM many
                    WINDOW w AS (PARTITION BY visitor ORDER BY ts, id
                                 ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING)) f USING (id);
RESET work_mem;
-- rows that have been seen are not kept
CREATE INDEX ON many (ts, id);
VACUUM ANALYZE many;
CREATE FUNCTION kept(call text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT ' || call || ' OVER (ORDER BY ts, id) FROM many' INTO plan;
    IF plan::text LIKE '%Sort%' THEN
        RAISE 'a sort writes, too: %', plan;
    END IF;
    RETURN plan -> 0 -> 'Plan' ->> 'Temp Written Blocks';
END $$;
SET work_mem = '64kB';
SET enable_seqscan = off;
SET enable_sort = off;
SELECT kept('dwell_time(ts)') AS dwell_time, kept('dwell_time(NULL)') AS dwell_time_null,
       kept('count(*)') AS row_by_row, kept('first_value(id)') > 0 AS first_value_keeps;
RESET work_mem;
RESET enable_seqscan;
RESET enable_sort;
DROP FUNCTION kept;
-- they feed the maps
SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(60, 40), extract(epoch FROM dwell)::float8))
     = sum(extract(epoch FROM dwell)::float8) FILTER (WHERE x IS NOT NULL) AS attention_map
FROM actual JOIN many USING (id);
DROP VIEW actual;
DROP TABLE many, expected;
DROP FUNCTION uniform;

-- what is wrong is said
\set VERBOSITY default
SELECT dwell_time(now(), '1 year') OVER ();
SELECT dwell_time(ts) OVER (ORDER BY ts) FROM (VALUES (timestamptz 'infinity'), ('2026-01-01')) v(ts);
SELECT dwell_time('infinity') OVER ();
SELECT dwell_time(ts) OVER (ORDER BY ts NULLS LAST) FROM (VALUES (timestamptz 'infinity'), (NULL)) v(ts);
CREATE OPERATOR @~~@ (FUNCTION = dwell_time, LEFTARG = timestamptz, RIGHTARG = interval);
SELECT now() @~~@ interval '1 s';
DROP OPERATOR @~~@ (timestamptz, interval);
SELECT dwell_time(ts) OVER () FROM (VALUES (timestamptz '2026-01-01'), ('2026-01-02'), ('2026-01-01')) v(ts);
