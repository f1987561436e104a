-- rollup_state: a table of this type marks a live roll-up.
\set SHOW_CONTEXT never
CREATE TABLE type_clicks (page int, x int, y int);
CALL rollup_create('type_map', 'type_clicks', 'page', 'count(*) AS clicks');
SELECT source, dimensions, aggregates, filter, mode, period, levels, created <= now() AS created, merged FROM
       type_map_state;
-- While there is one, the extension stays, also if no column has a type of it.
BEGIN;
DROP EXTENSION heatmap;
ROLLBACK;
DROP TABLE type_clicks;
CALL rollup_drop('type_map');
DROP TABLE type_clicks;
