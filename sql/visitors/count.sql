-- heatmap_visitors_count, and the cast to heatmap.
\i sql/base/uniform.inc
CREATE TABLE clicks AS
SELECT floor(uniform(i, 1) * 300)::bigint AS visitor, uniform(i, 2) * 110 - 5 AS x, uniform(i, 3) * 210 - 5 AS y
FROM generate_series(1, 3000) i;
CREATE TABLE one AS SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) AS v FROM clicks;
-- all, and areas of whole cells, against count(DISTINCT)
SELECT heatmap_visitors_count(v) = (SELECT count(DISTINCT visitor) FROM clicks WHERE x BETWEEN 0 AND 100 AND y BETWEEN
       0 AND 200) AS all_of_them
FROM one;
SELECT count(*) AS areas, bool_and(heatmap_visitors_count(v, box(point(a, b), point(c, d)))
    = (SELECT count(DISTINCT visitor) FROM clicks WHERE x >= a AND (x < c OR x = c AND c = 100) AND y >= b AND (y < d
        OR y = d AND d = 200))) AS same
FROM one, generate_series(0, 90, 30) a, generate_series(0, 190, 50) b, generate_series(10, 100, 30) c,
       generate_series(20, 200, 60) d
WHERE a < c AND b < d;
-- an area between the edges counts all cells that it touches; one beyond the grid none
SELECT heatmap_visitors_count(v, box '(11,21),(12,22)') = heatmap_visitors_count(v, box '(10,20),(20,30)') AS touched,
       heatmap_visitors_count(v, box '(-infinity,-infinity),(infinity,infinity)') = heatmap_visitors_count(v) AS whole,
       heatmap_visitors_count(v, box '(300,300),(400,400)') AS beyond, heatmap_visitors_count(v, box '(5,5),(5,5)') AS
           point
FROM one;
SELECT heatmap_visitors_count(NULL), heatmap_visitors_count(NULL, box '(0,0),(1,1)'), heatmap_visitors_count(v, NULL)
       FROM one;
-- a visitor counts once in a cell, in each of his cells
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],'
       '"visitors":"bigint","pairs":[[-7,3,6],[42,0,3],[43,3]]}'::heatmap_visitors::heatmap;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"text","pairs":[]}'::heatmap_visitors::heatmap =
       heatmap_grid(30, 20, 10) AS empty;
SELECT heatmap_visitors_count('{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[-7,6]]}') AS
       only_outside;
\set VERBOSITY default
SELECT heatmap_visitors_count(v, box '(NaN,0),(1,1)') FROM one;
DROP TABLE clicks, one;
DROP FUNCTION uniform;
