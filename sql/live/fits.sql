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
-- The view has the types, and belongs to the current user in a schema that nobody else owns.
CREATE VIEW own.fitting AS SELECT 1 AS x, now() AS at;
ALTER VIEW own.fitting OWNER TO live_owner;
SET ROLE live_owner;
SELECT rollup_fits('writers.clicks'::regclass, '{x,at}', 'own', 'fitting') AS fits,
       rollup_fits('writers.clicks'::regclass, '{x}', 'own', 'fitting') AS fewer,
       rollup_fits('writers.clicks'::regclass, '{}', 'own', 'fitting') AS nothing,
       rollup_fits('writers.clicks'::regclass, '{at,x}', 'own', 'fitting') AS other_types,
       rollup_fits('writers.clicks'::regclass, '{x,nothing}', 'own', 'fitting') AS no_column,
       rollup_fits('writers.clicks'::regclass, '{x,at,x}', 'own', 'fitting') AS more,
       rollup_fits('writers.clicks'::regclass, '{NULL}', 'own', 'fitting') AS null_name,
       rollup_fits(0, '{x}', 'own', 'fitting') AS no_table,
       rollup_fits('writers.clicks'::regclass, '{x}', 'own', 'nothing') AS no_view,
       rollup_fits('writers.clicks'::regclass, '{x}', 'own', 'daily_parts') AS a_table,
       rollup_fits('writers.clicks'::regclass, '{x}', 'nowhere', 'fitting') AS no_schema;
RESET ROLE;
SELECT rollup_fits('writers.clicks'::regclass, '{x}', 'own', 'fitting') AS not_own_schema;
ALTER SCHEMA own OWNER TO CURRENT_USER;
SELECT rollup_fits('writers.clicks'::regclass, '{x}', 'own', 'fitting') AS not_own_view;
SET ROLE live_owner;
SELECT rollup_fits('writers.clicks'::regclass, '{x}', 'own', 'fitting') AS of_superuser;
RESET ROLE;
ALTER SCHEMA own OWNER TO live_owner;
DROP VIEW own.fitting;

-- Types in types, and those of casts.
SET ROLE live_writer;
CREATE DOMAIN writers.dom AS text;
CREATE TYPE writers.span AS RANGE (subtype = int);
SET ROLE live_owner;
CREATE TYPE own.deep AS (n int, e writers.evil);
CREATE TYPE own.deeper AS (d own.deep[]);
CREATE DOMAIN own.domains AS writers.dom;
CREATE TYPE own.spans AS RANGE (subtype = writers.span);
CREATE TYPE own.fine AS (a int, b text[]);
CREATE TABLE own.typed (page text, d own.deeper, o own.domains, s own.spans, m own.spans_multirange, f own.fine[]);
CALL rollup_create('own.typed_n', 'own.typed', 'page::writers.dom AS page', 'count(*) AS n');
CALL rollup_create('own.typed_n', 'own.typed', $$page = 'a'::writers.dom AS page$$, 'count(*) AS n');
CALL rollup_create('own.typed_n', 'own.typed', 'd', 'count(*) AS n');
CALL rollup_create('own.typed_n', 'own.typed', '(d).d[1].n AS field', 'count(*) AS n');
CALL rollup_create('own.typed_n', 'own.typed', 'o', 'count(*) AS n');
CALL rollup_create('own.typed_n', 'own.typed', 's', 'count(*) AS n');
CALL rollup_create('own.typed_n', 'own.typed', 'page', 'count(m) AS n');
CALL rollup_create('own.typed_n', 'own.typed', 'page', 'count(*) AS n', filter => $$page::writers.dom <> 'x'$$);
CALL rollup_create('own.typed_n', 'own.typed', 'f', 'count(*) AS n');
-- The type of a column may get another name.
ALTER TYPE own.fine RENAME TO finer;
INSERT INTO own.typed (f) VALUES (ARRAY[ROW(1, '{a}')::own.finer]);
SELECT * FROM own.typed_n;
CALL rollup_drop('own.typed_n');

