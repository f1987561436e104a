-- scroll_percentile: how deep a share of the views went.
\i sql/base/uniform.inc
\pset null '-'
-- ten views of a page of 1000: edges, deeper than the page, above it, unknown
CREATE TABLE depths (depth float8);
INSERT INTO depths VALUES (0), (50), (250), (250), (499.9), (500), (900), (1000), (2000), ('Infinity'), (-1),
    ('-Infinity'), (NULL), ('NaN');
SELECT p, scroll_percentile(h, p)
FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s, unnest(ARRAY[0, 0.1, 0.2, 0.5, 0.6, 0.75, 1]) p ORDER BY p;
-- bands where nobody stopped: those above the first do not count, and a share that ends at a band's end ends there
SELECT p, scroll_percentile(h, p), scroll_percentile(above, p) AS none_above
FROM (SELECT scroll_agg(d, 6000, 6) AS h, scroll_agg(d, 6000, 6) FILTER (WHERE d > 1000) AS above
      FROM unnest(ARRAY[500, 5500]) d) s, unnest(ARRAY[0, 0.25, 0.5, 1]) p ORDER BY p;
-- all came to the end of the page, half of them did, nobody did
SELECT count(*) AS views, p, scroll_percentile(scroll_agg(d, 100, 10), p)
FROM (VALUES (1, 100), (1, 100), (2, 100), (2, 20), (3, 20), (3, 95)) v(page, d), unnest(ARRAY[0, 0.5, 0.6, 1]) p
GROUP BY page, p ORDER BY page, p;
-- a view that hardly counts
SELECT p, scroll_percentile('{"cols":1,"rows":4,"extent":[0,0,3,4],"outside":0,"cells":[[0,1,1e-20],[0,3,1]]}', p)
FROM unnest(ARRAY[0, 0.5]) p ORDER BY p;
-- nobody but those outside
SELECT scroll_percentile(h, 0.5) FROM (SELECT scroll_agg(-1, 1000, 2) AS h) s;

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
-- reach and percentile are inverse to each other above the end of the page; the percentile is within a band of
-- percentile_disc()
SELECT bool_and(abs(1 - scroll_reach(h, scroll_percentile(h, p)) - p) < 1e-12)
           FILTER (WHERE p <= 1 - scroll_reach(h, 6000)) AS inverse,
       bool_and(scroll_percentile(h, p) = 6000) FILTER (WHERE p > 1 - scroll_reach(h, 6000)) AS the_end,
       bool_and(abs(scroll_percentile(h, p) - (SELECT percentile_disc(p) WITHIN GROUP (ORDER BY depth)
                                               FROM views)) <= 100) AS within_a_band
FROM (SELECT scroll_agg(depth, 6000, 60) AS h FROM views) s, generate_series(0.01, 0.99, 0.01) p;
DROP TABLE depths, events, views;
DROP FUNCTION uniform;

\set VERBOSITY default
SELECT scroll_percentile(scroll_agg(1, 10, 10), 1.5);
SELECT scroll_percentile(heatmap_grid(0, 0, 1, 10, 1, 10), 0.5);
