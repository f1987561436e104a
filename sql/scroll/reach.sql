-- scroll_agg, scroll_bands, scroll_reach, scroll_percentile and scroll_reach_map.
\pset null '-'
-- ten views of a page of 1000: edges, deeper than the page, above it, unknown
CREATE TABLE depths (depth float8);
INSERT INTO depths VALUES (0), (50), (250), (250), (499.9), (500), (900), (1000), (2000), ('Infinity'), (-1), ('-Infinity'), (NULL), ('NaN');
SELECT h, heatmap_total(h) AS views, heatmap_outside(h) AS outside FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s;
SELECT b.* FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s, scroll_bands(h) b;
SELECT d, scroll_reach(h, d) FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s, unnest(ARRAY['-Infinity', -1, 0, 125, 250, 300, 500, 999, 1000, 5000, 'Infinity']::float8[]) d;
SELECT p, scroll_percentile(h, p) FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s, unnest(ARRAY[0, 0.1, 0.2, 0.5, 0.6, 0.75, 1]) p;
SELECT heatmap_matrix(scroll_reach_map(scroll_agg(depth, 1000, 4))) FROM depths;
-- bands where nobody stopped: those above the first do not count, and a share that ends at a band's end ends there
SELECT p, scroll_percentile(h, p), scroll_percentile(above, p) AS none_above FROM (SELECT scroll_agg(d, 6000, 6) AS h, scroll_agg(d, 6000, 6) FILTER (WHERE d > 1000) AS above FROM unnest(ARRAY[500, 5500]) d) s, unnest(ARRAY[0, 0.25, 0.5, 1]) p;
-- any heatmap with one column will do, wherever its column is
SELECT scroll_reach(h, 10), scroll_reach(h, 25), scroll_percentile(h, 0.5) FROM (SELECT heatmap '{"cols":1,"rows":4,"extent":[1e308,0,1.7e308,100],"outside":0,"cells":[[0,0,1],[0,1,1]]}' AS h) s;
-- bands without room between their edges, and a view that hardly counts
SELECT scroll_reach(scroll_agg(5e-324, 1e-323, 8), 5e-324);
SELECT p, scroll_percentile('{"cols":1,"rows":4,"extent":[0,0,1,4],"outside":0,"cells":[[0,1,1e-20],[0,3,1]]}', p) FROM unnest(ARRAY[0, 0.5]) p;
-- nobody, and nobody but those outside
SELECT scroll_agg(depth, 1000, 4) FROM depths WHERE false;
SELECT h, scroll_reach(h, 500), scroll_percentile(h, 0.5), scroll_reach_map(h) FROM (SELECT scroll_agg(-1, 1000, 2) AS h) s;
SELECT b.* FROM (SELECT scroll_agg(-1, 1000, 2) AS h) s, scroll_bands(h) b;
SELECT count(*) FROM scroll_bands(NULL);

-- against plain SQL on random data; one visitor with two events counts once when max(depth) is taken first
SELECT setseed(0.8);
CREATE TABLE events AS SELECT (random() * 3000)::int AS view, floor(random() * random() * 6500) AS depth FROM generate_series(1, 10000);
CREATE TABLE views AS SELECT view, max(depth) AS depth FROM events GROUP BY view;
SELECT count(*) FILTER (WHERE stopped <> (SELECT count(*) FROM views WHERE (depth >= top AND depth < bottom) OR (band = 59 AND depth >= 6000))) AS wrong_stopped,
       count(*) FILTER (WHERE reached <> (SELECT count(*) FROM views WHERE depth >= top)) AS wrong_reached,
       count(*) FILTER (WHERE reach <> (SELECT count(*) FILTER (WHERE depth >= top)::float8 / count(*) FROM views) OR reach <> scroll_reach(h, top)) AS wrong_reach,
       count(*) FILTER (WHERE drop_off IS DISTINCT FROM CASE WHEN reached > 0 THEN stopped / reached END) AS wrong_drop_off,
       max(reached) AS views, (SELECT count(DISTINCT view) FROM events) AS distinct_views
FROM (SELECT scroll_agg(depth, 6000, 60) AS h FROM views) s, scroll_bands(h);
-- reach and percentile are inverse to each other; the percentile is within a band of percentile_disc()
SELECT bool_and(abs(1 - scroll_reach(h, scroll_percentile(h, p)) - p) < 1e-12) AS inverse,
       bool_and(abs(scroll_percentile(h, p) - (SELECT percentile_disc(p) WITHIN GROUP (ORDER BY depth) FROM views)) <= 100) AS within_a_band
FROM (SELECT scroll_agg(depth, 6000, 60) AS h FROM views) s, generate_series(0.01, 0.99, 0.01) p;
-- parallel, merged, and sliding
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT scroll_agg(depth, 6000, 60) = (SELECT rollup(h) FROM (SELECT scroll_agg(depth, 6000, 60) AS h FROM views GROUP BY view % 7) parts) AS same FROM views;
SELECT count(*) FILTER (WHERE heatmap_total(sliding) <> least(n, 10)) AS wrong
FROM (SELECT row_number() OVER w AS n, scroll_agg(depth, 6000, 60) OVER (w ROWS 9 PRECEDING) AS sliding FROM views WINDOW w AS (ORDER BY view)) s;
-- what leaves a frame is taken from the band that it is in
SELECT count(*) FILTER (WHERE sliding IS DISTINCT FROM (SELECT scroll_agg(depth, 6000, 60) FROM views v WHERE v.view BETWEEN s.view - 9 AND s.view)) AS wrong, count(sliding) > 100 AS frames
FROM (SELECT view, scroll_agg(depth, 6000, 60) OVER (ORDER BY view RANGE 9 PRECEDING) AS sliding FROM (SELECT * FROM views UNION ALL VALUES (-3, NULL), (-2, -1), (-1, 7000)) v WHERE view < 300) s WHERE view > 9;
DROP TABLE depths, events, views;

\set VERBOSITY default
SELECT scroll_agg(1, 0, 4);
SELECT scroll_agg(1, 'NaN', 4);
SELECT scroll_agg(1, 1000, 0);
SELECT scroll_agg(1, 1000, -5);
SELECT scroll_agg(1, 1000, 2147483647);
SELECT scroll_agg(1, h, 4) FROM (VALUES (1000), (2000)) v(h);
SELECT scroll_bands(heatmap_grid(30, 70));
SELECT scroll_reach(heatmap_grid(30, 70), 1);
SELECT scroll_bands('{"cols":1,"rows":3,"extent":[0,0,1,3],"outside":0,"cells":[[0,0,1e-10],[0,1,-1e300],[0,2,1e300]]}');
SELECT scroll_reach(heatmap_grid(box '(0,0),(1,10)', 1, 10), 'NaN');
SELECT scroll_percentile(heatmap_grid(box '(0,0),(1,10)', 1, 10), 1.5);
SELECT scroll_reach('{"cols":1,"rows":2,"extent":[0,0,1,100],"outside":0,"cells":[[0,0,1.7e308],[0,1,1.7e308]]}', 1);
