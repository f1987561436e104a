-- Live roll-ups: what they cost writers and compaction, and how fast a range is read.

\warn writing to a table with a live roll-up
CREATE TABLE plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ts timestamptz, page text, device text, x int,
                    y int, visitor bigint);
CREATE TABLE live (LIKE plain INCLUDING ALL);
CALL rollup_create('live_days', 'live', $$page, device, (ts AT TIME ZONE 'UTC')::date AS day$$,
    'heatmap_agg(x, y, canvas()) AS map, count(*) AS clicks');
CREATE VIEW written AS
    SELECT i, timestamptz '2026-01-01' + i * interval '1 ms' AS ts, '/p' || i % 100 AS page,
           CASE i / 100 % 2 WHEN 0 THEN 'phone' ELSE 'desktop' END AS device, i * 7919 % 1440 AS x, i * 7907 % 6000 AS y
    FROM generate_series(1, 200000) AS i;

-- So many statements that insert so many rows each.
CREATE FUNCTION write_rows(target text, statements int, n int) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. statements LOOP
        EXECUTE format('INSERT INTO %I (ts, page, device, x, y) SELECT ts, page, device, x, y FROM clicks_to_write'
                       ' WHERE i > $1 AND i <= $1 + $2', target) USING i % 50 * n, n;
    END LOOP;
    RETURN statements::bigint * n;
END
$$;
CREATE FUNCTION write_single(target text, statements int) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF target = 'live' THEN
        FOR i IN 1 .. statements LOOP
            INSERT INTO live (ts, page, device, x, y) VALUES ('2026-01-01', '/', 'phone', i % 1440, i % 6000);
        END LOOP;
    ELSE
        FOR i IN 1 .. statements LOOP
            INSERT INTO plain (ts, page, device, x, y) VALUES ('2026-01-01', '/', 'phone', i % 1440, i % 6000);
        END LOOP;
    END IF;
    RETURN statements;
END
$$;
CREATE FUNCTION copy_rows(target text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE format('COPY %I (ts, page, device, x, y) FROM %L', target, current_setting('data_directory') || '/clicks.copy');
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;
CREATE UNLOGGED TABLE clicks_to_write AS SELECT i::int, ts, page, device, x::int, y::int FROM written;
CREATE INDEX ON clicks_to_write (i);
ANALYZE clicks_to_write;
SELECT format('COPY (SELECT c.ts, c.page, c.device, c.x, c.y FROM clicks_to_write AS c, generate_series(1, %s)) TO %L',
              greatest(1, least(5, :rows / 200000)), current_setting('data_directory') || '/clicks.copy') \gexec

CALL measure('target', 'inserts of 1,000 rows and 200 groups a statement, with a live roll-up / without', 'at most 1.4',
    $$SELECT write_rows('live', 100, 1000)$$, $$SELECT write_rows('plain', 100, 1000)$$, same => true);
CALL measure('target', 'COPY of a million rows, with a live roll-up / without', 'at most 1.4',
    $$SELECT copy_rows('live')$$, $$SELECT copy_rows('plain')$$, same => true);
CALL measure('target', 'single-row inserts in one transaction, with a live roll-up / without', '',
    $$SELECT write_single('live', 10000)$$, $$SELECT write_single('plain', 10000)$$, same => true);
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'what a live roll-up adds to a statement inside a transaction', 'at most 8 µs',
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ours - other) / 10000 * 1000)::numeric, 1) || ' µs'
FROM timings WHERE line = (SELECT max(line) FROM lines);

-- Committed single rows of eight clients, with PostgreSQL's default, which waits for the disk, and without; the figures are
-- milliseconds a transaction.
\setenv BENCH_RUNS :runs
INSERT INTO lines (section, what, target)
VALUES ('target', 'committed single-row inserts of 8 clients, with a live roll-up / without', 'at most 1.5')
RETURNING line \gset
\setenv BENCH_LINE :line
ALTER SYSTEM SET fsync = on;
SELECT pg_reload_conf() \g /dev/null
\! PGOPTIONS='-c synchronous_commit=on' "$BENCH_HERE"/clients.sh
ALTER SYSTEM RESET fsync;
SELECT pg_reload_conf() \g /dev/null
INSERT INTO lines (section, what, target)
VALUES ('target', 'the same without waiting for the disk (`synchronous_commit = off`)', '')
RETURNING line \gset
\setenv BENCH_LINE :line
\! "$BENCH_HERE"/clients.sh

