-- rollup_find and rollup_views: which views are those of live roll-ups.
\set SHOW_CONTEXT never
CREATE TABLE found (page int, x int);
CREATE SCHEMA "Other place";
CALL rollup_create('found_map', 'found', 'page', 'count(*) AS clicks');
CALL rollup_create('"Other place"."found map"', 'found', 'page', 'max(x) AS x');
SELECT schema, name, (state).source, (state).mode FROM rollup_find('found_map');
SELECT schema, name, (state).source, (state).mode FROM rollup_find('"Other place"."found map"');
SELECT rollup FROM rollup_views() WHERE rollup::text ~ 'found' ORDER BY rollup::text COLLATE "C";
SELECT * FROM rollup_find(NULL);
-- What is none.
SELECT * FROM rollup_find('found');
SELECT * FROM rollup_find('pg_class');
CREATE VIEW fake AS SELECT 1 AS page;
CREATE TABLE fake_state (source regclass);
SELECT * FROM rollup_find('fake');
SELECT * FROM rollup_find('found_map_state');
DROP VIEW fake;
DROP TABLE fake_state;
-- What belongs to somebody else is neither read nor set off.
CREATE ROLE live_stranger;
ALTER TABLE found_map_merged OWNER TO live_stranger;
SELECT name FROM rollup_find('found_map');
CALL rollup_compact('found_map');
CALL rollup_refresh('found_map');
ALTER TABLE found_map_merged OWNER TO CURRENT_USER;
ALTER TABLE found_map_state OWNER TO live_stranger;
SELECT name FROM rollup_find('found_map');
ALTER TABLE found_map_state OWNER TO CURRENT_USER;
ALTER VIEW found_map OWNER TO live_stranger;
SELECT name FROM rollup_find('found_map');
ALTER VIEW found_map OWNER TO CURRENT_USER;
DROP ROLE live_stranger;
CALL rollup_drop('found_map');
CALL rollup_drop('"Other place"."found map"');
DROP SCHEMA "Other place";
DROP TABLE found;
