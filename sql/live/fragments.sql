-- rollup_fragments, rollup_fill and rollup_run: the SQL of a live roll-up.
\set SHOW_CONTEXT never
SELECT rollup_fill('SELECT {a} FROM {b}{c} WHERE {a} = ''}''', '{"a": "x {b}", "b": "t"}');
SELECT rollup_fill(NULL, '{}'), rollup_fill('', '{}');
CALL rollup_run(format('SELECT 1 / (length(%L) - {n})', 'x'), '{"home": "public", "n": 1}');
CREATE TABLE pieces (ts timestamptz, page text, x int, y int);
CALL rollup_create('pieces_map', 'pieces', $$page, date_trunc('hour', ts AT TIME ZONE 'UTC') AS hour$$,
    'heatmap_agg(x, y, heatmap_grid(100, 100)) AS map, count(*) AS clicks', filter => 'x > 0', levels => '{day,month}');
SELECT key, CASE key WHEN 'source' THEN value::oid::regclass::text ELSE value END AS value
FROM jsonb_each_text(rollup_fragments('public', 'pieces_map', 'pieces', 'subtract', 'hour', '{day,month}'))
ORDER BY key COLLATE "C";
CALL rollup_drop('pieces_map');
DROP TABLE pieces;