-- Functions and operators of schemas where others may create: somebody could make another one for the types of the
-- call, or one that leaves open which is meant.
CREATE FUNCTION own.same(anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION own.field(r record) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END';
CREATE FUNCTION own.more(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION own.rest(a int, VARIADIC b int[] DEFAULT '{5}') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b[1]';
CREATE OPERATOR own.@@ (LEFTARG = anyarray, RIGHTARG = anyarray, FUNCTION = pg_catalog.arraycontains);
CREATE TABLE own.calls (x int, f own.finer);
GRANT INSERT ON own.calls TO live_writer;
CALL rollup_create('own.calls_n', 'own.calls', 'own.same(x) AS a, own.field(f) AS b, own.more(x) AS c,'
    ' own.more(b => x, a => 0) AS d, own.rest(x) AS e, own.rest(x, 1, 2) AS f, ARRAY[x] OPERATOR(own.@@) ARRAY[x] AS g',
    'max(own.more(x)) AS n');
INSERT INTO own.calls VALUES (1, ROW(1, '{}'));
SELECT *, rollup_check('own.calls_n') FROM own.calls_n;
CALL rollup_drop('own.calls_n');
GRANT CREATE ON SCHEMA own TO live_writer;
CALL rollup_create('own.calls_n', 'own.calls', 'own.same(x) AS x', 'count(*) AS n');
CALL rollup_create('own.calls_n', 'own.calls', 'x', 'count(own.field(f)) AS n');
CALL rollup_create('own.calls_n', 'own.calls', 'x', 'count(*) AS n', filter => 'own.more(x) > 0');
CALL rollup_create('own.calls_n', 'own.calls', 'ARRAY[x] OPERATOR(own.@@) ARRAY[x] AS x', 'count(*) AS n');
REVOKE CREATE ON SCHEMA own FROM live_writer;
-- The owner of a schema can replace what is in it.
RESET ROLE;
CREATE FUNCTION writers.fixed(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
SET ROLE live_owner;
CALL rollup_create('own.calls_n', 'own.calls', 'writers.fixed(x) AS x', 'count(*) AS n');
-- What is temporary is gone with the session, and another session can have its own.
CREATE DOMAIN pg_temp.passing AS int;
CREATE FUNCTION pg_temp.passes(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CALL rollup_create('own.calls_n', 'own.calls', 'x::passing + 0 AS x', 'count(*) AS n');
CALL rollup_create('own.calls_n', 'own.calls', 'pg_temp.passes(x) AS x', 'count(*) AS n');
DROP FUNCTION pg_temp.passes(int);
DROP DOMAIN pg_temp.passing;
-- The functions of the extension are called with all their arguments.
CALL rollup_create('own.calls_map', 'own.calls', 'x', 'heatmap_agg(x, x, heatmap_grid(100, 100)) AS map');
RESET ROLE;
GRANT CREATE ON SCHEMA public TO live_writer;
SET ROLE live_writer;
CREATE FUNCTION public.heatmap_grid(float8, float8) RETURNS heatmap LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE WARNING 'runs as %', current_user;
    RETURN NULL;
END
$$;
INSERT INTO own.calls VALUES (20);
SET ROLE live_owner;
SELECT x, heatmap_total(map) FROM own.calls_map ORDER BY x;
CALL rollup_create('own.calls_walks', 'own.calls', 'x', 'journey_agg(now(), true) AS j');
RESET ROLE;
DROP FUNCTION public.heatmap_grid(float8, float8);
REVOKE CREATE ON SCHEMA public FROM live_writer;
-- The owner of the extension can add a type to it.
BEGIN;
ALTER EXTENSION heatmap ADD TYPE writers.evil;
SET ROLE live_owner;
CALL rollup_create('own.evil_n', 'writers.clicks', 'page', 'count(*) AS n');
ROLLBACK;
-- Comparisons whose text does not name the operator.
SET ROLE live_owner;
CREATE FUNCTION own.alike(own.finer, own.finer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR own.= (LEFTARG = own.finer, RIGHTARG = own.finer, FUNCTION = own.alike);
SET search_path = own, public;
CALL rollup_create('own.calls_n', 'own.calls', $$f IS DISTINCT FROM ROW(1, '{}')::own.finer AS x$$, 'count(*) AS n');
CALL rollup_create('own.calls_n', 'own.calls', $$NULLIF(f, ROW(1, '{}')::own.finer) IS NULL AS x$$, 'count(*) AS n');
CALL rollup_create('own.calls_n', 'own.calls', $$CASE f WHEN ROW(1, '{}')::own.finer THEN 1 END AS x$$,
    'count(*) AS n');
CALL rollup_create('own.calls_n', 'own.calls', $$f = ROW(2, '{}')::own.finer AS same, x IS DISTINCT FROM 3 AS x,
    CASE x WHEN 1 THEN NULLIF(x, 1) END AS y$$, 'count(*) AS n');
RESET search_path;
SELECT *, rollup_check('own.calls_n') FROM own.calls_n ORDER BY n;

-- Names of collations and of constants, and texts that depend on settings.
RESET ROLE;
CREATE COLLATION writers.theirs (locale = 'C');
ALTER COLLATION writers.theirs OWNER TO live_writer;
SET ROLE live_owner;
CALL rollup_create('own.texts_n', 'own.typed', 'page', 'count(*) AS n',
    filter => $$page COLLATE writers.theirs < 'b'$$);
CALL rollup_create('own.texts_n', 'own.calls', $$x = 'own.calls'::regclass::oid::bigint AS x$$, 'count(*) AS n');
CALL rollup_create('own.texts_n', 'own.calls', $$x * '1.50'::money AS x$$, 'count(*) AS n');
CALL rollup_create('own.texts_n', 'own.calls', 'x::float8::text AS x', 'count(*) AS n');
CALL rollup_create('own.texts_n', 'own.typed', 'page::bytea::varchar AS page', 'count(*) AS n');
CALL rollup_create('own.texts_n', 'own.typed', $$page COLLATE "C" < 'b' AS page,
    length(to_tsvector('english'::regconfig, page)) AS words$$, 'count(*) AS n',
    filter => $$sqrt(length(page))::numeric::text <> '1'$$);
INSERT INTO own.typed (page) VALUES ('aa'), ('c'), ('cc');
SELECT *, rollup_check('own.texts_n') FROM own.texts_n ORDER BY page, words;

-- The view of the rows is for nobody else, whatever the default privileges are.
ALTER DEFAULT PRIVILEGES FOR ROLE live_owner GRANT ALL ON TABLES TO live_writer, PUBLIC;
CALL rollup_create('own.calls_all', 'own.calls', 'x', 'count(*) AS n');
SELECT grantee::regrole FROM pg_class, aclexplode(relacl) WHERE relname = 'calls_all_rows' GROUP BY grantee;
ALTER DEFAULT PRIVILEGES FOR ROLE live_owner REVOKE ALL ON TABLES FROM live_writer, PUBLIC;

-- The schema gets another name, and its old one goes to somebody else.
CREATE TABLE own.moved (x int);
GRANT INSERT, TRUNCATE ON own.moved TO live_writer;
CALL rollup_create('own.moved_n', 'own.moved', 'x', 'count(*) AS n');
RESET ROLE;
ALTER SCHEMA own RENAME TO mine;
SET client_min_messages = warning;
GRANT CREATE ON SCHEMA public TO live_writer;
CREATE SCHEMA own AUTHORIZATION live_writer;
SET ROLE live_writer;
CREATE FUNCTION own.spy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE WARNING 'runs as %', current_user;
    RETURN NULL;
END
$$;
CREATE VIEW own.moved_n_rows AS SELECT 1 AS x;
CREATE TABLE own.moved_n_parts (x int, n_ bigint, n bigint);
CREATE TABLE own.moved_n_merged ();
CREATE TRIGGER spy BEFORE INSERT OR TRUNCATE ON own.moved_n_parts EXECUTE FUNCTION own.spy();
GRANT ALL ON ALL TABLES IN SCHEMA own TO PUBLIC;
GRANT USAGE ON SCHEMA own TO PUBLIC;
INSERT INTO mine.moved VALUES (1);
TRUNCATE mine.moved;
SET ROLE live_owner;
CALL rollup_refresh('mine.moved_n', refill => false);
SET ROLE live_writer;
INSERT INTO mine.moved VALUES (1);
TRUNCATE mine.moved;
INSERT INTO mine.moved VALUES (2);
SET ROLE live_owner;
SELECT * FROM mine.moved_n;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM live_writer;
DROP SCHEMA own CASCADE;
ALTER SCHEMA mine RENAME TO own;
RESET client_min_messages;

-- A partition that was detached, and belongs to somebody else since.
SET ROLE live_owner;
CREATE TABLE own.split (x int) PARTITION BY LIST (x);
CREATE TABLE own.split_1 PARTITION OF own.split FOR VALUES IN (1);
CREATE TABLE own.split_2 PARTITION OF own.split FOR VALUES IN (2);
CALL rollup_create('own.split_n', 'own.split', 'x', 'count(*) AS n');
INSERT INTO own.split VALUES (1), (2), (2);
ALTER TABLE own.split DETACH PARTITION own.split_1;
RESET ROLE;
ALTER TABLE own.split_1 OWNER TO live_writer;
SET ROLE live_owner;
CALL rollup_refresh('own.split_n');
SET ROLE live_writer;
INSERT INTO own.split_1 VALUES (1);
SET ROLE live_owner;
INSERT INTO own.split VALUES (2);
SELECT *, rollup_check('own.split_n') FROM own.split_n;
SELECT tgrelid::regclass, count(*) FROM pg_trigger WHERE tgname ~ '^split_n_'
GROUP BY tgrelid ORDER BY tgrelid::regclass::text;
RESET ROLE;

-- A partition is truncated after it was detached, and the source got another name.
SET ROLE live_owner;
ALTER TABLE own.split DETACH PARTITION own.split_2;
CREATE TABLE own.split_3 PARTITION OF own.split FOR VALUES IN (3);
INSERT INTO own.split VALUES (3);
TRUNCATE own.split_2;
ALTER TABLE own.split RENAME TO divided;
TRUNCATE own.split_2;
TRUNCATE own.divided;
SELECT * FROM own.split_n ORDER BY x;
CALL rollup_refresh('own.split_n');
TRUNCATE own.split_2;
SELECT * FROM own.split_n ORDER BY x;
RESET ROLE;

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
