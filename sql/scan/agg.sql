-- The vectorised scan under heatmap_agg and count(*): the same results as without it.
SET heatmap.vectorized_scan = on;
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET max_parallel_workers_per_gather = 0;
-- so that it is chosen for small tables, too
SET cpu_operator_cost = 0;
SET cpu_tuple_cost = 1;
-- Does the query have the same rows with and without the scan? Raises an error if it is not planned with it.
CREATE FUNCTION same(query text, planned bool DEFAULT true) RETURNS bool LANGUAGE plpgsql AS $$
DECLARE
    line text;
    scans int := 0;
    result text[];
    digest text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        scans := scans + (line ~ 'HeatmapScan')::int;
    END LOOP;
    IF (scans > 0) <> planned THEN
        RAISE EXCEPTION '% scans in %', scans, query;
    END IF;
    FOREACH line IN ARRAY ARRAY['on', 'off'] LOOP
        PERFORM set_config('heatmap.vectorized_scan', line, true);
        BEGIN
            EXECUTE 'SELECT md5(string_agg(q::text, E''\n'' ORDER BY q::text)) || count(*) FROM (' || query || ') q'
                INTO
                digest;
        EXCEPTION WHEN OTHERS THEN
            digest := SQLSTATE || ' ' || SQLERRM;
        END;
        result := result || coalesce(digest, 'nothing');
    END LOOP;
    PERFORM set_config('heatmap.vectorized_scan', 'on', true);
    RETURN result[1] = result[2];
END $$;

-- columns of every kind before and behind those that are needed
CREATE TABLE clicks (gone int, id int, note text, x float8, y float8, page int, name text, day date, ts timestamptz,
       flag bool,
                     big bigint, small smallint, xi int, yi int, w float8, label varchar(20), u uuid);
INSERT INTO clicks
SELECT 1, i, CASE WHEN i % 5 = 0 THEN NULL WHEN i % 7 = 0 THEN repeat('n', i % 300) ELSE 'n' END,
       CASE WHEN i % 11 = 0 THEN NULL WHEN i % 13 = 0 THEN 'NaN'::float8 ELSE i * 7919 % 1600 - 80 END,
       CASE WHEN i % 17 = 0 THEN NULL WHEN i % 19 = 0 THEN 'infinity'::float8 ELSE i * 104729::bigint % 6100 END,
       nullif(i % 23, 0), CASE WHEN i % 29 = 0 THEN NULL ELSE 'name ' || i % 7 END, date '2026-01-01' + i % 31,
       '2026-01-01 00:00Z'::timestamptz + i % 500 * interval '30 minutes', CASE WHEN i % 3 > 0 THEN i % 2 = 0 END,
       (i % 300)::bigint << 33, i % 100, i * 7919 % 1600, i * 104729::bigint % 6100,
       CASE WHEN i % 31 > 0 THEN i % 10 / 4.0 END,
       CASE WHEN i % 4 > 0 THEN 'l' || i % 3 END, NULL
FROM generate_series(1, 20000) i;
ALTER TABLE clicks DROP COLUMN gone;
ALTER TABLE clicks ADD COLUMN added int DEFAULT 7, ADD COLUMN later float8;
INSERT INTO clicks (id, x, y, page, added, later)
SELECT i, i % 1440, i % 6000, i % 23, i % 3, i % 1440 FROM generate_series(20001, 25000) i;
UPDATE clicks SET x = x + 1 WHERE id % 41 = 0;
DELETE FROM clicks WHERE id % 37 = 0;
ANALYZE clicks;

EXPLAIN (COSTS OFF) SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks;
EXPLAIN (COSTS OFF) SELECT page, name, count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000), w) AS h
FROM clicks WHERE id > 100 AND day < '2026-01-20' AND length(note) > 0 GROUP BY page, name HAVING count(*) > 2 ORDER BY
       page;

