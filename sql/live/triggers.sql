-- The triggers of a live roll-up: partitions, inheritance, who may do what.
\set SHOW_CONTEXT never
\set VERBOSITY terse
CREATE TABLE parted (ts timestamp, page text, x int) PARTITION BY RANGE (ts);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2026-02-01') TO ('2026-03-01') PARTITION BY LIST (page);
CREATE TABLE parted_2a PARTITION OF parted_2 FOR VALUES IN ('/a');
CREATE TABLE parted_2b PARTITION OF parted_2 DEFAULT;
INSERT INTO parted SELECT timestamp '2026-01-01' + i * interval '1 hour', '/' || chr(97 + i % 3), i FROM
       generate_series(1, 1000) AS i;
SELECT t FROM rollup_tables('parted') AS t ORDER BY t::text COLLATE "C";
CALL rollup_create('parted_days', 'parted', 'page, ts::date AS day', 'count(*) AS n, sum(x) AS x', levels => '{month}');
CALL rollup_create('parted_max', 'parted', 'page, ts::date AS day', 'count(*) AS n, max(x) AS x', levels => '{month}');
CREATE FUNCTION same() RETURNS text LANGUAGE sql AS
    $$SELECT concat_ws(' ', rollup_check('parted_days'), rollup_check('parted_max'), count(*) > 0) FROM parted_days$$;
SELECT same();
-- Through the parent, into partitions, from one to another, from a partition of a partition.
INSERT INTO parted VALUES ('2026-01-15', '/a', 1), ('2026-02-15', '/a', 2), ('2026-02-15', '/b', 3);
INSERT INTO parted_1 VALUES ('2026-01-16', '/z', 4);
INSERT INTO parted_2 VALUES ('2026-02-16', '/z', 5);
INSERT INTO parted_2a VALUES ('2026-02-16', '/a', 6);
SELECT same();
UPDATE parted SET ts = ts + interval '20 days' WHERE ts BETWEEN '2026-01-15' AND '2026-01-20';
UPDATE parted_2 SET page = '/b' WHERE page = '/a' AND x % 2 = 0;
UPDATE parted_2b SET x = x + 1;
DELETE FROM parted_2a WHERE x % 3 = 0;
DELETE FROM parted WHERE x % 5 = 0;
SELECT same();
CALL rollup_compact();
SELECT same();
-- A partition made later counts what comes through the parent. What is written straight into it, or was in it when it
-- was
-- attached, is missing until the next refresh.
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('2026-03-01') TO ('2026-04-01');
INSERT INTO parted VALUES ('2026-03-15', '/a', 1);
SELECT same();
INSERT INTO parted_3 VALUES ('2026-03-15', '/b', 1);
CREATE TABLE parted_4 (LIKE parted);
INSERT INTO parted_4 VALUES ('2026-04-15', '/b', 1);
ALTER TABLE parted ATTACH PARTITION parted_4 FOR VALUES FROM ('2026-04-01') TO ('2026-05-01');
SELECT same();
CALL rollup_refresh('parted_days');
CALL rollup_refresh('parted_max');
SELECT same();
INSERT INTO parted_3 VALUES ('2026-03-15', '/c', 1);
SELECT same();
-- A partition alone cannot be truncated, even if nothing else is there, since others may be writing the rest.
TRUNCATE parted_1;
TRUNCATE parted_1, parted_2;
SELECT same();
TRUNCATE parted;
SELECT same();
INSERT INTO parted VALUES ('2026-01-15', '/a', 1);
TRUNCATE parted_1;
SELECT same();
-- A detached partition is counted until the next refresh, and then has no triggers of the roll-up any more.
CREATE TABLE parted_5 PARTITION OF parted FOR VALUES FROM ('2026-05-01') TO ('2026-06-01');
INSERT INTO parted VALUES ('2026-05-15', '/a', 1);
CALL rollup_refresh('parted_days');
ALTER TABLE parted DETACH PARTITION parted_5;
SELECT rollup_check('parted_days');
CALL rollup_refresh('parted_days');
INSERT INTO parted_5 VALUES ('2026-05-15', '/a', 1);
TRUNCATE parted_5;
SELECT rollup_check('parted_days');
DROP TABLE parted_5;
CALL rollup_refresh('parted_max');
-- A part of something else is no source: it can be written through the whole.
CALL rollup_create('part', 'parted_1', 'page', 'count(*) AS n');
CALL rollup_create('part', 'parted_2', 'page', 'count(*) AS n');
CALL rollup_drop('parted_days');
CALL rollup_drop('parted_max');
SELECT count(*) FROM pg_trigger WHERE tgname ~ '^parted_(days|max)';
DROP TABLE parted;
DROP FUNCTION same;

