-- The triggers of a roll-up run with the rights of its owner: what others can make of that.
\set SHOW_CONTEXT never
CREATE ROLE live_owner;
CREATE ROLE live_writer;
CREATE SCHEMA own AUTHORIZATION live_owner;
CREATE SCHEMA writers AUTHORIZATION live_writer;
GRANT USAGE ON SCHEMA own, writers TO PUBLIC;
SET ROLE live_writer;
CREATE TYPE writers.evil AS (v text);
CREATE FUNCTION writers.spy(e writers.evil) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RAISE WARNING 'runs as %', current_user;
    RETURN 'spied';
END
$$;
CREATE CAST (writers.evil AS text) WITH FUNCTION writers.spy(writers.evil) AS IMPLICIT;
CREATE TABLE writers.clicks (page text, x int, at timestamptz, mood varchar(3)) PARTITION BY LIST (x);
CREATE TABLE writers.clicks_1 PARTITION OF writers.clicks FOR VALUES IN (1);
CREATE TABLE writers.clicks_2 PARTITION OF writers.clicks FOR VALUES IN (2);
GRANT SELECT, TRIGGER ON writers.clicks, writers.clicks_1, writers.clicks_2 TO live_owner;
SET ROLE live_owner;
CALL rollup_create('own.daily', 'writers.clicks', 'page, mood', 'count(*) AS n', filter => 'x > 0');
\sf own.daily_insert
SET ROLE live_writer;
INSERT INTO writers.clicks VALUES ('a', 1), ('b', 2);
-- A column under the name of another one: of another type it would bring its casts along.
BEGIN;
ALTER TABLE writers.clicks RENAME page TO old;
INSERT INTO writers.clicks VALUES ('c', 1);
ROLLBACK;
ALTER TABLE writers.clicks RENAME page TO old;
ALTER TABLE writers.clicks ADD page writers.evil;
INSERT INTO writers.clicks (x, page) VALUES (1, ROW('x'));
INSERT INTO writers.clicks_2 (x, page) VALUES (2, ROW('x'));
UPDATE writers.clicks SET page = ROW('x');
DELETE FROM writers.clicks;
SET ROLE live_owner;
CALL rollup_refresh('own.daily', refill => false);
SET ROLE live_writer;
INSERT INTO writers.clicks (x, old, page) VALUES (1, 'a', ROW('x'));
SET ROLE live_owner;
SELECT * FROM own.daily ORDER BY page;
-- A partition that was detached keeps its triggers.
SET ROLE live_writer;
ALTER TABLE writers.clicks DETACH PARTITION writers.clicks_1;
ALTER TABLE writers.clicks_1 DROP page;
ALTER TABLE writers.clicks_1 RENAME old TO page;
ALTER TABLE writers.clicks_1 ALTER page TYPE writers.evil USING ROW(page);
ALTER TABLE writers.clicks_1 RENAME page TO old;
INSERT INTO writers.clicks_1 (x, old) VALUES (1, ROW('x'));
-- The name of a type of somebody else, and those of its fields, can get another meaning.
CREATE TYPE writers.place AS (city text);
CREATE TYPE writers.mood AS ENUM ('good');
CREATE TABLE writers.visits (place writers.place, moods writers.mood[]);
GRANT SELECT, TRIGGER ON writers.visits TO live_owner;
SET ROLE live_owner;
CALL rollup_create('own.cities', 'writers.visits', '(place).city', 'count(*) AS n');
CALL rollup_create('own.places', 'writers.visits', 'place', 'count(*) AS n');
CALL rollup_create('own.all', 'writers.visits', '1 AS one', $$count(*) FILTER (WHERE moods = '{good}') AS n$$);
RESET ROLE;
CALL rollup_create('own.cities', 'writers.visits', '(place).city', 'count(*) AS n');
ALTER TYPE writers.place OWNER TO live_owner;
GRANT CREATE ON SCHEMA writers TO live_owner;
SET ROLE live_owner;
CALL rollup_create('own.cities', 'writers.visits', '(place).city', 'count(*) AS n');
RESET ROLE;
ALTER SCHEMA writers OWNER TO live_owner;
SET ROLE live_owner;
CALL rollup_create('own.cities', 'writers.visits', '(place).city', 'count(*) AS n');
RESET ROLE;
ALTER SCHEMA writers OWNER TO live_writer;
SET ROLE live_owner;
-- The owner of a schema can replace what others have in it.
CALL rollup_create('writers.visits_count', 'writers.clicks', 'x', 'count(*) AS n');
RESET ROLE;
CALL rollup_create('writers.visits_count', 'writers.clicks', 'x', 'count(*) AS n');
SELECT rollup_fits('writers.clicks'::regclass, '{x,at}', '{int4,timestamptz}'::regtype[]::oid[]) AS fits,
       rollup_fits('writers.clicks'::regclass, '{x,at}', '{int4,timestamp}'::regtype[]::oid[]) AS other_type,
       rollup_fits('writers.clicks'::regclass, '{x,nothing}', '{int4,int4}'::regtype[]::oid[]) AS no_column,
       rollup_fits('writers.clicks'::regclass, '{x}', '{int4,int4}'::regtype[]::oid[]) AS lengths,
       rollup_fits('writers.clicks'::regclass, '{}', '{}') AS nothing,
       rollup_fits('writers.clicks'::regclass, '{x}', ARRAY[NULL]::oid[]) AS null_type,
       rollup_fits(0, '{x}', '{int4}'::regtype[]::oid[]) AS no_table;

-- Whom the default privileges give the functions of the owner, they do not give those of a roll-up.
CREATE ROLE "live {x}";
ALTER DEFAULT PRIVILEGES FOR ROLE live_owner GRANT EXECUTE ON FUNCTIONS TO "live {x}";
SET ROLE live_owner;
CREATE TABLE own.things (k text, a text[], x int);
CALL rollup_create('own.things_count', 'own.things', 'k', 'count(*) AS n');
SELECT DISTINCT proacl FROM pg_proc WHERE proname ~ '^things_count_';
-- Settings of the session that writes change nothing.
CALL rollup_create('own.nulls', 'own.things', $$k = ANY ('{a,NULL}'::text[]) AS k, a = '{NULL}'::text[] AS a$$,
    'count(*) AS n');
SET array_nulls = off;
INSERT INTO own.things VALUES ('a', ARRAY[NULL]::text[]), ('z', '{}');
RESET array_nulls;
SELECT rollup_check('own.nulls') AS differences, rollup_check('own.things_count') AS others;
-- A policy that comes later: what reads the table with it is an error.
CALL rollup_create('own.highest', 'own.things', 'k', 'max(x) AS x', mode => 'recompute');
ALTER TABLE own.things ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT rollup_check('own.highest');
CALL rollup_refresh('own.highest');
RESET ROLE;
SET client_min_messages = warning;
DROP SCHEMA own, writers CASCADE;
ALTER DEFAULT PRIVILEGES FOR ROLE live_owner REVOKE EXECUTE ON FUNCTIONS FROM "live {x}";
DROP ROLE live_owner, live_writer, "live {x}";