-- each aggregate
SELECT same('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks');
SELECT same('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000), w) FROM clicks');
SELECT same('SELECT heatmap_agg(xi, yi, heatmap_grid(1440, 6000)) FROM clicks');
SELECT same('SELECT heatmap_agg(xi, yi, heatmap_grid(1440, 6000), w) FROM clicks');
SELECT same('SELECT heatmap_agg(later, y, heatmap_grid(1440, 6000)), count(*),
                    heatmap_agg(x, later, heatmap_grid(1440, 60)) FROM clicks');
SELECT same('SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(1440, 6000))) + count(*) FROM clicks');
SELECT same('SELECT heatmap_agg(x, y, NULL) FROM clicks');
-- each kind of key, and several
SELECT key, same(format('SELECT %s, count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks GROUP BY %1$s',
       key))
FROM unnest(ARRAY['page', 'name', 'day', 'ts', 'flag', 'big', 'small', 'label', 'added', 'later IS NULL, page', 'note',
                  'page, name', 'name, flag, small', 'label, page, name, flag']) AS key WHERE key !~ 'IS';
-- conditions
SELECT condition, same(format('SELECT page, count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks WHERE %s
                               GROUP BY page', condition))
FROM unnest(ARRAY['id < 1000', 'id <= 1000 AND id >= 10', 'page = 7', 'x > 500', 'x >= 500', 'x < 500', 'x <= 1',
       'x = 79', 'small > 50',
                  'small >= 1000000', 'big > 4000000000000', 'big <= 5', 'day > ''2026-01-20''', 'ts < ''2026-01-05''',
                  'ts >= ''2026-01-03 00:00Z'' AND ts < ''2026-01-09 12:00Z'' AND id % 2 = 0', 'later > 3',
                      'added = 7', 'name = ''name 3''',
                  'flag', 'NOT flag', 'page IN (1, 2, 3)', 'note IS NULL', 'length(note) > 100', 'x = ''NaN''',
                      'x > ''NaN''', 'false IS NULL OR page > 3',
                  'id = (SELECT 30)', 'page > (SELECT 3) AND id = (SELECT 30 + page)']) AS condition;
-- HAVING, expressions over aggregates, ORDER BY, LIMIT, DISTINCT
SELECT same('SELECT page, heatmap_total(heatmap_agg(x, y, heatmap_grid(1440, 6000))) AS n
             FROM clicks GROUP BY page HAVING count(*) > 1000 ORDER BY n, page LIMIT 5');
SELECT same('SELECT DISTINCT count(*) FROM (SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) AS h FROM clicks
                                       GROUP BY page) AS q', false);
-- little memory: groups are returned in parts
SET work_mem = '64kB';
SELECT same('SELECT ts, heatmap_agg(x, y, heatmap_grid(1440, 6000)), count(*) FROM clicks GROUP BY ts');
SELECT same('SELECT name, small, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks GROUP BY name, small');
-- without a hash table above the scan: the parts are sorted
SET enable_hashagg = off;
EXPLAIN (COSTS OFF) SELECT ts, heatmap_agg(x, y, heatmap_grid(1440, 6000)), count(*) FROM clicks GROUP BY ts;
SELECT same('SELECT ts, heatmap_agg(x, y, heatmap_grid(1440, 6000)), count(*) FROM clicks GROUP BY ts');
SELECT same('SELECT name, small, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks GROUP BY name, small');
SELECT same('SELECT ts, window_funnel(''1 h'', ts, x > 1, x > 2), min(note) FROM clicks GROUP BY ts
             HAVING count(*) > 1 ORDER BY 2, ts LIMIT 20');
SELECT same('SELECT i, count(m.n), sum(m.n) FROM generate_series(1, 3) AS i,
             LATERAL (SELECT ts, heatmap_total(heatmap_agg(x, y, heatmap_grid(1440, 6000, 10 * i))) AS n FROM clicks
                      WHERE small <> i GROUP BY ts) AS m GROUP BY i');
RESET enable_hashagg;
RESET work_mem;
-- views, CTEs, subqueries, joins above, INSERT ... SELECT, cursors
CREATE VIEW maps AS SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) AS h FROM clicks GROUP BY page;
SELECT same('SELECT * FROM maps WHERE page = 3');
SELECT same('WITH m AS MATERIALIZED (SELECT * FROM maps) 
             SELECT a.page, heatmap_total(a.h + b.h) FROM m a JOIN m b ON a.page = b.page + 1');
CREATE TABLE stored AS SELECT * FROM maps;
SELECT count(*) FROM stored JOIN maps USING (page) WHERE stored.h = maps.h;
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT page FROM maps ORDER BY page;
FETCH 2 FROM c;
FETCH BACKWARD 1 FROM c;
FETCH ABSOLUTE -1 FROM c;
COMMIT;
-- rows of the same transaction that a cursor must not see
BEGIN;
DECLARE c CURSOR FOR SELECT count(*), heatmap_total(heatmap_agg(xi, yi, heatmap_grid(1440, 6000))) FROM clicks;
DELETE FROM clicks WHERE id < 1000;
FETCH 1 FROM c;
ROLLBACK;
-- once for each row of another table: the grid, or the condition, changes
SELECT same('SELECT g, h FROM generate_series(1, 5) g, 
             LATERAL (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000, 10 * g)) AS h FROM clicks) q');
SELECT same('SELECT g, h, n FROM generate_series(1, 5) g, 
             LATERAL (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) AS h, count(*) AS n
                      FROM clicks WHERE page = g) q');
SELECT same('SELECT g, (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks WHERE id < g * 100)
             FROM generate_series(0, 3) g');
-- prepared, with custom and generic plans
PREPARE p(int, heatmap) AS SELECT md5(heatmap_agg(x, y, $2)::text) FROM clicks WHERE page = $1;
EXECUTE p(1, heatmap_grid(1440, 6000));
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE p(1, heatmap_grid(1440, 6000));
EXECUTE p(1, heatmap_grid(1440, 6000));
EXECUTE p(2, heatmap_grid(1440, 6000));
EXECUTE p(1, heatmap_grid(1440, 6000));
RESET plan_cache_mode;
DEALLOCATE p;
-- what EXPLAIN ANALYZE counts
\i sql/base/plan_has.inc
\set query 'SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks '
\set query :query 'WHERE id <= 1000 AND page > 20 GROUP BY page'
SELECT plan_has(:'query', 'HeatmapScan.*rows=2') AS groups, plan_has(:'query', 'Seq Scan.*rows=84') AS rows,
       plan_has(:'query', 'Rows Removed by Filter: 24241') AS removed;
DROP FUNCTION plan_has;

-- it is a sequential scan, and off with those
CREATE INDEX clicks_page ON clicks (page);
SET enable_seqscan = off;
SELECT same('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks WHERE page = 7', false);
RESET enable_seqscan;
DROP INDEX clicks_page;

-- tables that are empty, or have one row or page, or wide rows
CREATE TABLE nothing (x float8, y float8, page int);
SELECT same('SELECT count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM nothing');
SELECT same('SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM nothing GROUP BY page');
-- a grid that fails does so only if there are rows
SET plan_cache_mode = force_generic_plan;
PREPARE p(float8) AS SELECT heatmap_agg(x, y, heatmap_grid($1, 10, 1)) IS NULL FROM nothing;
EXECUTE p(0);
INSERT INTO nothing VALUES (1, 2, 3);
EXECUTE p(0);
EXECUTE p(10);
DEALLOCATE p;
RESET plan_cache_mode;
SELECT same('SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM nothing GROUP BY page');
INSERT INTO nothing SELECT 1, 1, 1 FROM generate_series(1, 1000);
DELETE FROM nothing WHERE ctid < '(3,0)';
SELECT same('SELECT page, count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM nothing GROUP BY page');
DELETE FROM nothing;
SELECT same('SELECT page, count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM nothing GROUP BY page');
-- long text as key, compressed or out of line
CREATE TABLE texts (key text, x float8, y float8);
ALTER TABLE texts ALTER key SET STORAGE external;
INSERT INTO texts SELECT repeat(chr(65 + i % 3), 10000 * (i % 2)), i % 100, i % 100 FROM generate_series(1, 50) i;
ALTER TABLE texts ALTER key SET STORAGE extended;
INSERT INTO texts SELECT repeat(chr(65 + i % 3), 10000 * (i % 2)), i % 100, i % 100 FROM generate_series(1, 50) i;
SELECT same('SELECT key, count(*), heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts GROUP BY key');
-- errors in the middle, and queries after them
SELECT heatmap_agg(x, y, heatmap_grid(100, 100), x / 0) FROM texts;
INSERT INTO texts VALUES ('z', 1, 'infinity');
SELECT heatmap_agg(x, x, heatmap_grid(100, 100), y) FROM texts;
SELECT same('SELECT key, count(*), heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts GROUP BY key');
-- the ordinary plan where the scan does not apply
CREATE TABLE parent (x float8, y float8);
CREATE TABLE child () INHERITS (parent);
SELECT query, same(query, false) FROM (VALUES
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)), stddev(x::numeric) FROM texts'),
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)), string_agg(key, ''/'' ORDER BY key) FROM texts'),
    ('SELECT heatmap_agg((SELECT count(*) FROM parent WHERE parent.x = texts.x), y, heatmap_grid(9, 9)) FROM texts'),
    ('SELECT count(*) FILTER (WHERE random() < 2), heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts'),
    ('SELECT journey_agg(now(), ARRAY[x > 1, y > 1]), stddev(x::numeric) FROM texts'),
    ('SELECT journey_agg(now(), ARRAY[x > 1, y > 1], x > 1) FROM texts WHERE false'),
    ('SELECT journey_agg(now(), key) FROM texts'),
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100) ORDER BY x) FROM texts'),
    ('SELECT heatmap_agg(DISTINCT x, y, heatmap_grid(100, 100)) FROM texts'),
    ('SELECT x::numeric, heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts GROUP BY 1'),
    ('SELECT x, heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts GROUP BY x'),
    ('SELECT key, heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts GROUP BY ROLLUP (key)'),
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) OVER () FROM texts'),
    ('SELECT heatmap_agg(a.x, b.y, heatmap_grid(100, 100)) FROM texts a JOIN texts b USING (key)'),
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts TABLESAMPLE bernoulli (100)'),
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) FROM texts WHERE now() IS NULL'),
    ('SELECT count(*) FROM texts'),
    ('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) FROM generate_series(1, 3) x, generate_series(1, 3) y')) AS
        q(query);
