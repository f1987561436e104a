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
-- any heatmap with one column will do, wherever its column is
SELECT scroll_reach(h, 10), scroll_reach(h, 25)
FROM (SELECT heatmap '{"cols":1,"rows":4,"extent":[1e308,0,1.7e308,100],"outside":0,"cells":[[0,0,1],[0,1,1]]}' AS h) s;
-- bands without room between their edges
SELECT scroll_reach(scroll_agg(5e-324, 1e-323, 8), 5e-324);
-- nobody but those outside
SELECT scroll_reach(h, 500), scroll_reach_map(h) FROM (SELECT scroll_agg(-1, 1000, 2) AS h) s;
DROP TABLE depths;

\set VERBOSITY default
SELECT scroll_reach(heatmap_grid(30, 70), 1);
SELECT scroll_reach(heatmap_grid(box '(0,0),(1,10)', 1, 10), 'NaN');
SELECT scroll_reach('{"cols":1,"rows":2,"extent":[0,0,1,100],"outside":0,"cells":[[0,0,1.7e308],[0,1,1.7e308]]}', 1);
