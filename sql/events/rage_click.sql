-- rage_click against plain SQL, with ties, NULLs and any frame.
\i sql/base/uniform.inc
\pset null '-'
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET intervalstyle = 'postgres';
-- a burst of four, a pair, a burst of three that moves on, an event without a place between two clicks
CREATE TABLE clicks (id int, ts timestamptz, x float8, y float8);
INSERT INTO clicks VALUES
    (1, '2026-01-01 10:00:00', 100, 100), (2, '2026-01-01 10:00:00.3', 102, 101),
    (3, '2026-01-01 10:00:00.3', 100, 100), (4, '2026-01-01 10:00:01.3', 101, 99),
    (5, '2026-01-01 10:00:05', 100, 100), (6, '2026-01-01 10:00:05.1', 100, 100),
    (7, '2026-01-01 10:01:00', 100, 100), (8, '2026-01-01 10:01:00.9', 124, 118),
    (9, '2026-01-01 10:01:01.8', 148, 136),
    (10, '2026-01-01 10:02:00', 100, 100), (11, '2026-01-01 10:02:00.1', 100, 100),
    (12, '2026-01-01 10:02:00.2', NULL, 100), (13, '2026-01-01 10:02:00.3', 100, 100),
    (14, '2026-01-01 10:03:00', 'NaN', 100), (15, '2026-01-01 10:03:00.1', 'NaN', 100),
    (16, '2026-01-01 10:03:00.2', 'NaN', 100),
    (17, NULL, 1, 1);
SELECT id, rage_click(ts, x, y) OVER w AS rage, rage_click(ts, x, y, 2) OVER w AS two,
       rage_click(ts, x, y, 4) OVER w AS four, rage_click(ts, x, y, radius => 29.9) OVER w AS closer,
       rage_click(ts, x, y, metric => 'manhattan') OVER w AS manhattan,
       rage_click(ts, x, y, max_span => '1 second') OVER w AS in_all,
       rage_click(ts, x, y, max_gap => '0.3 s') OVER w AS quick
FROM clicks WINDOW w AS (ORDER BY ts, id) ORDER BY id;
-- a span is counted from the first click of a burst; the next burst begins behind it
SELECT s, rage_click(timestamptz '2026-01-01' + s * interval '1 s', 0, 0, 4, max_span => '1 s')
           OVER (ORDER BY s) AS rage FROM unnest(ARRAY[0, 0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 2.4, 3.3]) s ORDER BY s;
-- a burst can be as long as the partition; a span cuts it
SELECT count(DISTINCT rage) AS bursts, count(rage) AS clicks, count(DISTINCT spanned) AS spanned,
       count(spanned) AS spanned_clicks
FROM (SELECT rage_click(ts, 0, 0) OVER w AS rage, rage_click(ts, 0, 0, 7, max_span => '1 s') OVER w AS spanned
      FROM (SELECT timestamptz '2026-01-01' + i * interval '0.1 s' AS ts FROM generate_series(1, 5000) i) c
      WINDOW w AS (ORDER BY ts)) r;
-- the same spot and no other; the parameters of the first row of a partition hold for all of it
SELECT x, rage_click(ts, x, 0, 2, 0) OVER w AS same_spot, rage_click(ts, x, 0, 2, x * 10) OVER w AS the_same
FROM (VALUES (timestamptz '2026-01-01 10:00:00', 0), ('2026-01-01 10:00:01', 1), ('2026-01-01 10:00:02', 1),
             ('2026-01-01 10:00:03', 3)) v(ts, x) WINDOW w AS (ORDER BY ts) ORDER BY ts;
-- NaN is no place and separates, however large the radius; infinity is a place
SELECT x, y, rage_click(ts, x, y, radius => 'Infinity') OVER w AS anywhere,
       rage_click(ts, x, y, 2, 0) OVER w AS same_spot,
       rage_click(ts, x, y, 2, 0, metric => 'manhattan') OVER w AS manhattan
FROM (SELECT timestamptz '2026-01-01' + n * interval '0.1 s' AS ts, x, y
      FROM unnest(ARRAY[0, 'Infinity', 0, 0, 'Infinity', 'Infinity', 'Infinity', '-Infinity', 0]::float8[],
                  ARRAY[0, 'NaN', 0, 0, 0, 0, 5, 5, 'NaN']::float8[]) WITH ORDINALITY u(x, y, n)) c
WINDOW w AS (ORDER BY ts) ORDER BY ts;
-- what is missing in a partition of one row, or none
SELECT rage_click(now(), 1, 1) OVER (), rage_click(NULL, 1, 1) OVER ();
SELECT rage_click(now(), 1, 1) OVER () WHERE false;
DROP TABLE clicks;

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
WITH before AS (
    SELECT *,
           coalesce(ts - lag(ts) OVER w <= '1 s'
                    AND |/ ((x - lag(x) OVER w) ^ 2 + (y - lag(y) OVER w) ^ 2) <= 30, false) AS close,
           coalesce(ts - lag(ts) OVER w <= '1 s'
                    AND abs(x - lag(x) OVER w) + abs(y - lag(y) OVER w) <= 25, false) AS near
    FROM many WINDOW w AS (PARTITION BY visitor ORDER BY ts, id)),
runs AS (
    SELECT *, sum((NOT close)::int) OVER w AS run, sum((NOT near)::int) OVER w AS near_run
    FROM before WINDOW w AS (PARTITION BY visitor ORDER BY ts, id)),
sized AS (
    SELECT *, count(*) OVER (PARTITION BY visitor, run) AS size,
           count(*) OVER (PARTITION BY visitor, near_run) AS near_size
    FROM runs)
