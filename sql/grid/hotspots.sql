-- heatmap_hotspots: local maxima, each once, ties by position.
CREATE VIEW sample
    AS SELECT '{"cols":3,"rows":7,"extent":[0,0,30,140],"outside":4,"cells":[[0,0,2],[2,1,5],[1,6,1]]}'::heatmap h;
SELECT * FROM sample, heatmap_hotspots(h);
SELECT s.* FROM heatmap_hotspots(heatmap_from_matrix('{
    {0, 0, 0, 0, 0},
    {0, 5, 0, 9, 9},
    {0, 4, 0, 9, 8},
    {0, 0, 0, 0, 0},
    {3, 3, 0, 5, 0},
    {3, 4, 0, 0, 0},
    {0, 0, 0, 0, 5}}', box '(0,0),(5,7)')) s;
-- a flat ridge next to a summit is none
SELECT rank, col, "row", value
FROM heatmap_hotspots(heatmap_from_matrix('{{4, 4, 4, 4, 5}, {0, 0, 0, 0, 0}, {1, 2, 2, 2, 1}}', box '(0,0),(5,3)'));
SELECT rank, value FROM sample, heatmap_hotspots(h, 1);
SELECT count(*) FROM sample, heatmap_hotspots(h, 0);
SELECT count(*) FROM heatmap_hotspots(heatmap_grid(30, 70));
SELECT count(*) FROM heatmap_hotspots('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,-3]]}');
SELECT heatmap_hotspots(h, -1) FROM sample;
DROP VIEW sample;
