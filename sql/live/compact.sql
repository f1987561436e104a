-- rollup_compact: the same answers from fewer rows.
\set SHOW_CONTEXT never
CREATE TABLE compacted (id int, ts timestamp, page int, x int);
CALL rollup_create('c_sum', 'compacted', 'page, ts::date AS day', 'count(*) AS n, sum(x) AS x', levels => '{month}');
CALL rollup_create('c_max', 'compacted', 'page, ts::date AS day', 'count(*) AS n, max(x) AS x', levels => '{month}');
CREATE VIEW state AS
    SELECT rollup, groups, parts, stale, merged, rollup_check(rollup) AS different FROM rollups
    WHERE rollup::text ~ '^c_' ORDER BY rollup::text COLLATE "C";
-- Nothing to do.
CALL rollup_compact();
SELECT * FROM state;
INSERT INTO compacted SELECT i, timestamp '2026-01-20' + i % 40 * interval '12 hours', i % 3, i FROM generate_series(1,
       300) AS i;
INSERT INTO compacted VALUES (301, '2026-01-20', NULL, 7), (302, NULL, 1, 7), (303, 'infinity', 1, NULL);
SELECT * FROM state;
CALL rollup_compact('c_sum');
SELECT * FROM state;
CALL rollup_compact();
CALL rollup_compact();
SELECT * FROM state;
-- Groups that go, that lose their largest row, and that come back.
DELETE FROM compacted WHERE page = 2;
DELETE FROM compacted WHERE id > 280 AND page = 1;
UPDATE compacted SET page = 3 WHERE id < 20 AND page = 0;
SELECT * FROM state;
CALL rollup_compact();
SELECT * FROM state;
SELECT day, n, x FROM c_sum_month WHERE page = 0 ORDER BY day;
SELECT date_trunc('month', ts) AS month, count(*), sum(x) FROM compacted WHERE page = 0 GROUP BY month ORDER BY month;
SELECT day, n, x FROM c_max_month WHERE page = 0 ORDER BY day;
SELECT date_trunc('month', ts) AS month, count(*), max(x) FROM compacted WHERE page = 0 GROUP BY month ORDER BY month;
SELECT page FROM c_max_month WHERE page = 2 UNION ALL SELECT page FROM c_sum_month WHERE page = 2;
INSERT INTO compacted VALUES (400, '2026-01-20', 2, 5);
CALL rollup_compact();
SELECT * FROM state;
-- Two groups with one hash are two groups: the rows of both are kept when one gets a part.
INSERT INTO c_sum_merged (key_, page, day, n_, n, x) SELECT key_, 77, day, 5, 5, 5 FROM c_sum_merged WHERE page = 2;
INSERT INTO compacted VALUES (401, '2026-01-20', 2, 5);
CALL rollup_compact('c_sum');
SELECT page, day, n FROM c_sum_merged WHERE page IN (2, 77) ORDER BY page;
DELETE FROM c_sum_merged WHERE page = 77;
CALL rollup_compact('c_max');
SELECT * FROM state;
-- In a transaction that is rolled back, and in one with an older snapshot.
INSERT INTO compacted VALUES (402, '2026-01-20', 2, 5);
BEGIN;
CALL rollup_compact();
SELECT * FROM state;
ROLLBACK;
BEGIN ISOLATION LEVEL REPEATABLE READ;
CALL rollup_compact();
SELECT * FROM state;
COMMIT;
SELECT * FROM state;
-- Not in a trigger, where the rows of the statement are not counted yet.
CREATE FUNCTION tidy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN CALL rollup_compact(); RETURN NULL; END';
CREATE TRIGGER tidy AFTER INSERT ON compacted EXECUTE FUNCTION tidy();
\set VERBOSITY terse
INSERT INTO compacted VALUES (403, '2026-01-20', 2, 5);
\set VERBOSITY default
DROP TRIGGER tidy ON compacted;
CALL rollup_compact('compacted');
DROP VIEW state;
CALL rollup_drop('c_sum');
CALL rollup_drop('c_max');
DROP TABLE compacted;
DROP FUNCTION tidy;
