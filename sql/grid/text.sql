-- heatmap_text: pictures in characters and in colour.
\pset format unaligned
\pset tuples_only on
-- a picture in the proportions of the extent, brightest where most
SELECT heatmap_text('{"cols":4,"rows":4,"extent":[0,0,4,4],"cells":[[0,0,1],[1,1,4],[2,2,9],[3,3,16]]}', 4, false);
-- enlarged by whole factors, reduced to the width
SELECT heatmap_text('{"cols":3,"rows":2,"extent":[0,0,3,2],"cells":[[0,0,1],[2,1,4]]}', 14, color => false);
SELECT heatmap_text(heatmap_agg(i % 100, i, heatmap_grid(100, 100, 1)), 10, false) FROM generate_series(0, 99) i;
-- a histogram: one column, a line for two bands
SELECT heatmap_text('{"cols":1,"rows":6,"extent":[0,0,1,6000],"cells":[[0,0,9],[0,1,9],[0,2,4],[0,4,1]]}', 8, false);
-- in colour: half blocks, the upper pixel in the foreground
SELECT replace(heatmap_text('{"cols":2,"rows":2,"extent":[0,0,2,2],"cells":[[0,0,4],[1,1,1]]}', 2), chr(27), '\e');
SELECT replace(heatmap_text(heatmap_grid(2, 2, 1), 2), chr(27), '\e');
-- values of both signs: digits below 0, and blue
SELECT heatmap_text('{"cols":8,"rows":2,"extent":[0,0,8,2],"cells":[[0,0,-16],[1,0,-9],'
                    '[2,0,-1],[4,0,1],[5,0,4],[6,0,9],[7,0,16]]}', 8, false);
SELECT replace(heatmap_text('{"cols":3,"rows":2,"extent":[0,0,3,2],"cells":[[0,0,-4],[1,1,4],[2,1,-1]]}', 3), chr(27),
       '\e');
-- what cancels out in a character is blank
SELECT '[' || heatmap_text('{"cols":2,"rows":2,"extent":[0,0,2,2],"cells":[[0,0,-4],[0,1,4],[1,1,1]]}', 2, false) ||
       ']';
SELECT heatmap_text(heatmap_grid(30, 70), 0);
SELECT heatmap_text(heatmap_grid(30, 70), 1001);
SELECT length(heatmap_text(heatmap_grid(30, 70, 1), 1000)) > 1000;
