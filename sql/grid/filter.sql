-- heatmap_filter: cells below a limit become empty.
SELECT heatmap_filter('{"cols":3,"rows":1,"extent":[0,0,3,1],"outside":2,"cells":[[0,0,1],[1,0,3],[2,0,-4]]}', k)
FROM (VALUES (3), (-5), (3.5), ('-Infinity'::float8)) v(k);
SELECT heatmap_filter(heatmap_grid(30, 70), 'NaN');