SELECT id, CASE WHEN size >= 4 THEN dense_rank() OVER (PARTITION BY visitor, size >= 4 ORDER BY run) END AS rage,
       CASE WHEN near_size >= 3
            THEN dense_rank() OVER (PARTITION BY visitor, near_size >= 3 ORDER BY near_run) END AS near
FROM sized;
CREATE VIEW actual AS
SELECT id, rage_click(ts, x, y, 4) OVER w AS rage, rage_click(ts, x, y, 3, 25, metric => 'manhattan') OVER w AS near
FROM many WINDOW w AS (PARTITION BY visitor ORDER BY ts, id);
SELECT count(*) AS rows, max(e.rage) > 10 AS bursts, max(e.near) > 10 AS near_bursts,
       count(*) FILTER (WHERE e.rage IS DISTINCT FROM a.rage) AS wrong_rage,
       count(*) FILTER (WHERE e.near IS DISTINCT FROM a.near) AS wrong_near
FROM expected e JOIN actual a USING (id);
-- any frame, and a sort that spills
SET work_mem = '64kB';
SELECT count(*) FILTER (WHERE a.rage IS DISTINCT FROM f.rage) AS wrong
FROM actual a JOIN (SELECT id, rage_click(ts, x, y, 4) OVER w AS rage FROM many
                    WINDOW w AS (PARTITION BY visitor ORDER BY ts, id
                                 ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING)) f USING (id);
SELECT count(*) FILTER (WHERE a.rage IS DISTINCT FROM f.rage) AS wrong
FROM actual a JOIN (SELECT id, rage_click(ts, x, y, 4) OVER w AS rage FROM many
                    WINDOW w AS (PARTITION BY visitor ORDER BY ts, id
                                 GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES)) f USING (id);
RESET work_mem;
-- latest first: the same bursts, numbered from the end
SELECT count(*) FILTER (WHERE a.rage + d.rage <> bursts + 1 OR (a.rage IS NULL) <> (d.rage IS NULL)) AS wrong,
       count(d.rage) > 1000 AS clicks
FROM (SELECT id, visitor, rage, max(rage) OVER (PARTITION BY visitor) AS bursts FROM actual JOIN many USING (id)) a
     JOIN (SELECT id, rage_click(ts, x, y, 4) OVER (PARTITION BY visitor ORDER BY ts DESC NULLS FIRST, id DESC) AS rage
           FROM many) d USING (id);
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
SELECT kept('rage_click(ts, x, y)') AS rage_click, kept($$rage_click('2026-01-01', 0, 0)$$) AS rage_click_burst,
       kept('count(*)') AS row_by_row, kept('first_value(id)') > 0 AS first_value_keeps;
RESET work_mem;
RESET enable_seqscan;
RESET enable_sort;
DROP FUNCTION kept;
-- with a span: a loop that starts again from every row
CREATE FUNCTION bursts(who int, clicks int, span interval) RETURNS TABLE (id int, rage int) LANGUAGE plpgsql AS $$
DECLARE
    r many[] := (SELECT array_agg(m ORDER BY ts, m.id) FROM many m WHERE visitor = who);
    i int := 1;
    j int;
    burst int := 0;
BEGIN
    WHILE i <= cardinality(r) LOOP
        j := i;
        WHILE j < cardinality(r) AND r[j + 1].ts - r[j].ts <= '1 s' AND r[j + 1].ts - r[i].ts <= span
              AND |/ ((r[j + 1].x - r[j].x) ^ 2 + (r[j + 1].y - r[j].y) ^ 2) <= 30 LOOP
            j := j + 1;
        END LOOP;
        IF j - i + 1 >= clicks THEN
            burst := burst + 1;
            RETURN QUERY SELECT r[k].id, burst FROM generate_series(i, j) k;
            i := j + 1;
        ELSE
            i := i + 1;
        END IF;
    END LOOP;
END $$;
SELECT clicks, span, count(b.rage) AS rage_clicks, count(*) FILTER (WHERE a.rage IS DISTINCT FROM b.rage) AS wrong
FROM (VALUES (2, interval '0'), (3, '1 s'), (4, '1 s'), (5, '2 s')) p(clicks, span), generate_series(0, 4) who,
     LATERAL (SELECT id, rage_click(ts, x, y, clicks, max_span => span) OVER (ORDER BY ts, id) AS rage FROM many
              WHERE visitor = who) a LEFT JOIN LATERAL (SELECT * FROM bursts(who, clicks, span)) b USING (id)
GROUP BY clicks, span ORDER BY clicks, span;
DROP FUNCTION bursts;

-- they feed the maps
SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(60, 40)) FILTER (WHERE rage IS NOT NULL))
     = count(*) FILTER (WHERE rage IS NOT NULL) AS rage_map
FROM actual JOIN many USING (id);
DROP VIEW actual;
DROP TABLE many, expected;
DROP FUNCTION uniform;

-- what is wrong is said
\set VERBOSITY default
SELECT rage_click('-infinity', NULL, 1) OVER ();
SELECT rage_click(now(), 1, 1, 1) OVER ();
SELECT rage_click(now(), 1, 1, radius => 'NaN') OVER ();
SELECT rage_click(now(), 1, 1, radius => -1) OVER ();
SELECT rage_click(now(), 1, 1, max_gap => NULL) OVER ();
SELECT rage_click(now(), 1, 1, max_gap => '1 mon') OVER ();
SELECT rage_click(now(), 1, 1, max_span => '-1 s') OVER ();
SELECT rage_click(now(), 1, 1, metric => 'taxicab') OVER ();
SELECT rage_click(ts, 1, 1) OVER ()
FROM (VALUES (timestamptz '2026-01-01 10:00:00.9'), ('2026-01-01 10:00:00'), ('2026-01-01 10:00:00.5')) v(ts);