\warn compacting
CALL rollup_compact('live_days');
CREATE TABLE compaction AS SELECT 0::float8 AS ms, 0::bigint AS parts LIMIT 0;
CREATE PROCEDURE time_compaction() LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
    started timestamptz;
BEGIN
    PERFORM write_rows('live', 500, 1000);
    n := (SELECT count(*) FROM live_days_parts);
    started := clock_timestamp();
    CALL rollup_compact('live_days');
    INSERT INTO compaction VALUES (extract(epoch FROM clock_timestamp() - started) * 1000, n);
END
$$;
CALL time_compaction();
CALL time_compaction();
CALL time_compaction();
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'compaction of a part', '2 µs',
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms / parts) * 1000)::numeric, 2) || ' µs' FROM compaction;
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'rows after compaction / groups', '1', format('%s / %s', (SELECT count(*) FROM live_days_merged), count(*))
FROM (SELECT DISTINCT page, device, (ts AT TIME ZONE 'UTC')::date FROM live) AS groups;

-- 1,000 days of 100 pages on 3 devices, 3,171 clicks a day each: a billion clicks. Their values are those of 1,000
-- different maps; the source itself is not there.
\warn creating 1,000 days of maps
CREATE TABLE billion (ts timestamp, page text, device text, x int, y int);
CALL rollup_create('billion_days', 'billion', 'page, device, ts::date AS day',
    'heatmap_agg(x, y, canvas()) AS map, count(*) AS clicks', levels => '{month}');
CREATE UNLOGGED TABLE day_maps AS
    SELECT date '2024-01-01' + d AS day,
           heatmap_agg((hashint8extended(i, d) & 1023) * (hashint8extended(i, d + 1) & 1023) % 1440,
                       (hashint8extended(i, d + 2) & 1023) * 6000 / 1024, canvas()) AS map
    FROM generate_series(0, 999) AS d, generate_series(1::bigint, 3171) AS i GROUP BY d;
INSERT INTO billion_days_merged (key_, page, device, day, n_, map, clicks)
    SELECT hash_record_extended(ROW(page, device, day), 0), page, device, day, 3171, map, 3171
    FROM (SELECT '/p' || p AS page, device, day, map
          FROM generate_series(1, greatest(1, least(100, :rows / 100000))) AS p,
               unnest(ARRAY['phone', 'tablet', 'desktop']) AS device, day_maps ORDER BY day) AS s;
INSERT INTO billion_days_month (key_, page, device, day, n_, map, clicks)
    SELECT hash_record_extended(ROW(page, device, month), 0), page, device, month, sum(n_), rollup(map), sum(n_)
    FROM (SELECT *, date_trunc('month', day::timestamp)::date AS month FROM billion_days_merged) AS s
    GROUP BY page, device, month;
VACUUM (ANALYZE) billion_days_merged, billion_days_month;
SELECT pg_prewarm(oid) FROM pg_class WHERE relname ~ '^billion' AND relkind = 'r' \g /dev/null
SELECT pg_prewarm(reltoastrelid) FROM pg_class WHERE relname ~ '^billion' AND reltoastrelid <> 0 \g /dev/null
CREATE FUNCTION range_ms(days int) RETURNS text LANGUAGE sql AS $$
    SELECT round((percentile_cont(0.5) WITHIN GROUP (ORDER BY (timed(format(
        'SELECT heatmap_total(rollup(map)) FROM billion_days_between(%L, %L) WHERE page = ''/p1''', '2024-01-03'::date,
        '2024-01-03'::date + days))).ms))::numeric, 1)::text
    FROM generate_series(1, 9)
$$;
SELECT range_ms(1000) \g /dev/null
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'one page of a billion clicks, 3 devices: a range of 1, 30, 365 and 998 days', 'at most 50 ms',
       format('%s, %s, %s and %s ms', range_ms(1), range_ms(30), range_ms(365), range_ms(998));
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'bytes a day and page and device of these maps, and rows', '',
       format('%s bytes, %s rows', pg_total_relation_size('billion_days_merged') / count(*), count(*)) FROM billion_days_merged;