SELECT same('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) FROM parent', false);

-- the other aggregates of the extension, and what stands beside them on a dashboard
SELECT aggregate, same(format('SELECT page, %s, heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks GROUP BY page',
       aggregate)) AS same,
       same(format('SELECT %s, count(*), heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks WHERE id > 500', aggregate))
           AS whole,
       same(format('SELECT name, %s FILTER (WHERE flag), heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks
                    GROUP BY name',
                   aggregate)) AS filtered,
       same(format('SELECT name, %s FILTER (WHERE id %% 3 = 0), heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks
                    GROUP BY name',
                   aggregate)) AS by_row
FROM (VALUES
    ('heatmap_agg(point(x, y), heatmap_grid(1440, 6000))'),
    ('heatmap_agg(point(xi, yi), heatmap_grid(1440, 6000), w)'),
    ('heatmap_agg(small, big, heatmap_grid(1440, 6000))'),
    ('heatmap_agg(x + 1, abs(y), heatmap_grid(1440, 6000))'),
    ('heatmap_agg(x, y, heatmap_grid(1440, CASE WHEN id > 0 THEN 6000 END))'),
    ('scroll_agg(y, 6000, 50)'),
    ('scroll_agg(yi, 6000, 50)'),
    ('scroll_agg(y, CASE WHEN id % 4 > 0 THEN 6000 END, 50)'),
    ('scroll_agg(y, 6000, NULL)'),
    ('attention_agg(yi, yi + 900, 1.5, 6000, 30)'),
    ('journey_agg(ts, flag, page = 3, name = ''name 1'', name IN (''name 2'', ''name 3''), id % 3 = 0)'),
    ('window_funnel(''1 day'', ts, page > 3, flag AND page < 10, note IS NULL OR xi < 100)'),
    ('window_funnel(''1 day'', ''strict_order'', ts, page > 3, NOT flag)'),
    ('window_funnel(100, id::bigint, page > 3, page < 10)'),
    ('window_funnel(100, ''any_order'', big, page > 3, page < 10)'),
    ('journey_agg(ts, ARRAY[flag, page = 3, name = ''name 1'', id % 3 = 0])'),
    ('journey_open_agg(ts, flag, page = 3)'),
    ('window_funnel(''1 day'', ts, ARRAY[page > 3, flag AND page < 10, note IS NULL OR xi < 100])'),
    ('window_funnel(''1 day'', ''strict_order'', ts, ARRAY[page > 3, NOT flag])'),
    ('window_funnel(100, id::bigint, CASE WHEN flag THEN ARRAY[page > 3, page < 10] ELSE ARRAY[true, false] END)'),
    ('window_funnel(100, ''any_order'', big, ARRAY[page > 3, page < 10])'),
    ('window_funnel(''1 day'', ''exclude(3,1,2),optional(2),within(2,1 hour)'', ts, page > 3, page < 9, flag)'),
    ('window_funnel(100, ''exclude(3),within(2,7)'', id::bigint, page > 3, page < 9, flag)'),
    ('retention(page > 3, flag, xi < 100)'),
    ('retention(ARRAY[page > 3, flag, xi < 100])'),
    ('path_agg(ts, name, 4)'),
    ('path_times(ts, name, 4, flag, ''after'')'),
    ('path_agg(id::bigint, name, 4, flag, ''before'')'),
    ('count(note)'),
    ('sum(xi)'),
    ('avg(xi)'),
    ('min(note)'),
    ('max(ts)'),
    ('bool_and(flag)')) AS list(aggregate)
