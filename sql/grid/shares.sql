-- heatmap_shares: every cell as its part of the total.
SELECT heatmap_shares('{"cols":2,"rows":1,"extent":[0,0,2,1],"outside":2,"cells":[[0,0,1],[1,0,3]]}');
SELECT heatmap_shares(heatmap_grid(30, 70)) IS NULL AS empty,
       heatmap_shares('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,-1],[1,0,1]]}') IS NULL AS zero;
-- a sum that no float8 can hold
SELECT heatmap_shares(h) FROM heatmap_from_matrix('{{1.7e308,1.7e308}}', box '(0,0),(1,1)') h;
