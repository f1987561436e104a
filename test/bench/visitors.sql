-- Distinct visitors and comparisons: clicks of 262,144 visitors on 30 days.

\warn creating clicks of visitors
CREATE UNLOGGED TABLE visited AS
    SELECT *, heatmap_cell(x, y, canvas()) AS cell
    FROM (SELECT i % 30 AS day, hashint8extended(i, 1) & 262143 AS visitor,
                 (hashint8extended(i, 3) & 1048575) / 1048576::float8 * 1440 AS x,
                 (hashint8extended(i, 4) & 1048575) / 1048576::float8 * 6000 AS y
          FROM generate_series(1::bigint, :rows) AS i) AS clicks;
CREATE UNLOGGED TABLE visited_days AS
    SELECT day, heatmap_visitors_agg(x, y, visitor, canvas()) AS v FROM visited GROUP BY day;
CREATE UNLOGGED TABLE visited_all AS
    SELECT heatmap_visitors_agg(x, y, visitor, canvas()) AS v, heatmap_agg(x, y, canvas()) FILTER (WHERE day < 15) AS a,
           heatmap_agg(x, y, canvas()) FILTER (WHERE day >= 15) AS b FROM visited;
CREATE UNLOGGED TABLE visited_once AS
    SELECT heatmap_visitors_agg(x, y, hashint8extended(i, 5), canvas()) AS v
    FROM (SELECT x, y, row_number() OVER () AS i FROM visited LIMIT 1000000) AS s;
VACUUM (ANALYZE) visited, visited_days, visited_all, visited_once;
SELECT count(pg_prewarm(oid)) FROM pg_class WHERE relname ~ '^visited' \g /dev/null

CALL measure('target', '`heatmap_visitors_agg` / `count(DISTINCT visitor) GROUP BY cell`', 'at most 1',
    'SELECT heatmap_total(heatmap_visitors_agg(x, y, visitor, canvas())::heatmap) FROM visited',
    'SELECT sum(n) FROM (SELECT count(DISTINCT visitor) AS n FROM visited GROUP BY cell) AS cells', same => true);
CALL measure('target', '`rollup` of 30 daily sets / the same `count(DISTINCT visitor)` of their rows', 'at most 1',
    'SELECT heatmap_total(rollup(v)::heatmap) FROM visited_days',
    'SELECT sum(n) FROM (SELECT count(DISTINCT visitor) AS n FROM visited GROUP BY cell) AS cells', same => true);
CALL measure('target', '`heatmap_visitors_count` of the set / `count(DISTINCT visitor)`', '',
    'SELECT heatmap_visitors_count(v) FROM visited_all', 'SELECT count(DISTINCT visitor) FROM visited', same => true);
CALL measure('target', '`heatmap_compare` of 86,400 cells / `heatmap_cells` of one', '',
    'SELECT count(*) FROM visited_all, heatmap_compare(a, b)', 'SELECT count(*) FROM visited_all, heatmap_cells(a, true)');
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'bytes a stored pair: of all clicks, and of a million hashes that click once', 'under 8',
       string_agg(round((octet_length(heatmap_visitors_send(v)) / heatmap_total(v::heatmap))::numeric, 2)::text, ', ' ORDER BY n)
FROM (SELECT 1, v FROM visited_all UNION ALL SELECT 2, v FROM visited_once) AS sets(n, v);

-- Growth with the pairs.
SELECT format('CALL measure(''growth'', %L, '''', %L, %L, units => %s, unit => ''row'')',
              'rows with visitors: ' || to_char(n, 'FM999,999,999') || ' / `count(DISTINCT visitor) GROUP BY cell`',
              format('SELECT heatmap_total(heatmap_visitors_agg(x, y, visitor, canvas())::heatmap) FROM (SELECT * FROM visited LIMIT %s) AS s', n),
              format('SELECT sum(n) FROM (SELECT count(DISTINCT visitor) AS n FROM (SELECT * FROM visited LIMIT %s) AS s GROUP BY cell) AS c', n), n)
FROM (VALUES (10000::bigint), (100000), (1000000), (:rows)) AS sizes(n) WHERE n <= :rows GROUP BY n ORDER BY n \gexec