ORDER BY aggregate COLLATE "C";
-- keys by expression
SELECT key, same(format('SELECT %s, count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks GROUP BY %1$s',
       key))
FROM (VALUES ('date_trunc(''day'', ts)'), ('ts::date'), ('upper(name)'), ('page % 3, label'), ('x > 100'), ('u')) AS
       list(key);
SELECT same('SELECT date_trunc(''day'', ts)::date, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks
             GROUP BY date_trunc(''day'', ts)');
EXPLAIN (COSTS OFF) SELECT ts::date, heatmap_agg(x, y, heatmap_grid(1440, 6000)), sum(xi % 7) FILTER (WHERE id % 2 = 0)
FROM clicks WHERE name = 'name 1' OR flag GROUP BY ts::date;
-- the arguments of rows that the filter leaves out are not evaluated
SELECT same('SELECT sum(7 / (id % 3)) FILTER (WHERE id % 3 > 0),
                    scroll_agg(7 / (id % 3), 6000, 5) FILTER (WHERE id % 3 > 0)
             FROM clicks');
-- the same errors
SELECT aggregate, same(format('SELECT %s, scroll_agg(1, 2, 3) FROM clicks', aggregate)) AS same
FROM (VALUES ('heatmap_agg(x, y, heatmap_grid(1440, 6000), 1e308 * id)'), ('scroll_agg(y, id, 50)'),
             ('scroll_agg(y, -1, 50)'), ('scroll_agg(y, 6000, 0)'), ('attention_agg(yi, yi - 900, 1.5, 6000, 30)'),
             ('journey_agg(CASE WHEN id = 77 THEN ''infinity'' ELSE ts END, flag)'),
             ('window_funnel(NULL::funnel_window, ts, flag)'), ('window_funnel(100, NULL, big, flag)'),
             ('window_funnel(-1, big, flag)'), ('window_funnel(100, ''some_order'', big, flag)'),
             ('sum((big << 30)::int)'), ('avg(small::float8)')) AS list(aggregate);

-- values that point into a row; built-in functions that insist on an Agg node; aggregates that users made
SELECT same('SELECT id % 2 = 0, min(ctid), heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks GROUP BY 1', false);
SELECT same('SELECT page % 3, min(note || ''x''), max(name), heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks
             GROUP BY 1');
SELECT same('SELECT range_intersect_agg(int4range(0, id)), heatmap_agg(x, y, heatmap_grid(9, 9)) FROM clicks', false);
CREATE AGGREGATE mine(float8, float8, heatmap) (SFUNC = heatmap_accum, STYPE = heatmap, FINALFUNC = heatmap_final);
SELECT same('SELECT mine(x, y, heatmap_grid(9, 9)) FROM clicks', false);
DROP AGGREGATE mine(float8, float8, heatmap);
-- what the server would not ask for is not evaluated
CREATE FUNCTION failing() RETURNS heatmap STABLE LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'evaluated'; END$$;
SELECT same('SELECT heatmap_agg(x, y, failing()) FILTER (WHERE id < 0) FROM clicks');
DROP FUNCTION failing;
SET plan_cache_mode = force_generic_plan;
PREPARE optional(text) AS SELECT count(*) FILTER (WHERE id < 0 AND id = $1::int) AS filtered,
       window_funnel('1 h', ts, x = 1, x = 1 AND id < 0 AND id = $1::int) AS level FROM clicks WHERE id > 0 OR id =
           $1::int;
EXECUTE optional('abc');
DEALLOCATE optional;
RESET plan_cache_mode;
-- groups of a row each, in little memory
SET work_mem = '64kB';
CREATE TABLE fresh WITH (autovacuum_enabled = off) AS SELECT * FROM clicks;
SELECT same('SELECT id, heatmap_agg(x, y, heatmap_grid(9, 9)), window_funnel(''1 h'', ts, x > 1, x > 2), min(note)
             FROM fresh GROUP BY id');
DROP TABLE fresh;
RESET work_mem;
-- texts out of line
CREATE TABLE long (id int, x float8, s text, kind text) WITH (autovacuum_enabled = off);
ALTER TABLE long ALTER s SET STORAGE EXTERNAL;
INSERT INTO long SELECT i, i % 9 + 0.5, repeat('abcdefgh', 4000) || i % 3, repeat('k', 9000) || i % 2 FROM
       generate_series(1, 3000) i;
ANALYZE long (id, x);
SELECT same('SELECT s, kind, count(*), heatmap_agg(x, x, heatmap_grid(9, 9)) FROM long WHERE s <> ''x''
             GROUP BY s, kind');
SELECT same('SELECT count(*),
             heatmap_agg(x, x, heatmap_grid(9, 9)) FILTER (WHERE s = (SELECT s FROM long WHERE id = 5 LIMIT 1))
             FROM long WHERE s <> (SELECT s FROM long WHERE id = 7 LIMIT 1)');
SELECT same('SELECT x, heatmap_agg(length(s || ''y''), x, heatmap_grid(90000, 9, 9000)), min(s) FROM long
             GROUP BY x', false);
SELECT same('SELECT heatmap_agg(length(s || ''y''), x, heatmap_grid(90000, 9, 9000)), min(s) FROM long WHERE id > 9');
DROP TABLE long;

-- several processes
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks GROUP BY page;
SELECT same('SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)), count(*) FROM clicks GROUP BY page');
SELECT same('SELECT page, window_funnel(''1 day'', ''strict_order'', ts, page > 3, NOT flag) FROM clicks
             GROUP BY page');
SET parallel_leader_participation = off;
SELECT same('SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)), count(*) FROM clicks GROUP BY page');
SELECT same('SELECT p, h FROM (SELECT 3 UNION SELECT 7) AS pages(p), LATERAL
             (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000 + p)) AS h FROM clicks WHERE page < p) AS q');
RESET parallel_leader_participation;
SET max_parallel_workers_per_gather = 0;

-- partitions, one with its columns in another order, one partitioned itself; those that are ruled out are not scanned
CREATE TABLE parts (id int, gone int, at timestamptz, x float8, y float8, k int) PARTITION BY RANGE (at);
ALTER TABLE parts DROP COLUMN gone;
CREATE TABLE january (y float8, k int, at timestamptz, x float8, id int);
ALTER TABLE parts ATTACH PARTITION january FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z');
CREATE TABLE february PARTITION OF parts FOR VALUES FROM ('2026-02-01Z') TO ('2026-03-01Z') PARTITION BY HASH (id);
CREATE TABLE february0 PARTITION OF february FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE february1 PARTITION OF february FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE march PARTITION OF parts FOR VALUES FROM ('2026-03-01Z') TO ('2026-04-01Z');
INSERT INTO parts
SELECT i, '2026-01-01Z'::timestamptz + i * interval '10 minutes', i % 100, i % 70, i % 5 FROM generate_series(1, 12000)
       i;
ANALYZE parts;
SELECT same('SELECT k, count(*), heatmap_agg(x, y, heatmap_grid(100, 100)), sum(id) FROM parts GROUP BY k');
SELECT same('SELECT journey_agg(at, x > 3, y > 3) FROM parts WHERE at >= ''2026-02-10Z''');
EXPLAIN (COSTS OFF) SELECT count(*), heatmap_agg(x, y, heatmap_grid(100, 100)) FROM parts WHERE at >= '2026-03-01Z';
PREPARE of_time(timestamptz) AS
SELECT count(*), heatmap_total(heatmap_agg(x, y, heatmap_grid(100, 100))) FROM parts WHERE at >= $1;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE of_time('2026-02-01Z');
EXECUTE of_time('2026-02-01Z');
EXECUTE of_time('2026-03-01Z');
RESET plan_cache_mode;
SET max_parallel_workers_per_gather = 2;
SELECT same('SELECT k, count(*), heatmap_agg(x, y, heatmap_grid(100, 100)), sum(id) FROM parts GROUP BY k');
SET enable_partitionwise_aggregate = on;
SELECT same('SELECT k, count(*), heatmap_agg(x, y, heatmap_grid(100, 100)), sum(id) FROM parts GROUP BY k');
RESET enable_partitionwise_aggregate;
SELECT same('SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) FROM parts WHERE false', false);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- A function may return a number without its sign in the upper bits of the Datum; a column has it there.
CREATE TABLE buckets AS SELECT CASE WHEN i % 3 = 0 THEN hashtext((i % 10)::text) END AS bucket, (i % 10)::text AS name,
    (i % 30)::float8 AS x FROM generate_series(1, 3000) i;
ANALYZE buckets;
SELECT same('SELECT coalesce(bucket, hashtext(name)), heatmap_agg(x, x, heatmap_grid(30, 30)) FROM buckets GROUP BY 1');
SELECT same('SELECT coalesce(bucket, hashtext(name)), name, heatmap_agg(x, x, heatmap_grid(30, 30)) FROM buckets'
    ' GROUP BY 1, 2');
-- A subquery is run for the rows that ask for it only: this one would be an error.
CREATE TABLE two AS SELECT generate_series(1, 2)::float8 AS n;
SELECT same('SELECT heatmap_agg(x, x, heatmap_grid(30, 30)) FILTER (WHERE name = ''none'' AND x > (SELECT n FROM two))'
    ' FROM buckets');
SELECT same('SELECT window_funnel(9, x::bigint, name = ''none'' AND x > (SELECT n FROM two)) FROM buckets');
-- The grid of an aggregate state without rows is an error of the first row that counts.
CREATE AGGREGATE raw_moving(float8, float8, heatmap)
    (SFUNC = heatmap_accum, STYPE = heatmap, MSFUNC = heatmap_accum, MINVFUNC = heatmap_accum_inv, MSTYPE = heatmap);
CREATE TABLE no_grid AS SELECT raw_moving(NULL, 1, heatmap_grid(30, 70)) OVER (ROWS 1 PRECEDING) AS h
    FROM generate_series(1, 1);
SELECT same('SELECT heatmap_agg(x - x, x - x, (SELECT h FROM no_grid)) FROM buckets');
SELECT same('SELECT heatmap_agg(''NaN'', x, (SELECT h FROM no_grid)) FROM buckets');
-- The owner of an aggregate needs the right to call its transition function.
CREATE ROLE scan_owner;
GRANT CREATE ON SCHEMA public TO scan_owner;
SET ROLE scan_owner;
CREATE AGGREGATE owned_agg(float8, float8, heatmap) (SFUNC = heatmap_accum, STYPE = heatmap, FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine, PARALLEL = SAFE);
RESET ROLE;
SELECT same('SELECT owned_agg(x, x, heatmap_grid(30, 30)) FROM buckets');
-- A plan is made anew when what the scan knows of a function changes.
PREPARE altered AS SELECT heatmap_total(heatmap_agg(x, x, heatmap_grid(30, 30))) FROM buckets;
EXPLAIN (COSTS OFF) EXECUTE altered;
EXECUTE altered;
ALTER FUNCTION heatmap_accum(heatmap, float8, float8, heatmap) SET search_path = public;
EXECUTE altered;
EXPLAIN (COSTS OFF) EXECUTE altered;
ALTER FUNCTION heatmap_accum(heatmap, float8, float8, heatmap) RESET ALL;
DEALLOCATE altered;
REVOKE EXECUTE ON FUNCTION heatmap_accum(heatmap, float8, float8, heatmap) FROM PUBLIC;
SELECT owned_agg(x, x, heatmap_grid(30, 30)) FROM buckets;
GRANT EXECUTE ON FUNCTION heatmap_accum(heatmap, float8, float8, heatmap) TO PUBLIC;
DROP AGGREGATE owned_agg(float8, float8, heatmap), raw_moving(float8, float8, heatmap);
REVOKE CREATE ON SCHEMA public FROM scan_owner;
DROP ROLE scan_owner;
-- A table that shall not be read in parallel is not.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT heatmap_agg(x, x, heatmap_grid(30, 30)) FROM buckets;
ALTER TABLE buckets SET (parallel_workers = 0);
EXPLAIN (COSTS OFF) SELECT heatmap_agg(x, x, heatmap_grid(30, 30)) FROM buckets;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
DROP TABLE buckets, two, no_grid;

DEALLOCATE of_time;
DROP VIEW maps;
DROP TABLE clicks, stored, nothing, texts, parent, child, parts;
DROP FUNCTION same;
RESET max_parallel_workers_per_gather;
RESET cpu_operator_cost;
RESET cpu_tuple_cost;
RESET heatmap.vectorized_scan;
RESET timezone;
RESET datestyle;
