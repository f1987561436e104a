-- test/run jit runs this file, too.
-- The functions that read one number or the extent from a heatmap: cols, rows, extent, total, outside, max, occupied,
-- value, at and sum.
CREATE VIEW sample
    AS SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":4,"cells":[[0,0,2],[2,1,5],[1,6,1]]}'::heatmap h;
SELECT heatmap_cols(h), heatmap_rows(h), heatmap_extent(h), heatmap_total(h), heatmap_outside(h), heatmap_max(h),
       heatmap_occupied(h) FROM sample;
SELECT heatmap_total(h), heatmap_max(h), heatmap_occupied(h) FROM heatmap_grid(30, 70) h;
-- an empty cell counts as 0, and a full grid may have a negative maximum
SELECT heatmap_max('{"cols":2,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,-2]]}'),
       heatmap_max('{"cols":2,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,-2],[1,0,-1]]}');
-- sums that no float8 can hold
SELECT heatmap_total(h) FROM heatmap_from_matrix('{{1.7e308,1.7e308}}', box '(0,0),(1,1)') h;
SELECT heatmap_sum(h, heatmap_extent(h)) FROM heatmap_from_matrix('{{1.7e308,1.7e308}}', box '(0,0),(1,1)') h;

-- column before row, from 0 at the top left
SELECT heatmap_value(h, 2, 1), heatmap_value(h, 1, 2), heatmap_value(h, 1, 6), heatmap_value(h, col => 0, "row" => 0)
FROM sample;
SELECT heatmap_value(h, 3, 0), heatmap_value(h, -1, 0), heatmap_value(h, 0, 7), heatmap_value(h, 0, -1),
       heatmap_value(h, 2147483647, -2147483648) FROM sample;
SELECT heatmap_at(h, 20, 10), heatmap_at(h, 30, 19.9), heatmap_at(h, 10, 70), heatmap_at(h, 10, 20) FROM sample;
SELECT heatmap_at(h, -0.1, 0), heatmap_at(h, 30.1, 0), heatmap_at(h, 'NaN', 0), heatmap_at(h, 0, 'Infinity')
FROM sample;

-- sums over areas: a cell counts as much as is covered of it
SELECT heatmap_sum(h, box '(0,0),(30,70)') AS all, heatmap_sum(h, box '(20,10),(30,20)') AS one_cell,
       heatmap_sum(h, box '(25,10),(40,20)') AS half, heatmap_sum(h, box '(25,15),(30,20)') AS quarter,
       heatmap_sum(h, box '(20,10),(20,20)') AS line, heatmap_sum(h, box '(100,100),(200,200)') AS elsewhere,
       heatmap_sum(h, box '(-Infinity,-Infinity),(Infinity,Infinity)') AS everywhere
FROM sample;
SELECT heatmap_sum(h, box '(NaN,0),(1,1)') FROM sample;
-- areas that partition the extent add up to the total
SELECT sum(heatmap_sum(h, box(point(x, y), point(x + 7.5, y + 17.5)))) = heatmap_total(h) AS whole
FROM sample, generate_series(0, 22.5, 7.5) x, generate_series(0, 52.5, 17.5) y GROUP BY h;
DROP VIEW sample;
