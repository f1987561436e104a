-- scroll_agg: views by the band in which they stop, in every plan, merged and sliding.
\i sql/base/uniform.inc
\pset null '-'
-- ten views of a page of 1000: edges, deeper than the page, above it, unknown
CREATE TABLE depths (depth float8);
INSERT INTO depths VALUES (0), (50), (250), (250), (499.9), (500), (900), (1000), (2000), ('Infinity'), (-1),
    ('-Infinity'), (NULL), ('NaN');
SELECT h, heatmap_total(h) AS views, heatmap_outside(h) AS outside
FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s;
-- nobody, and nobody but those outside
SELECT scroll_agg(depth, 1000, 4) FROM depths WHERE false;
SELECT scroll_agg(-1, 1000, 2) AS h;

-- against plain SQL; one visitor with two events counts once when max(depth) is taken first
CREATE TABLE events AS
SELECT (uniform(i, 1) * 3000)::int AS view, floor(uniform(i, 2) * uniform(i, 3) * 6500) AS depth
FROM generate_series(1, 10000) i;
CREATE TABLE views AS SELECT view, max(depth) AS depth FROM events GROUP BY view;
-- views of several events, some in the first and some in the last band, some deeper than the page, and gaps
-- between views
SELECT (SELECT count(*) FROM (SELECT FROM events GROUP BY view HAVING count(*) > 1) s) > 100 AS several,
       count(*) FILTER (WHERE depth < 100) > 0 AS first_band,
       count(*) FILTER (WHERE depth >= 5900 AND depth < 6000) > 0 AS last_band,
       count(*) FILTER (WHERE depth >= 6000) > 0 AS deeper, count(*) < 3000 AS gaps
FROM views;
-- parallel, merged, and sliding
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT scroll_agg(depth, 6000, 60) = (SELECT rollup(h)
                                      FROM (SELECT scroll_agg(depth, 6000, 60) AS h FROM views
                                            GROUP BY view % 7) parts) AS same FROM views;
SELECT count(*) FILTER (WHERE heatmap_total(sliding) <> least(n, 10)) AS wrong
FROM (SELECT row_number() OVER w AS n, scroll_agg(depth, 6000, 60) OVER (w ROWS 9 PRECEDING) AS sliding FROM views
      WINDOW w AS (ORDER BY view)) s;
-- what leaves a frame is taken from the band that it is in
SELECT count(*) FILTER (WHERE sliding IS DISTINCT FROM (SELECT scroll_agg(depth, 6000, 60) FROM views v
                                                        WHERE v.view BETWEEN s.view - 9 AND s.view)) AS wrong,
       count(sliding) > 100 AS frames
FROM (SELECT view, scroll_agg(depth, 6000, 60) OVER (ORDER BY view RANGE 9 PRECEDING) AS sliding
      FROM (SELECT * FROM views UNION ALL VALUES (-3, NULL), (-2, -1), (-1, 7000)) v WHERE view < 300) s WHERE view > 9;
DROP TABLE depths, events, views;
DROP FUNCTION uniform;

\set VERBOSITY default
SELECT scroll_agg(1, 0, 4);
SELECT scroll_agg(1, 'NaN', 4);
SELECT scroll_agg(1, 1000, 0);
SELECT scroll_agg(1, 1000, -5);
SELECT scroll_agg(1, 1000, 2147483647);
SELECT scroll_agg(1, h, 4) FROM (VALUES (1000), (2000)) v(h);
