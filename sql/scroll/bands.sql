-- scroll_bands: who stopped in each band and who reached it, against plain SQL.
\i sql/base/uniform.inc
\pset null '-'
-- ten views of a page of 1000: edges, deeper than the page, above it, unknown
CREATE TABLE depths (depth float8);
INSERT INTO depths VALUES (0), (50), (250), (250), (499.9), (500), (900), (1000), (2000), ('Infinity'), (-1),
    ('-Infinity'), (NULL), ('NaN');
SELECT b.* FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s, scroll_bands(h) b;
-- nobody, and nobody but those outside
SELECT b.* FROM (SELECT scroll_agg(-1, 1000, 2) AS h) s, scroll_bands(h) b;
SELECT count(*) FROM scroll_bands(NULL);

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
SELECT count(*) FILTER (WHERE stopped <> (SELECT count(*) FROM views
                                          WHERE (depth >= top AND depth < bottom) OR (band = 60 AND depth >= 6000)))
       AS wrong_stopped,
       count(*) FILTER (WHERE reached <> (SELECT count(*) FROM views WHERE depth >= top)) AS wrong_reached,
       count(*) FILTER (WHERE reach <> (SELECT count(*) FILTER (WHERE depth >= top)::float8 / count(*) FROM views)
                        OR reach <> scroll_reach(h, top)) AS wrong_reach,
       count(*) FILTER (WHERE drop_off
                        IS DISTINCT FROM CASE WHEN reached > 0 AND band < 60 THEN stopped / reached END) AS
                            wrong_drop_off,
       max(reached) AS views, (SELECT count(DISTINCT view) FROM events) AS distinct_views
FROM (SELECT scroll_agg(depth, 6000, 60) AS h FROM views) s, scroll_bands(h);
DROP TABLE depths, events, views;
DROP FUNCTION uniform;

\set VERBOSITY default
SELECT scroll_bands(heatmap_grid(30, 70));
-- one column is not enough: without a row for the end, or with bands merged, the numbers would mislead
SELECT scroll_bands(heatmap_grid(0, 0, 1, 100, 1, 10));
SELECT scroll_bands(heatmap_coarsen(scroll_agg(50, 100, 9), 1, 2));
SELECT scroll_bands('{"cols":1,"rows":3,"extent":[0,0,2,3],"outside":0,'
                    '"cells":[[0,0,1e-10],[0,1,-1e300],[0,2,1e300]]}');
