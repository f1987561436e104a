-- rollup_refresh: a roll-up that was wrong is right again.
\set SHOW_CONTEXT never
CREATE TABLE refreshed (id int, ts timestamp, page int, x int);
INSERT INTO refreshed SELECT i, timestamp '2026-01-20' + i % 40 * interval '12 hours', i % 3, i FROM generate_series(1,
       300) AS i;
CALL rollup_create('r_sum', 'refreshed', 'page, ts::date AS day', 'count(*) AS n, sum(x) AS x', filter => 'x > 10',
       levels => '{month}');
CALL rollup_create('r_max', 'refreshed', 'page, ts::date AS day', 'count(*) AS n, max(x) AS x', levels => '{month}');
DELETE FROM refreshed WHERE id % 10 = 0;
INSERT INTO refreshed VALUES (301, '2026-01-20', 1, 500);
UPDATE r_sum_merged SET x = 0;
DELETE FROM r_max_merged WHERE page = 1;
SELECT rollup_check('r_sum') > 0 AS sum, rollup_check('r_max') > 0 AS max;
-- Only the triggers.
CALL rollup_refresh('r_sum', refill => false);
SELECT rollup_check('r_sum') > 0 AS sum;
CALL rollup_refresh('r_sum');
CALL rollup_refresh('r_max');
SELECT rollup_check('r_sum') AS sum, rollup_check('r_max') AS max;
SELECT parts, coalesce(stale, 0) AS stale, merged FROM rollups WHERE rollup::text ~ '^r_';
SELECT sum(n) = (SELECT sum(n) FROM r_sum) AS level FROM r_sum_month;
-- Triggers that somebody dropped.
DROP TRIGGER r_sum_insert ON refreshed;
INSERT INTO refreshed VALUES (302, '2026-01-20', 1, 500);
CALL rollup_refresh('r_sum');
INSERT INTO refreshed VALUES (303, '2026-01-20', 1, 500);
SELECT rollup_check('r_sum') AS sum, rollup_check('r_max') AS max;
BEGIN ISOLATION LEVEL SERIALIZABLE;
CALL rollup_refresh('r_sum');
ROLLBACK;
CALL rollup_refresh('refreshed');
CALL rollup_drop('r_sum');
CALL rollup_drop('r_max');
DROP TABLE refreshed;
-- A name with a comma.
CREATE TABLE listed (page int);
INSERT INTO listed VALUES (1), (1), (2);
CALL rollup_create('"a, b"', 'listed', 'page', 'count(*) AS n');
CALL rollup_refresh('"a, b"');
SELECT rollup_check('"a, b"'), count(*) FROM "a, b";
CALL rollup_drop('"a, b"');
DROP TABLE listed;
