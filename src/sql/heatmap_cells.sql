-- Functions from a heatmap to rows.

CREATE FUNCTION heatmap_cells_support(internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_cells_support(internal) IS 'row estimate for heatmap_cells';

CREATE FUNCTION heatmap_cells(
    h heatmap, include_empty bool DEFAULT false,
    OUT col int, OUT "row" int, OUT x float8, OUT y float8,
    OUT x_min float8, OUT y_min float8, OUT x_max float8, OUT y_max float8,
    OUT value float8, OUT share float8, OUT intensity float8)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000
    SUPPORT heatmap_cells_support;
COMMENT ON FUNCTION heatmap_cells(heatmap, bool) IS
    'one row a cell with its middle, bounds, value, share of the total and intensity (share of the maximum)';

CREATE FUNCTION heatmap_hotspots(
    h heatmap, n int DEFAULT 10,
    OUT rank int, OUT col int, OUT "row" int, OUT x float8, OUT y float8,
    OUT value float8, OUT share float8)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION heatmap_hotspots(heatmap, int) IS
    'the n largest local maxima, hottest first';