-- Inheritance.
CREATE TABLE parent (page text, x int);
CREATE TABLE child (extra int) INHERITS (parent);
CALL rollup_create('family', 'parent', 'page', 'count(*) AS n, sum(x) AS x');
INSERT INTO parent VALUES ('a', 1);
INSERT INTO child VALUES ('a', 2, 3), ('b', 4, 5);
UPDATE parent SET x = x + 1;
UPDATE ONLY parent SET x = x + 1;
UPDATE child SET page = 'c' WHERE page = 'b';
DELETE FROM parent WHERE page = 'c';
SELECT *, rollup_check('family') FROM family;
TRUNCATE ONLY parent;
CALL rollup_drop('family');
CREATE TABLE second_parent (page text, x int);
ALTER TABLE child INHERIT second_parent;
CALL rollup_create('family', 'parent', 'page', 'count(*) AS n, sum(x) AS x');
DROP TABLE parent, child, second_parent;

-- Replicated rows fire triggers for each row.
CREATE TABLE copied (id int PRIMARY KEY, page text, x int, twice int GENERATED ALWAYS AS (x * 2) STORED);
CALL rollup_create('copied_sums', 'copied', 'page', 'count(*) AS n, sum(twice) AS x');
CALL rollup_create('copied_max', 'copied', 'page', 'count(*) AS n, max(twice) AS x');
SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'copied'::regclass ORDER BY tgname COLLATE "C";
SET session_replication_role = replica;
INSERT INTO copied VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 3);
UPDATE copied SET page = 'b' WHERE id = 2;
DELETE FROM copied WHERE id = 3;
RESET session_replication_role;
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
INSERT INTO copied VALUES (4, 'c', 1);
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
-- Without triggers nothing is counted, which a check tells and a refresh mends.
ALTER TABLE copied DISABLE TRIGGER ALL;
INSERT INTO copied VALUES (5, 'd', 1);
ALTER TABLE copied ENABLE TRIGGER ALL;
ALTER TABLE copied ENABLE REPLICA TRIGGER copied_sums_replica, ENABLE REPLICA TRIGGER copied_max_replica;
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
CALL rollup_refresh('copied_sums');
CALL rollup_refresh('copied_max');
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
-- A column gets another name: writes fail until the triggers are made anew, and no row need be read again.
ALTER TABLE copied RENAME page TO place;
INSERT INTO copied VALUES (6, 'e', 1);
CALL rollup_refresh('copied_sums', refill => false);
CALL rollup_refresh('copied_max', refill => false);
INSERT INTO copied VALUES (6, 'e', 1);
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
-- So do the table and its schema; new columns change nothing; those in use stay.
ALTER TABLE copied RENAME TO renamed;
CREATE SCHEMA moved;
ALTER TABLE renamed SET SCHEMA moved;
ALTER TABLE moved.renamed ADD more int DEFAULT 3;
INSERT INTO moved.renamed VALUES (7, 'e', 1);
UPDATE moved.renamed SET x = 9 WHERE id = 7;
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
CALL rollup_compact();
SELECT rollup_check('copied_sums'), rollup_check('copied_max');
ALTER TABLE moved.renamed DROP x;
ALTER TABLE moved.renamed ALTER twice TYPE bigint;
CALL rollup_drop('copied_sums');
CALL rollup_drop('copied_max');
DROP SCHEMA moved CASCADE;

-- Who may do what. The roll-up is that of who made it, and writers of the source need no right on it.
CREATE ROLE live_maker;
CREATE ROLE live_writer;
CREATE ROLE live_reader;
CREATE SCHEMA made AUTHORIZATION live_maker;
CREATE TABLE shared_clicks (page text, x int, y int);
GRANT SELECT, INSERT, UPDATE, DELETE ON shared_clicks TO live_writer;
SET ROLE live_maker;
CALL rollup_create('made.clicks', 'shared_clicks', 'page', 'count(*) AS n');
RESET ROLE;
GRANT SELECT, TRIGGER ON shared_clicks TO live_maker;
SET ROLE live_maker;
CALL rollup_create('made.clicks', 'shared_clicks', 'page',
    'count(*) AS n, heatmap_agg(x, y, heatmap_grid(10, 10)) AS map');
RESET ROLE;
GRANT USAGE ON SCHEMA made TO live_writer, live_reader;
-- Only the owner of the table could count what is replicated.
SELECT tgname FROM pg_trigger WHERE tgrelid = 'shared_clicks'::regclass ORDER BY tgname COLLATE "C";
SET ROLE live_writer;
INSERT INTO shared_clicks VALUES ('a', 1, 1), ('b', 2, 2);
UPDATE shared_clicks SET page = 'c' WHERE page = 'b';
DELETE FROM shared_clicks WHERE page = 'a';
SELECT * FROM made.clicks;
CALL rollup_compact('made.clicks');
CALL rollup_drop('made.clicks');
SELECT rollup FROM rollups WHERE rollup = 'made.clicks'::regclass;
CREATE TEMP TABLE own (page text, x int, y int);
CREATE TRIGGER forged AFTER INSERT ON own REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION made.clicks_insert();
-- What the writer puts in the way is not used.
SET search_path = pg_temp, public, pg_catalog;
CREATE FUNCTION pg_temp.loud(bigint, int) RETURNS bigint LANGUAGE plpgsql AS
    $$BEGIN RAISE WARNING 'called as %', current_user; RETURN 0; END$$;
