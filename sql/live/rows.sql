-- rollup_names, rollup_make_rows and rollup_lock: the source of a roll-up through a view.
\set SHOW_CONTEXT never
CREATE TABLE seen (gone int, a text, "Odd ""b" int, c int, at date);
ALTER TABLE seen DROP gone;
CALL rollup_create('seen_max', 'seen', 'at, "Odd ""b"', 'max(c) AS c');
\d seen_max_rows
SELECT rollup_names('seen_max_rows', 'seen'), rollup_names('seen_max_query', 'seen');
-- Columns change their names, and exchange them.
ALTER TABLE seen RENAME c TO was_c;
ALTER TABLE seen RENAME a TO c;
ALTER TABLE seen RENAME "Odd ""b" TO b;
SELECT rollup_names('seen_max_rows', 'seen');
CALL rollup_refresh('seen_max', refill => false);
INSERT INTO seen (c, b, was_c, at) VALUES ('x', 1, 10, '2026-01-01'), ('y', 1, 20, '2026-01-01'), ('z', 2, 30, NULL);
CALL rollup_compact('seen_max');
DELETE FROM seen WHERE was_c = 20;
SELECT * FROM seen_max ORDER BY at;
CALL rollup_compact('seen_max');
SELECT * FROM seen_max ORDER BY at;
SELECT rollup_check('seen_max');
-- An index on the hash of the dimensions finds their rows.
CREATE FUNCTION plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query;
END
$$;
CREATE INDEX seen_hash ON seen (hash_record_extended(ROW(at, b), 0));
SET enable_seqscan = off;
SELECT count(*) > 0 AS uses_index FROM plan_of('SELECT * FROM seen_max') AS line WHERE line ~ 'seen_hash';
RESET enable_seqscan;
DROP INDEX seen_hash;
DROP FUNCTION plan_of;
CALL rollup_drop('seen_max');
-- No column at all.
CALL rollup_create('seen_n', 'seen', '1 AS one', 'count(*) AS n', mode => 'recompute');
SELECT rollup_names('seen_n_rows', 'seen');
DELETE FROM seen WHERE b = 2;
SELECT * FROM seen_n;
CALL rollup_compact('seen_n');
SELECT * FROM seen_n;
CALL rollup_drop('seen_n');
-- A view of something else.
CREATE VIEW seen_rows AS SELECT at FROM seen;
CREATE VIEW seen_pair AS SELECT a.at FROM seen AS a, seen AS b;
CREATE TABLE other (at date);
SELECT rollup_names('seen_rows', 'other');
SELECT rollup_names('seen_pair', 'seen');
SELECT rollup_names('seen', 'seen');
SELECT rollup_names('seen_rows', 0);
SELECT rollup_names(NULL, 'seen');
-- rollup_lock
BEGIN;
CALL rollup_lock('public.seen_rows', 'seen');
SELECT relation::regclass, mode FROM pg_locks WHERE relation = 'seen'::regclass AND pid = pg_backend_pid();
ROLLBACK;
CALL rollup_lock('public.seen_rows', 'seen_rows');
DROP TABLE seen, other CASCADE;
