-- Constructors of empty heatmaps, which stand for their grid.

CREATE FUNCTION heatmap_grid(width pg_catalog.float8, height pg_catalog.float8, cell pg_catalog.float8 DEFAULT 10)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_grid(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8) IS
    'empty grid from (0,0) to (width,height) in square cells, rounded up to whole cells';

CREATE FUNCTION heatmap_grid(
    x_min pg_catalog.float8, y_min pg_catalog.float8, x_max pg_catalog.float8, y_max pg_catalog.float8, cols int,
    "rows" int)
    RETURNS heatmap
    AS 'MODULE_PATHNAME', 'heatmap_grid_extent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_grid(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, int,
    int) IS
    'empty grid: a rectangle cut into cols x rows equal cells';
