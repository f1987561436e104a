-- heatmap_matrix and heatmap_from_matrix: a heatmap as an array of rows, there and back.
SELECT heatmap_matrix('{"cols":3,"rows":2,"extent":[0,0,3,2],"cells":[[0,0,1],[2,0,2],[1,1,-0.5]]}');
SELECT array_dims(heatmap_matrix(heatmap_grid(30, 70)));
SELECT heatmap_from_matrix('{{1,0,2},{0,-0.5,0}}', box '(0,0),(3,2)');
SELECT heatmap_from_matrix(ARRAY[[1, 2], [3, 4]], box '(0,0),(1,1)');
SELECT heatmap_from_matrix(heatmap_matrix(h), heatmap_extent(h)) = h AS same
FROM (SELECT heatmap_agg((i * 7919) % 1440, (i * 104729) % 2100, heatmap_grid(1440, 2100)) h
      FROM generate_series(1, 3000) i) s;
-- bounds do not matter, only the order
SELECT heatmap_from_matrix('[5:5][-1:1]={{1,0,2}}', box '(0,0),(3,1)');
\set VERBOSITY sqlstate
SELECT heatmap_from_matrix('{1,2,3}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{{1,NULL}}', box '(0,0),(3,1)');
\set VERBOSITY default
SELECT heatmap_from_matrix('{1,2,3}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{{{1}}}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{{1,NULL}}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{{1,NaN}}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{{1,Infinity}}', box '(0,0),(3,1)');
SELECT heatmap_from_matrix('{{1,2}}', box '(0,0),(0,1)');
\set VERBOSITY terse
