-- The vectorised scan: compared with count(*) of the same rows and groups, and with the same query without it.

CALL measure('target', 'scan: `heatmap_agg` / `count(*)`', 'at most 0.6',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned', 'SELECT count(*) FROM scanned',
    same => true, scan => true);
CALL measure('target', 'scan: `heatmap_agg` where `page_id = 7` / `count(*)`', '',
    'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned WHERE page_id = 7',
    'SELECT count(*) FROM scanned WHERE page_id = 7', same => true, scan => true);
CALL measure('target', 'scan: `heatmap_agg` of three weeks, one more condition / `count(*)`', 'at most 0.3',
    $$SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned
      WHERE ts >= '2026-02-01' AND ts < '2026-02-22' AND vw > 400$$,
    $$SELECT count(*) FROM scanned WHERE ts >= '2026-02-01' AND ts < '2026-02-22' AND vw > 400$$,
    same => true, scan => true);
CALL measure('target', 'scan: `heatmap_agg GROUP BY` int / `count(*)` of the groups', 'at most 0.45',
    'SELECT sum(heatmap_total(h)) FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page_id) AS q',
    'SELECT sum(n) FROM (SELECT count(*) AS n FROM scanned GROUP BY page_id) AS q', same => true, scan => true);
CALL measure('target', 'scan: `heatmap_agg GROUP BY` text / `count(*)` of the groups', 'at most 0.6',
    'SELECT sum(heatmap_total(h)) FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page) AS q',
    'SELECT sum(n) FROM (SELECT count(*) AS n FROM scanned GROUP BY page) AS q', same => true, scan => true);
CALL measure('target', 'scan: `window_funnel GROUP BY visitor` / `count(*)` of the groups', 'at most 0.75',
    $$SELECT count(n) FROM (SELECT window_funnel('7 days', ts, kind = 1, kind = 2, kind = 3, kind = 4) AS n
                            FROM visits GROUP BY visitor) AS q$$,
    'SELECT count(n) FROM (SELECT count(*) AS n FROM visits GROUP BY visitor) AS q', same => true, scan => true);

-- The same query with the scan and without.
SELECT format('CALL measure(''target'', %L, ''at most 1.02'', %L, %2$L, same => true, scan => true)',
              'scan: ' || what || ' / without it', query)
FROM (VALUES
    (1, '`heatmap_agg`', 'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned'),
    (2, '`GROUP BY` int', 'SELECT sum(heatmap_total(h)) FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page_id) AS q'),
    (3, '`GROUP BY` two texts', 'SELECT sum(heatmap_total(h)) FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page, device) AS q'),
    (4, '`GROUP BY` day', 'SELECT sum(heatmap_total(h)) FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY ts::date) AS q'),
    (5, 'a text condition', 'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned WHERE device = ''phone'''),
    (6, 'a condition by row', 'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned WHERE page_id % 7 = 3'),
    (7, '`scroll_agg GROUP BY` int', 'SELECT sum(heatmap_total(h)) FROM (SELECT scroll_agg(y, 6000, 100) AS h FROM scanned GROUP BY page_id) AS q'),
    (8, '`window_funnel`', 'SELECT sum(n) FROM (SELECT window_funnel(''7 days'', ts, kind = 1, kind = 2, kind = 3, kind = 4) AS n FROM visits GROUP BY visitor) AS q'),
    (9, '`journey_agg`', 'SELECT count(j) FROM (SELECT journey_agg(ts, kind = 1, kind = 2, kind = 3, kind = 4) AS j FROM visits GROUP BY visitor) AS q'),
    (10, 'a table never vacuumed', 'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM not_vacuumed'),
    (11, 'two rows a group', 'SELECT sum(n) FROM (SELECT window_funnel(''7 days'', ts, page_id = 1, page_id = 2) AS n FROM pairs GROUP BY visitor) AS q'),
    (12, 'a thousand times a table of one page', 'SELECT sum(h) FROM generate_series(1, 1000) AS i, LATERAL (SELECT heatmap_total(heatmap_agg(x, y, canvas())) AS h FROM one_page WHERE page_id <> i) AS q')
) AS queries(n, what, query) ORDER BY n \gexec
