-- heatmap_support: the planner support function of the transition functions that the vectorised scan knows.
SELECT proname, pronargs FROM pg_proc WHERE prosupport = 'heatmap_support'::regproc ORDER BY proname, pronargs;
-- it loads the library, and with it the setting
CREATE TABLE clicks (x float8, y float8);
SELECT heatmap_agg(x, y, heatmap_grid(100, 100)) IS NULL FROM clicks;
SHOW heatmap.vectorized_scan;
SET heatmap.vectorized_scan = 'maybe';
DROP TABLE clicks;
