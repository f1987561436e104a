-- rollups: what there is.
\set SHOW_CONTEXT never
CREATE TABLE listed (ts timestamp, page int, x int);
CALL rollup_create('l_b', 'listed', 'page, ts::date AS day', 'count(*) AS n', levels => '{month,year}', filter =>
       'x > 0');
CALL rollup_create('l_a', 'listed', 'page', 'max(x) AS x');
INSERT INTO listed VALUES ('2026-01-01', 1, 1), ('2026-01-01', 2, 1);
CALL rollup_compact('l_b');
INSERT INTO listed VALUES ('2026-01-01', 1, 1);
DELETE FROM listed WHERE page = 2;
SELECT rollup, source, dimensions, aggregates, filter, mode, period, levels, groups, parts, stale, merged,
    compacted BETWEEN now() - interval '1 hour' AND now() AS compacted
FROM rollups WHERE rollup::text ~ '^l_' ORDER BY rollup::text;
-- Everybody sees those of his own only, whatever he may read, and no view or foreign table in the place of a table.
CREATE ROLE live_viewer;
SET ROLE live_viewer;
SELECT rollup FROM rollups WHERE source = 'listed'::regclass;
RESET ROLE;
GRANT SELECT ON l_a_state, l_a_parts, l_a_merged, l_a_stale, l_b_state TO live_viewer;
SET ROLE live_viewer;
SELECT rollup, parts FROM rollups WHERE source = 'listed'::regclass;
RESET ROLE;
ALTER TABLE l_b_parts RENAME TO l_b_parts_;
CREATE VIEW l_b_parts AS SELECT 1 / 0 AS trap;
SELECT rollup, parts FROM rollups WHERE source = 'listed'::regclass;
CALL rollup_compact('l_b');
DROP VIEW l_b_parts;
ALTER TABLE l_b_parts_ RENAME TO l_b_parts;
CALL rollup_drop('l_a');
CALL rollup_drop('l_b');
SELECT * FROM rollups WHERE rollup::text ~ '^l_';
DROP TABLE listed;
DROP ROLE live_viewer;
