-- test/run jit runs this file, too.
-- heatmap_grid, the constructor: square cells, any rectangle, the largest grid, and what is refused.
-- square cells, rounded up to whole ones
SELECT heatmap_grid(30, 70);
SELECT heatmap_grid(31, 70.5, 10);
SELECT heatmap_grid(1.1, 0.3, 0.1);
SELECT heatmap_grid(width => 2, height => 1, cell => 1);
SELECT heatmap_grid(5, 5, 1000);
-- any rectangle
SELECT heatmap_grid(-10, -20, 20, 50, 3, 7);
SELECT heatmap_grid(x_min => 0, y_min => 0, x_max => 1, y_max => 1, cols => 1, rows => 2);
SELECT heatmap_grid(-0, -0, 1, 1, 1, 1) = heatmap_grid(0, 0, 1, 1, 1, 1) AS same;
SELECT heatmap_grid(NULL, 70) IS NULL AS strict;
-- the largest: 16,777,216 cells
SELECT heatmap_cols(h), heatmap_rows(h), pg_column_size(h) FROM heatmap_grid(4096, 4096, 1) h;
SELECT heatmap_cols(h), heatmap_rows(h) FROM heatmap_grid(0, 0, 1, 1, 16777216, 1) h;

\set VERBOSITY sqlstate
SELECT heatmap_grid(0, 70);
\set VERBOSITY default
SELECT heatmap_grid(30, -70);
SELECT heatmap_grid('NaN', 70);
SELECT heatmap_grid(30, 'Infinity');
SELECT heatmap_grid(30, 70, 0);
SELECT heatmap_grid(30, 70, -10);
SELECT heatmap_grid(30, 70, 'NaN');
SELECT heatmap_grid(30, 70, 'Infinity');
SELECT heatmap_grid(4097, 4096, 1);
SELECT heatmap_grid(1e300, 1e300, 1e-300);
SELECT heatmap_grid(0, 0, 30, 70, 0, 7);
SELECT heatmap_grid(0, 0, 30, 70, 3, -7);
SELECT heatmap_grid(0, 0, 30, 70, 2147483647, 2147483647);
SELECT heatmap_grid(0, 0, 0, 70, 3, 7);
SELECT heatmap_grid(0, 0, 'Infinity', 70, 3, 7);
SELECT heatmap_grid('NaN', 0, 30, 70, 3, 7);
SELECT heatmap_grid(30, 0, 0, 70, 3, 7);
SELECT heatmap_grid(-1.7e308, 0, 1.7e308, 70, 3, 7);
-- cells so narrow that float8 cannot tell points in them apart
SELECT heatmap_grid(1000000000000000, 0, 1000000000000010, 1, 10, 1);
SELECT heatmap_grid(1700000000, 0, 1700086400, 1, 86400, 1) IS NULL AS refused;
-- as drivers call it: no types are known
PREPARE p AS SELECT heatmap_grid($1, $2, $3);
EXECUTE p(30, 70, 10);
PREPARE q AS SELECT heatmap_grid($1, $2, $3, $4, $5, $6);
EXECUTE q(-10, -20, 20, 50, 3, 7);
DEALLOCATE p;
DEALLOCATE q;
