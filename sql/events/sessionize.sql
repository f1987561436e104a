-- sessionize against plain SQL, with ties, NULLs and any frame.
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
SELECT visitor, ts, sessionize(ts) OVER w AS session, sessionize(ts, '3 days') OVER w AS long,
       sessionize(ts, '0') OVER w AS short
FROM events WINDOW w AS (PARTITION BY visitor ORDER BY ts) ORDER BY visitor, ts;
-- latest first: sessions are the same, numbered from the end
SELECT ts, sessionize(ts) OVER w AS session FROM events WHERE visitor = 1 WINDOW w AS (ORDER BY ts DESC)
ORDER BY ts DESC;
-- the parameters of the first row of a partition hold for all of it
SELECT x, sessionize(ts, x * interval '1 hour') OVER w AS session
FROM (VALUES (timestamptz '2026-01-01 10:00:00', 0), ('2026-01-01 10:00:01', 1), ('2026-01-01 10:00:02', 1),
             ('2026-01-01 10:00:03', 3)) v(ts, x) WINDOW w AS (ORDER BY ts) ORDER BY ts;
-- max_length counts from the first row of a session; a row that starts a session is the last of its session when the
-- latest row comes first
SELECT ts::time, starts, sessionize(ts, max_length => '40 min') OVER w AS limited,
       sessionize(ts, '30 min', '40 min', starts) OVER w AS both,
       sessionize(ts, starts => starts) OVER w AS started,
       sessionize(ts, starts => starts) OVER (ORDER BY ts DESC) AS latest_first
FROM (VALUES (timestamptz '2026-01-01 10:00', true), ('2026-01-01 10:20', false), ('2026-01-01 10:40', false),
             ('2026-01-01 10:50', true), ('2026-01-01 11:00', NULL), ('2026-01-01 11:29', false), (NULL, true)) v(ts,
                 starts)
WINDOW w AS (ORDER BY ts) ORDER BY ts;
-- what is missing in a partition of one row, or none
SELECT sessionize(now()) OVER (), sessionize(NULL) OVER ();
SELECT sessionize(now()) OVER () WHERE false;
SELECT sessionize(ts, '2147483647 days') OVER w
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
WITH before AS (SELECT *, ts - lag(ts) OVER w AS gap FROM many WINDOW w AS (PARTITION BY visitor ORDER BY ts, id))
SELECT id, CASE WHEN ts IS NOT NULL THEN sum((gap > '10 s' IS NOT FALSE)::int) OVER w END AS session
FROM before WINDOW w AS (PARTITION BY visitor ORDER BY ts, id);
CREATE VIEW actual AS
SELECT id, sessionize(ts, '10 s') OVER w AS session FROM many WINDOW w AS (PARTITION BY visitor ORDER BY ts, id);
SELECT count(*) AS rows, max(e.session) > 10 AS sessions,
       count(*) FILTER (WHERE e.session IS DISTINCT FROM a.session) AS wrong
FROM expected e JOIN actual a USING (id);
-- max_length and starts against plain SQL: a recursive walk over each visitor's rows
CREATE TABLE numbered AS
SELECT visitor, ts, id, row_number() OVER (PARTITION BY visitor ORDER BY ts, id) AS n, y = 7 AS starts
FROM many WHERE ts IS NOT NULL;
CREATE INDEX ON numbered (visitor, n);
WITH RECURSIVE walk AS (
    SELECT visitor, n, id, ts, ts AS first, 1::bigint AS session FROM numbered WHERE n = 1
    UNION ALL
    SELECT c.visitor, c.n, c.id, c.ts, CASE WHEN new THEN c.ts ELSE w.first END, w.session + new::int
    FROM walk w JOIN numbered c ON c.visitor = w.visitor AND c.n = w.n + 1,
         LATERAL (SELECT c.starts OR c.ts - w.ts > '10 s' OR c.ts - w.first > '60 s' AS new) s
)
SELECT count(*) > 20000 AS rows, max(session) > 10 AS sessions,
       count(*) FILTER (WHERE session IS DISTINCT FROM s) AS wrong
FROM walk JOIN (SELECT id, sessionize(ts, '10 s', '60 s', y = 7) OVER (PARTITION BY visitor ORDER BY ts, id) AS s
                FROM many) a USING (id);
DROP TABLE numbered;
-- any frame, and a sort that spills
SET work_mem = '64kB';
SELECT count(*) FILTER (WHERE a.session IS DISTINCT FROM f.session) AS wrong
FROM actual a JOIN (SELECT id, sessionize(ts, '10 s') OVER w AS session FROM many
                    WINDOW w AS (PARTITION BY visitor ORDER BY ts, id
                                 ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING)) f USING (id);
SELECT count(*) FILTER (WHERE a.session IS DISTINCT FROM f.session) AS wrong
FROM actual a JOIN (SELECT id, sessionize(ts, '10 s') OVER w AS session FROM many
                    WINDOW w AS (PARTITION BY visitor ORDER BY ts, id
                                 GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES)) f USING (id);
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
SELECT kept('sessionize(ts)') AS sessionize,
       kept('count(*)') AS row_by_row, kept('first_value(id)') > 0 AS first_value_keeps;
RESET work_mem;
RESET enable_seqscan;
RESET enable_sort;
DROP FUNCTION kept;
DROP VIEW actual;
DROP TABLE many, expected;
DROP FUNCTION uniform;

-- what is wrong is said
\set VERBOSITY default
SELECT sessionize(now());
SELECT sessionize(now(), '1 mon') OVER ();
SELECT sessionize(now(), '-1 s') OVER ();
SELECT sessionize(now(), NULL) OVER ();
SELECT sessionize(now(), max_length => '1 mon') OVER ();
SELECT sessionize(now(), max_length => '-1 s') OVER ();
SELECT sessionize('infinity') OVER ();
-- rows in no order of time would give numbers that mean nothing
SELECT sessionize(ts) OVER () FROM (VALUES (timestamptz '2026-01-01'), ('2026-01-02'), (NULL), ('2026-01-01')) v(ts);
SELECT sessionize(ts) OVER () FROM (VALUES (timestamptz '2026-01-02'), (NULL), ('2026-01-01'), ('2026-01-03')) v(ts);
-- two rows of a visitor run in some direction, but it must be that of all visitors; so for the other two functions
CREATE TABLE two_rows AS
SELECT * FROM (VALUES (1, timestamptz '2026-01-05 10:05', 5), (1, '2026-01-05 10:00', 5), (2, '2026-01-05 11:00', 5),
                      (2, '2026-01-05 11:03', 5)) AS v(visitor, ts, x);
SET datestyle = 'ISO';
SET timezone = 'UTC';
SELECT sessionize(ts) OVER (PARTITION BY visitor) FROM two_rows;
SELECT dwell_time(ts) OVER (PARTITION BY visitor) FROM two_rows;
SELECT rage_click(ts, x, x) OVER (PARTITION BY visitor) FROM two_rows;
-- one direction in each window of a query, and in each query of a function
SELECT visitor, dwell_time(ts) OVER (PARTITION BY visitor ORDER BY ts) AS up,
       dwell_time(ts) OVER (PARTITION BY visitor ORDER BY ts DESC) AS down
FROM two_rows ORDER BY visitor, ts;
DROP TABLE two_rows;
RESET datestyle;
RESET timezone;
