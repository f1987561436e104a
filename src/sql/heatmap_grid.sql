-- Constructors of empty canvases, and the accessors of a heatmap that return one value.

CREATE FUNCTION heatmap_grid(width float8, height float8, cell float8 DEFAULT 10) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_grid(float8, float8, float8) IS
    'empty canvas from (0,0) to (width,height) in square cells, rounded up to whole cells';

CREATE FUNCTION heatmap_grid(extent box, cols int, rows int) RETURNS heatmap
    AS 'MODULE_PATHNAME', 'heatmap_grid_extent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_grid(box, int, int) IS
    'empty canvas: the extent cut into cols x rows equal cells';

CREATE FUNCTION heatmap_cols(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_cols(heatmap) IS 'number of columns';

CREATE FUNCTION heatmap_rows(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_rows(heatmap) IS 'number of rows';

CREATE FUNCTION heatmap_extent(h heatmap) RETURNS box
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_extent(heatmap) IS 'rectangle that the grid covers';

CREATE FUNCTION heatmap_total(h heatmap) RETURNS float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_total(heatmap) IS 'sum of the cell values, without those outside';

CREATE FUNCTION heatmap_outside(h heatmap) RETURNS float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_outside(heatmap) IS
    'sum of the weights of the points outside the extent';

CREATE FUNCTION heatmap_max(h heatmap) RETURNS float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_max(heatmap) IS 'largest cell value; an empty cell counts as 0';

CREATE FUNCTION heatmap_occupied(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_occupied(heatmap) IS 'number of cells that are not 0';

CREATE FUNCTION heatmap_value(h heatmap, col int, "row" int) RETURNS float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_value(heatmap, int, int) IS
    'value of a cell, counted from 0 at the top left; NULL outside the grid';

CREATE FUNCTION heatmap_at(h heatmap, x float8, y float8) RETURNS float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_at(heatmap, float8, float8) IS
    'value of the cell that a point falls into; NULL outside the extent';

CREATE FUNCTION heatmap_sum(h heatmap, area box) RETURNS float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_sum(heatmap, box) IS
    'sum over an area, a cell that is half covered counting half';