CREATE OPERATOR pg_temp.- (FUNCTION = pg_temp.loud, LEFTARG = bigint, RIGHTARG = int);
CREATE TEMP TABLE clicks_parts (page text);
INSERT INTO shared_clicks VALUES ('d', 1, 1);
RESET search_path;
RESET ROLE;
GRANT SELECT ON made.clicks TO live_reader;
SET ROLE live_reader;
SELECT page, n, heatmap_total(map) FROM made.clicks ORDER BY page;
SELECT * FROM made.clicks_parts;
RESET ROLE;
-- What is the owner's runs for nobody else.
SELECT rollup_check('made.clicks');
SET ROLE live_maker;
SELECT rollup_check('made.clicks');
CALL rollup_compact();
SELECT page, n, heatmap_total(map) FROM made.clicks ORDER BY page;
CALL rollup_drop('made.clicks');
RESET ROLE;
SELECT tgname FROM pg_trigger WHERE tgrelid = 'shared_clicks'::regclass;
DROP TABLE own, shared_clicks, clicks_parts;
DROP SCHEMA made;
DROP OWNED BY live_maker, live_writer, live_reader;
DROP ROLE live_maker, live_writer, live_reader;

-- A source of which a crash empties a part.
CREATE TABLE half (page int) PARTITION BY LIST (page);
CREATE UNLOGGED TABLE half_1 PARTITION OF half DEFAULT;
CALL rollup_create('halves', 'half', 'page', 'count(*) AS n');
DROP TABLE half;

-- Functions and triggers that are there already are not replaced, by whomever they were made.
CREATE TABLE taken (a int, b int);
CREATE FUNCTION taken_sums_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CALL rollup_create('taken_sums', 'taken', 'a', 'count(*) AS n');
DROP FUNCTION taken_sums_update();
CREATE FUNCTION taken_other() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER taken_sums_delete AFTER DELETE ON taken EXECUTE FUNCTION taken_other();
CALL rollup_create('taken_sums', 'taken', 'a', 'count(*) AS n');
DROP TRIGGER taken_sums_delete ON taken;
CALL rollup_create('taken_sums', 'taken', 'a', 'count(*) AS n');
CREATE ROLE live_stranger;
ALTER FUNCTION taken_sums_insert() OWNER TO live_stranger;
CALL rollup_refresh('taken_sums');
ALTER FUNCTION taken_sums_insert() OWNER TO CURRENT_USER;
-- A function of the same name stays when the roll-up goes.
CREATE FUNCTION taken_sums_between(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CALL rollup_drop('taken_sums');
SELECT taken_sums_between(1, 2);
DROP FUNCTION taken_sums_between, taken_other;
-- Default privileges give nobody else the trigger functions.
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO live_stranger;
CALL rollup_create('taken_sums', 'taken', 'a', 'count(*) AS n');
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM live_stranger;
SELECT has_function_privilege('live_stranger', 'taken_sums_insert()', 'EXECUTE');
-- A policy that is made later does not run with the rights of the owner of the roll-up, nor change what is counted.
CALL rollup_drop('taken_sums');
GRANT SELECT, TRIGGER ON taken TO live_stranger;
CREATE SCHEMA strange AUTHORIZATION live_stranger;
SET ROLE live_stranger;
CALL rollup_create('strange.taken_max', 'taken', 'a', 'count(*) AS n, max(b) AS b');
RESET ROLE;
INSERT INTO taken VALUES (1, 1), (1, 2), (2, 3);
ALTER TABLE taken ENABLE ROW LEVEL SECURITY;
DELETE FROM taken WHERE b = 2;
SET ROLE live_stranger;
CALL rollup_compact('strange.taken_max');
CALL rollup_refresh('strange.taken_max');
RESET ROLE;
ALTER TABLE taken DISABLE ROW LEVEL SECURITY;
SET ROLE live_stranger;
CALL rollup_compact('strange.taken_max');
SELECT * FROM strange.taken_max ORDER BY a;
RESET ROLE;
TRUNCATE taken;
SET ROLE live_stranger;
SELECT count(*), rollup_check('strange.taken_max') FROM strange.taken_max;
CALL rollup_drop('strange.taken_max');
RESET ROLE;
DROP TABLE taken;
DROP SCHEMA strange;
DROP OWNED BY live_stranger;
DROP ROLE live_stranger;
