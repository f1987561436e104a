-- The lines with a target. Needs the psql variables grids and pages.

-- 1. One aggregate over a whole table, compared with the cheapest that PostgreSQL has for both
-- columns.

CALL measure('target', '`heatmap_agg(x, y)` of uniform clicks / `sum(x), sum(y)`', 'at most 1.05',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM uniform',
    'SELECT sum(x) + sum(y) FROM uniform');
CALL measure('target', '`heatmap_agg(x, y)` of clustered clicks / `sum(x), sum(y)`', 'at most 1.05',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM clustered',
    'SELECT sum(x) + sum(y) FROM clustered');
CALL measure('target', '`heatmap_agg(x, y)` of int columns / `sum(x), sum(y)`', 'at most 1.05',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM clustered_int',
    'SELECT sum(x) + sum(y) FROM clustered_int');
CALL measure('target', '`heatmap_agg(x, y)` of int columns / with `x::float8, y::float8`',
    'measurably below 1',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM clustered_int',
    'SELECT heatmap_total(heatmap_agg(x::float8, y::float8, canvas())) FROM clustered_int',
    same => true);

-- 2. Counts per cell without the extension. Every click is inside the grid, so that the sum over
-- the buckets is the total.

CALL measure('target', '`GROUP BY width_bucket` / `heatmap_agg(x, y)`, uniform clicks',
    'at least 4.5 x faster',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM uniform',
    'SELECT sum(n) FROM (SELECT width_bucket(x, 0, 1440, 144) AS col,
                                width_bucket(y, 0, 6000, 600) AS "row", count(*) AS n
                         FROM uniform GROUP BY 1, 2) AS cell',
    faster => true, same => true);
CALL measure('target', '`GROUP BY width_bucket` / `heatmap_agg(x, y)`, clustered clicks',
    'at least 4.5 x faster',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM clustered',
    'SELECT sum(n) FROM (SELECT width_bucket(x, 0, 1440, 144) AS col,
                                width_bucket(y, 0, 6000, 600) AS "row", count(*) AS n
                         FROM clustered GROUP BY 1, 2) AS cell',
    faster => true, same => true);
CALL measure('target', '`GROUP BY width_bucket` / `heatmap_agg(x, y)`, int columns',
    'at least 4.5 x faster',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM clustered_int',
    'SELECT sum(n) FROM (SELECT width_bucket(x, 0, 1440, 144) AS col,
                                width_bucket(y, 0, 6000, 600) AS "row", count(*) AS n
                         FROM clustered_int GROUP BY 1, 2) AS cell',
    faster => true, same => true);

-- 3. Many small groups. The outer aggregates use every value, because the planner drops columns
-- that nobody reads.

CALL measure('target',
    format('%s pages of 50 clicks, shuffled / `GROUP BY page: sum(x), sum(y)`',
           to_char(:pages, 'FM999,999,999')),
    'at most 1.5',
    'SELECT count(h) FROM (SELECT heatmap_agg(x, y, canvas()) AS h
                           FROM pages_shuffled GROUP BY page) AS p',
    'SELECT count(sum_x) + count(sum_y) FROM (SELECT sum(x) AS sum_x, sum(y) AS sum_y
                                              FROM pages_shuffled GROUP BY page) AS p');
CALL measure('target', 'the same, in page order / `GROUP BY page: sum(x), sum(y)`', 'at most 1.5',
    'SELECT count(h) FROM (SELECT heatmap_agg(x, y, canvas()) AS h
                           FROM pages_in_order GROUP BY page) AS p',
    'SELECT count(sum_x) + count(sum_y) FROM (SELECT sum(x) AS sum_x, sum(y) AS sum_y
                                              FROM pages_in_order GROUP BY page) AS p');

\warn memory
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'memory of a group of 50 clicks (peak of the HashAggregate / groups)',
       'under 2,000 bytes',
       format('%s bytes; %s with the two sums',
              hash_memory('SELECT heatmap_agg(x, y, canvas()) FROM pages_shuffled GROUP BY page')
                  / :pages,
              hash_memory('SELECT sum(x), sum(y) FROM pages_shuffled GROUP BY page') / :pages)
UNION ALL
SELECT 'target', 'memory of 10,000 clicks on 1440 x 6000 cells of one pixel',
       'far below 69 MB (dense)',
       format('%s kB', hash_memory('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000, 1))
                                    FROM ten_thousand GROUP BY page') / 1024);

-- 4. Merging stored grids, compared with the rows that a table without the type would hold.

SELECT to_char(count(*), 'FM999,999,999') AS exploded_rows FROM exploded \gset
CALL measure('target',
    format('`GROUP BY col, row` of %s rows / `rollup` of %s dense grids', :'exploded_rows',
           to_char(:grids, 'FM999,999,999')),
    'at least 20 x faster',
    'SELECT heatmap_total(rollup(h)) FROM grids',
    'SELECT sum(total) FROM (SELECT sum(value) AS total
                             FROM exploded GROUP BY col, "row") AS cell',
    faster => true, same => true);

-- 5. Bytes on disk. A table of many grids is counted with its TOAST table and index, the rows
-- without an index. For a single grid the fixed cost of a table would hide the value, so its stored
-- size is shown.

\warn bytes
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'bytes of rows / bytes of ' || what, 'at least 20 x smaller',
       format('%s x smaller (%s / %s bytes)', round(row_bytes::numeric / grid_bytes, 1),
              to_char(row_bytes, 'FM999,999,999,999'), to_char(grid_bytes, 'FM999,999,999,999'))
FROM (SELECT 'the table of all these grids', pg_table_size('exploded'),
             pg_total_relation_size('grids')
      UNION ALL
      SELECT 'the grid of all uniform clicks', pg_table_size('uniform_cells'), pg_column_size(h)
      FROM uniform_grid
      UNION ALL
      SELECT 'the grid of all clustered clicks', pg_table_size('clustered_cells'), pg_column_size(h)
      FROM clustered_grid) AS t(what, row_bytes, grid_bytes);

-- 6. Time on the screen. A window of 900 over a page of 6000: an interval covers 150 of 1,000
-- bands.

CALL measure('target', '`attention_agg` over 1,000 bands / `scroll_agg` over 1,000 bands', 'at most 3',
    'SELECT heatmap_max(attention_agg(y, y + 900, x, 6000, 1000)) FROM uniform',
    'SELECT heatmap_max(scroll_agg(y, 6000, 1000)) FROM uniform');
CALL measure('target',
    format('the same / `scroll_agg`, %s pages of 50 views', to_char(:pages, 'FM999,999,999')), 'none',
    'SELECT count(h) FROM (SELECT attention_agg(y, y + 900, x, 6000, 1000) AS h
                           FROM pages_in_order GROUP BY page) AS p',
    'SELECT count(h) FROM (SELECT scroll_agg(y, 6000, 1000) AS h
                           FROM pages_in_order GROUP BY page) AS p');
CALL measure('target', 'a row a band, `GROUP BY band` / `attention_agg`, 10,000 views', 'none',
    'SELECT heatmap_max(attention_agg(y, y + 900, x, 6000, 1000)) FROM ten_thousand',
    'SELECT max(seconds)
     FROM (SELECT sum(x * greatest(least(y + 900, 6.0 * band + 6) - greatest(y, 6.0 * band), 0) / 6) AS seconds
           FROM ten_thousand, generate_series(floor(y / 6)::int, least(floor((y + 900) / 6)::int, 999)) AS band
           GROUP BY band) AS bands',
    faster => true);
