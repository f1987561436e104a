-- scroll_reach and scroll_reach_map: the share of the views that went at least as deep.
\pset null '-'
-- ten views of a page of 1000: edges, deeper than the page, above it, unknown
CREATE TABLE depths (depth float8);
INSERT INTO depths VALUES (0), (50), (250), (250), (499.9), (500), (900), (1000), (2000), ('Infinity'), (-1),
    ('-Infinity'), (NULL), ('NaN');
SELECT d, scroll_reach(h, d)
FROM (SELECT scroll_agg(depth, 1000, 4) AS h FROM depths) s,
     unnest(ARRAY['-Infinity', -1, 0, 125, 250, 300, 500, 999, 1000, 5000, 'Infinity']::float8[]) d ORDER BY d;
SELECT heatmap_matrix(scroll_reach_map(scroll_agg(depth, 1000, 4))) FROM depths;
-- a page that everybody read to its end: whole percents in 10 bands
SELECT scroll_reach(h, 99) AS "99", scroll_reach(h, 100) AS "100", scroll_reach(h, 101) AS "101"
FROM (SELECT scroll_agg(100, 100, 10) AS h FROM generate_series(1, 10)) s;
-- heights whose bands have rounded edges: the end is at the height, to the bit
SELECT count(*) AS pages, count(*) FILTER (WHERE scroll_reach(h, height) <> 0.5) AS wrong_at_the_end,
       count(*) FILTER (WHERE scroll_percentile(h, 0.6) <> height) AS wrong_percentile
FROM (SELECT height, scroll_agg(depth, height, bands) AS h
      FROM (SELECT i * 7 / 10.0::float8 AS height, 1 + i % 97 AS bands FROM generate_series(1, 5000) i) p,
           LATERAL (VALUES (height), (0)) v(depth) GROUP BY height) s;
-- a footer link at 95 to 100 percent, which 10 of 100 views clicked and all saw: 0.1 clicks per exposed view
SELECT rate AS per_view, clicks / (heatmap_total(scrolls) * scroll_reach(scrolls, y_min)) AS per_exposed_view
FROM (SELECT scroll_agg(100, 100, 10) AS scrolls FROM generate_series(1, 100)) s,
     (SELECT heatmap_agg(50, 97, heatmap_grid(100, 100, 5)) AS clicks_map FROM generate_series(1, 10)) c,
     heatmap_zones(clicks_map, ARRAY['footer'], ARRAY[box '(0,95),(100,100)'], heatmap_total(scrolls));
-- nobody but those outside
SELECT scroll_reach(h, 500), scroll_reach_map(h) FROM (SELECT scroll_agg(-1, 1000, 2) AS h) s;
DROP TABLE depths;

\set VERBOSITY default
SELECT scroll_reach(heatmap_grid(30, 70), 1);
SELECT scroll_reach(scroll_agg(1, 10, 10), 'NaN');
SELECT scroll_reach('{"cols":1,"rows":2,"extent":[0,0,50,100],"outside":0,"cells":[[0,0,1.7e308],[0,1,1.7e308]]}', 1);
