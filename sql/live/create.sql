-- rollup_create: what is kept is what the query is, whatever is written.
\set SHOW_CONTEXT never
CREATE TABLE created (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ts timestamptz, "the page" text, device text, x float8, y
        float8,
    seconds float8, bonus int, gone text, twice float8 GENERATED ALWAYS AS (x * 2) STORED);
ALTER TABLE created DROP COLUMN gone;
CREATE FUNCTION fill(n int, seed int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO created (ts, "the page", device, x, y, seconds, bonus)
    SELECT timestamptz '2026-01-05' + (h & 1023) * interval '1 hour',
        (ARRAY['/', '/it''s', '/"quoted"', '/back\slash', '{dims}', '', NULL])[1 + (h >> 10 & 7)],
        (ARRAY['phone', 'desktop', NULL])[1 + (h >> 13) % 3],
        (ARRAY[h % 1440, h % 1440, 'NaN', 'Infinity', NULL]::float8[])[1 + (h >> 15) % 5], h % 2999, h % 7919 / 97.0, h
            % 5 - 2
    FROM (SELECT (hashint4extended(i, seed) & 2147483647)::int AS h FROM generate_series(1, n) AS i) AS hashes;
$$;
SELECT fill(500, 1);

CALL rollup_create('kept_map', 'created', $$"the page", device, (ts AT TIME ZONE 'UTC')::date AS "the day"$$,
    $$heatmap_agg(x, y, heatmap_grid(1440, 3000)) AS "the map", count(*) AS clicks, count(x) AS placed, sum(bonus) AS
        bonus,
      sum(id) AS ids, scroll_agg(y, 3000, 30) AS scroll, attention_agg(y, y + 900, seconds, 3000, 30) AS attention,
      heatmap_agg((id % 3000)::int, bonus, heatmap_grid(3000, 10), bonus) AS weighted,
      count(*) FILTER (WHERE device = 'phone') AS phones$$,
    filter => $$device IS DISTINCT FROM 'it''s a {bot}'$$, levels => '{month}');
CALL rollup_create('kept_visitors', 'created', '"the page", device',
    $$heatmap_visitors_agg(x, y, id, heatmap_grid(1440, 3000)) AS map, min(x) AS low, max(ts) AS "last",
        sum(bonus::numeric) AS n,
      bool_or(bonus > 0) AS any_bonus$$);
SELECT mode, period, levels FROM rollups WHERE rollup IN ('kept_map'::regclass, 'kept_visitors'::regclass) ORDER BY 1;
CREATE FUNCTION same() RETURNS text LANGUAGE sql AS
    $$SELECT concat_ws(' ', rollup_check('kept_map'), rollup_check('kept_visitors'),
        CASE WHEN (SELECT count(*) FROM kept_map) > 0 THEN 'rows' ELSE 'empty' END)$$;
SELECT same();

-- Inserts: many rows, one, none; updates that move rows between groups, change values, change nothing, find nothing;
-- deletes; rows that the filter ignores.
SELECT fill(300, 2);
SELECT same();
INSERT INTO created (ts, x, y) VALUES ('2026-01-06', 1, 2);
INSERT INTO created (ts, x, y) SELECT '2026-01-06', 1, 2 WHERE false;
INSERT INTO created (device, x, y) VALUES ('it''s a {bot}', 1, 2);
SELECT same();
UPDATE created SET "the page" = '/moved', ts = ts + interval '40 days' WHERE id % 7 = 0;
UPDATE created SET x = y, y = x, seconds = seconds / 3 WHERE id % 5 = 0 AND x < 9999;
UPDATE created SET device = device;
UPDATE created SET device = 'it''s a {bot}' WHERE id % 31 = 0;
UPDATE created SET device = 'tablet' WHERE device LIKE 'it%' AND id % 62 = 0;
UPDATE created SET x = 1 WHERE false;
SELECT same();
DELETE FROM created WHERE id % 11 = 0;
DELETE FROM created WHERE false;
SELECT same();
CALL rollup_compact('kept_map');
SELECT same();
CALL rollup_compact('kept_visitors');
SELECT same();
SELECT groups > 0 AS groups, parts, stale FROM rollups WHERE rollup IN ('kept_map'::regclass, 'kept_visitors'::regclass)
ORDER BY mode;
-- A group that is emptied and comes back; a value that becomes NULL although rows are left.
DELETE FROM created WHERE "the page" = '/moved';
SELECT same();
CALL rollup_compact();
SELECT same();
UPDATE created SET "the page" = '/moved' WHERE id % 13 = 0;
UPDATE created SET x = NULL, bonus = NULL WHERE "the page" = '/it''s';
SELECT same();
CALL rollup_compact();
SELECT same();

-- ON CONFLICT, a writable CTE, a cursor, a subtransaction that is rolled back, a trigger that writes again.
INSERT INTO created (id, ts, x, y) OVERRIDING SYSTEM VALUE SELECT id, '2026-02-01', 5, 5 FROM created
ON CONFLICT (id) DO UPDATE SET x = created.x + 1, "the page" = EXCLUDED."the page";
SELECT same();
WITH moved AS (DELETE FROM created WHERE id % 17 = 0 RETURNING *)
INSERT INTO created (ts, device, x, y) SELECT ts, 'moved', x, y FROM moved;
SELECT same();
BEGIN;
DECLARE c CURSOR FOR SELECT * FROM created WHERE id < 50 FOR UPDATE;
MOVE 3 IN c;
FETCH 1 IN c \g /dev/null
UPDATE created SET x = 77 WHERE CURRENT OF c;
SAVEPOINT s;
DELETE FROM created WHERE id < 500;
SELECT same();
ROLLBACK TO s;
SELECT same();
COMMIT;
CREATE FUNCTION echo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.device = 'echo' THEN
        INSERT INTO created (ts, x, y, device) VALUES (NEW.ts, NEW.x + 1, NEW.y, 'echoed');
    END IF;
    NEW.seconds := 3;
    RETURN NEW;
END
$$;
CREATE TRIGGER echo BEFORE INSERT ON created FOR EACH ROW EXECUTE FUNCTION echo();
INSERT INTO created (ts, x, y, device) VALUES ('2026-01-07', 1, 1, 'echo'), ('2026-01-07', 1, 1, 'plain');
SELECT same();
COPY created (ts, "the page", x, y) FROM stdin;
2026-02-03 12:00Z	/copied	3	4
2026-02-03 12:00Z	/copied	NaN	4
\.
SELECT same();
CREATE VIEW easy AS SELECT ts, x, y, device FROM created WHERE x > 3;
INSERT INTO easy VALUES ('2026-01-08', 4, 4, 'view');
UPDATE easy SET y = 9 WHERE device = 'view';
SELECT same();
-- A statement of thousands of groups, and a page name longer than an index can hold.
INSERT INTO created (ts, "the page", x, y)
SELECT timestamptz '2026-03-01', md5(i::text), i % 100, i % 100 FROM generate_series(1, 1200) AS i;
INSERT INTO created (ts, "the page", x, y)
SELECT '2026-03-01', string_agg(md5(i::text), ''), 5, 5 FROM generate_series(1, 2000) AS i;
SELECT same();
CALL rollup_compact();
SELECT same();
SELECT count(*) FROM kept_map WHERE "the page" = (SELECT "the page" FROM created WHERE octet_length("the page") > 9999);
DELETE FROM created WHERE octet_length("the page") > 9999;
SELECT same();
CALL rollup_compact();
SELECT same();
-- TRUNCATE, also one that is rolled back.
BEGIN;
TRUNCATE created;
SELECT same();
ROLLBACK;
SELECT same();
TRUNCATE created;
SELECT same();
SELECT fill(100, 3);
SELECT same();
-- The session's settings change nothing.
SET timezone = 'Pacific/Auckland';
SET datestyle = 'German, DMY';
SET search_path = pg_catalog, public;
SELECT fill(100, 4);
RESET search_path;
SELECT same();
CALL rollup_compact();
RESET timezone;
RESET datestyle;
SELECT same();
CALL rollup_drop('kept_map');
CALL rollup_drop('kept_visitors');
SELECT count(*) FROM pg_class WHERE relname ~ '^kept_(map|visitors)';
SELECT count(*) FROM pg_proc WHERE proname ~ '^kept_(map|visitors)';
SELECT tgname FROM pg_trigger WHERE tgrelid = 'created'::regclass;
DROP VIEW easy;
DROP TRIGGER echo ON created;

-- What is refused.
\set VERBOSITY terse
CREATE TEMP TABLE passing (page int);
CALL rollup_create('r', 'passing', 'page', 'count(*) AS n');
CREATE VIEW seen AS SELECT * FROM created;
CALL rollup_create('r', 'seen', 'device', 'count(*) AS n');
CALL rollup_create('r', 'pg_class', 'relname', 'count(*) AS n');
CALL rollup_create('r', 'created', 'device', 'avg(x) AS x');
CALL rollup_create('r', 'created', 'device', 'sum(x) AS x');
CALL rollup_create('r', 'created', 'device', 'heatmap_agg(x, y, heatmap_grid(9, 9), seconds) AS map');
CALL rollup_create('r', 'created', 'device', 'max(x) AS x', mode => 'subtract');
CALL rollup_create('r', 'created', 'device', 'max(x) AS x', mode => 'quickly');
CALL rollup_create('r', 'created', 'ts, ts + interval ''1 hour'' AS later', 'count(*) AS n', levels => '{month}');
CALL rollup_create('r', 'created', 'ts::date AS day', 'count(*) AS n');
CALL rollup_create('r', 'created', 'device', 'count(*) AS n_');
CALL rollup_create('r', 'created', 'device AS key_', 'count(*) AS n');
CALL rollup_create('r', 'created', 'device FROM created, seen --', 'count(*) AS n');
CALL rollup_create('r', 'created', 'nothing', 'count(*) AS n');
CALL rollup_create('r', 'created', 'device', 'count(*) AS n', filter => 'x > (SELECT 1)');
CALL rollup_create('a.b.c', 'created', 'device', 'count(*) AS n');
CALL rollup_create('twice', 'created', 'device', 'count(*) AS n');
CALL rollup_create('twice', 'created', 'device', 'count(*) AS n');
CALL rollup_drop('twice');
CALL rollup_create('created', 'created', 'device', 'count(*) AS n');
-- Integers where an aggregate takes float8.
CREATE TABLE pixels (page text, top int, bottom smallint, seconds int, x bigint, y float8, n int);
CALL rollup_create('pixel_map', 'pixels', 'page', 'attention_agg(top, bottom, seconds, 1000, 10) AS attention,'
    ' heatmap_agg(x, y, heatmap_grid(100, 100), n) AS weighted, scroll_agg(bottom, 1000, 10) AS scroll');
INSERT INTO pixels VALUES ('a', 0, 500, 10, 5, 5, 2), ('a', NULL, 500, 10, 5, 'NaN', 2), ('b', 100, 900, 3, NULL, 5, 1);
DELETE FROM pixels WHERE page = 'b';
SELECT page, heatmap_total(attention) AS attention, heatmap_total(weighted) AS weighted, heatmap_total(scroll) AS scroll
FROM pixel_map;
SELECT rollup_check('pixel_map') AS differences;
CALL rollup_drop('pixel_map');
DROP TABLE pixels;
CREATE TABLE taken_parts ();
CALL rollup_create('taken', 'created', 'device', 'count(*) AS n');
DROP TABLE taken_parts;
CALL rollup_create(repeat('n', 51), 'created', 'device', 'count(*) AS n');
CALL rollup_create('nowhere.r', 'created', 'device', 'count(*) AS n');
CALL rollup_create(NULL, 'created', 'device', 'count(*) AS n');
CALL rollup_create('r', 'created', NULL, 'count(*) AS n');
CALL rollup_create('r', 'created', '', 'count(*) AS n');
CALL rollup_create('r', 'created', 'device', '');
CALL rollup_create('r', 'created', 'device', 'count(*) AS n', period => 'device');
CALL rollup_create('r', 'created', 'device', 'count(*) AS n', period => 'nothing');
CALL rollup_create('r', 'created', 'device', 'count(*) AS n', levels => '{month}');
CALL rollup_create('r', 'created', 'ts', 'count(*) AS n', levels => '{month}');
CALL rollup_create('r', 'created', $$(ts AT TIME ZONE 'UTC')::date AS day$$, 'count(*) AS n', levels => '{fortnight}');
CALL rollup_create('r', 'created', $$(ts AT TIME ZONE 'UTC')::date AS day$$, 'count(*) AS n', levels => '{year,month}');
CALL rollup_create('r', 'created', $$(ts AT TIME ZONE 'UTC')::date AS day$$, 'count(*) AS n', levels => '{week,month}');
BEGIN ISOLATION LEVEL REPEATABLE READ;
CALL rollup_create('r', 'created', 'device', 'count(*) AS n');
ROLLBACK;
ALTER TABLE created ENABLE ROW LEVEL SECURITY;
CALL rollup_create('r', 'created', 'device', 'count(*) AS n');
CALL rollup_create('r', 'created', 'device', 'count(*) AS n', ignore_row_security => true);
SELECT rollup_check('r');
CREATE SCHEMA other;
CALL rollup_create('other.r', 'created', 'device', 'count(*) AS n', ignore_row_security => true);
CALL rollup_drop('r');
-- The path of the caller is as it was.
SHOW search_path;
-- Fractions on request.
CALL rollup_create('other.r', 'created', 'device, bonus',
       'sum(x) AS x, heatmap_agg(x, y, heatmap_grid(9, 9), seconds) AS map',
    inexact => true, ignore_row_security => true);
SELECT fill(10, 5);
SELECT mode, groups > 0 AS groups FROM rollups WHERE rollup = 'other.r'::regclass;
CALL rollup_drop('other.r');
-- A name of 50 bytes, an unlogged table.
CREATE UNLOGGED TABLE crash (page int);
SELECT format('CALL rollup_create(%L, ''crash'', ''page'', ''count(*) AS n'')', repeat('n', 50)) \gexec
SELECT DISTINCT relpersistence FROM pg_class WHERE relname ~ '^n{50}_(parts|merged)$';
SELECT format('CALL rollup_drop(%L)', repeat('n', 50)) \gexec
DROP SCHEMA other;
DROP VIEW seen;
DROP TABLE crash;
DROP TABLE created;
DROP FUNCTION fill, same, echo;
\set VERBOSITY default

-- Literals mean the same in every session; a filter of an aggregate guards its argument; a grid that depends on the
-- period.
CREATE TABLE literal (s text, x int, v float8, d date);
SET extra_float_digits = 0;
SET standard_conforming_strings = off;
CALL rollup_create('literals', 'literal', $$s, v < float8 '0.12345678901234567' AS small$$,
    $$count(*) FILTER (WHERE s <> E'a\\b' AND s <> E'it''s \\d') AS n, sum(10 / x) FILTER (WHERE x <> 0) AS tenth,
      heatmap_agg(x, x, heatmap_grid(10, 10)) FILTER (WHERE s ~ E'^\\w') AS map$$);
RESET extra_float_digits;
RESET standard_conforming_strings;
INSERT INTO literal VALUES (E'a\\b', 1, 0.12345678901234566), (E'it''s \\d', 0, 1), ('x', 0, NULL), ('x', 5, 0);
SET standard_conforming_strings = off;
INSERT INTO literal VALUES (E'a\\b', 1, 0.12345678901234566), (E'it''s \\d', 0, 1), ('x', 0, NULL);
RESET standard_conforming_strings;
DELETE FROM literal WHERE x = 5;
SELECT *, rollup_check('literals') FROM literals ORDER BY s;
CALL rollup_drop('literals');
CALL rollup_create('grids', 'literal', 'd', $$scroll_agg(v, 100 + (d - date '2026-01-01'), 10) AS m$$);
CALL rollup_create('grids', 'literal', 'x', 'scroll_agg(v, 100 + x, 10) AS m');
CALL rollup_drop('grids');
-- Dates that no timestamp can be.
CALL rollup_create('dates', 'literal', 'd', 'count(*) AS n, max(x) AS x', levels => '{month,year}');
INSERT INTO literal (d) VALUES ('4714-11-24 BC'), ('300000-01-01'), ('300000-01-02'), ('2026-01-31'), ('infinity'),
       ('-infinity');
CALL rollup_compact('dates');
SELECT n, rollup_check('dates') FROM dates_between('-infinity', 'infinity');
SELECT n FROM dates_between('2026-01-01', '300000-01-02');
CALL rollup_drop('dates');
-- Dimensions whose hashes another database may not share, names that look like pieces, many dimensions, long names.
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE typed (m mood, ms mood[], "a#b" text, "{dims}" text, n1 name, n2 name, r int4range, x int);
CALL rollup_create('types', 'typed', 'm, ms, "a#b", "{dims}", n1, n2, r', 'count(*) AS n, max(x) AS x');
CALL rollup_create('moods', 'typed', 'm', 'count(*) AS n, max(x) AS x');
INSERT INTO typed SELECT 'glad', '{sad}', repeat(md5(i::text), 30), repeat(md5(i::text), 40), repeat('n', 63),
       repeat('n', 60),
    int4range(i, i + 2), i FROM generate_series(1, 3) AS i;
DELETE FROM typed WHERE x = 2;
SELECT * FROM moods;
CALL rollup_compact();
SELECT rollup_check('types'), rollup_check('moods'), (SELECT count(DISTINCT key_) FROM types_merged);
CALL rollup_drop('types');
CALL rollup_drop('moods');
SELECT format('CREATE TABLE wide (%s)', string_agg(format('c%s int', i), ', ')) FROM generate_series(1, 40) AS i \gexec
SELECT format('CALL rollup_create(''wider'', ''wide'', %L, ''count(*) AS n'')', string_agg(format('c%s', i), ', '))
FROM generate_series(1, 40) AS i \gexec
INSERT INTO wide DEFAULT VALUES;
SELECT n, rollup_check('wider') FROM wider;
CALL rollup_drop('wider');
-- What is no plain list of columns.
CALL rollup_create('r', 'wide', 'c1', 'count(*) AS n, c1 AS again');
CALL rollup_create('r', 'wide', 'c1', 'count(*) AS n', filter => E'c2 > 0 GROUP BY c2, c1 --\n');
CALL rollup_create('r', 'wide', 'c1 -- the first', 'count(*) AS n -- all');
CALL rollup_drop('r');
CALL rollup_create('pg_temp.r', 'wide', 'c1', 'count(*) AS n');
SET search_path = '';
CALL public.rollup_create('r', 'public.wide', 'c1', 'count(*) AS n');
RESET search_path;
DROP TABLE wide, typed, literal;
DROP TYPE mood;
