-- rollup_drop: nothing is left, and nothing else goes.
\set SHOW_CONTEXT never
CREATE TABLE dropped (ts timestamp, page int);
CREATE VIEW all_there_is AS
    SELECT 'relation' AS kind, relname::text AS name FROM pg_class WHERE relname ~ '^_?gone_n'
    UNION ALL SELECT 'function', proname FROM pg_proc WHERE proname ~ '^_?gone_n'
    UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE tgrelid = 'dropped'::regclass
    UNION ALL SELECT 'type', typname FROM pg_type WHERE typname ~ '^_?gone_n';
CALL rollup_create('gone_n', 'dropped', 'page, ts::date AS day', 'count(*) AS n', mode => 'recompute', levels =>
       '{month}');
SELECT kind, count(*) FROM all_there_is GROUP BY kind ORDER BY kind;
-- What others made of it keeps it.
CREATE VIEW built_on_it AS SELECT * FROM gone_n;
CALL rollup_drop('gone_n');
DROP VIEW built_on_it;
SELECT kind, count(*) FROM all_there_is GROUP BY kind ORDER BY kind;
CALL rollup_drop('gone_n');
SELECT * FROM all_there_is;
CALL rollup_drop('gone_n');
CALL rollup_drop('dropped');
-- After its source went with CASCADE.
CALL rollup_create('gone_n', 'dropped', 'page', 'count(*) AS n');
DROP VIEW all_there_is;
DROP TABLE dropped CASCADE;
SELECT rollup, parts FROM rollups WHERE rollup = 'gone_n'::regclass;
CALL rollup_compact();
CALL rollup_drop('gone_n');
SELECT count(*) FROM pg_class WHERE relname ~ '^_?gone_n';
-- In the mode recompute the view went with it.
CREATE TABLE dropped (page int);
CALL rollup_create('gone_n', 'dropped', 'page', 'max(page) AS n');
DROP TABLE dropped CASCADE;
CALL rollup_drop('gone_n');
CALL rollup_drop('gone_n_state');
SELECT count(*) FROM pg_class WHERE relname ~ 'gone_n';
-- What only looks like a part of it stays.
CREATE ROLE live_stranger;
CREATE TABLE gone_n_orders (a int);
CREATE TABLE gone_n_state OF rollup_state;
INSERT INTO gone_n_state (levels, mode) VALUES ('{orders}', 'subtract');
CREATE VIEW gone_n AS SELECT 1 AS a;
ALTER TABLE gone_n_state OWNER TO live_stranger;
ALTER VIEW gone_n OWNER TO live_stranger;
CALL rollup_drop('gone_n');
CALL rollup_drop('gone_n_state');
SELECT count(*) FROM gone_n_orders;
DROP VIEW gone_n;
DROP TABLE gone_n_state, gone_n_orders;
DROP ROLE live_stranger;
