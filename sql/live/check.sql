-- rollup_check: how many rows differ.
\set SHOW_CONTEXT never
CREATE TABLE checked (page int, x int);
CALL rollup_create('checked_sums', 'checked', 'page', 'count(*) AS n, sum(x) AS x');
INSERT INTO checked SELECT i % 10, i FROM generate_series(1, 100) AS i;
SELECT rollup_check('checked_sums');
-- A value that is wrong is two rows, a group too many or too few is one.
UPDATE checked_sums_parts SET x = x + 1 WHERE page = 1;
SELECT rollup_check('checked_sums');
DELETE FROM checked_sums_parts WHERE page = 2;
SELECT rollup_check('checked_sums');
INSERT INTO checked_sums_parts VALUES (11, 1, 1, 1);
SELECT rollup_check('checked_sums');
SELECT rollup_check(NULL);
SELECT rollup_check('checked');
CALL rollup_drop('checked_sums');
DROP TABLE checked;
