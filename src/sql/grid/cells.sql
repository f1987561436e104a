-- heatmap_cells, and its row estimate.

CREATE FUNCTION heatmap_cells_support(pg_catalog.internal) RETURNS pg_catalog.internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_cells_support(pg_catalog.internal) IS 'row estimate for heatmap_cells';

CREATE FUNCTION heatmap_cells(
    h heatmap, include_empty pg_catalog.bool DEFAULT false,
    OUT cell int, OUT col int, OUT "row" int, OUT x pg_catalog.float8, OUT y pg_catalog.float8,
    OUT x_min pg_catalog.float8, OUT y_min pg_catalog.float8, OUT x_max pg_catalog.float8,
    OUT y_max pg_catalog.float8,
    OUT value pg_catalog.float8, OUT share pg_catalog.float8, OUT intensity pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000
    SUPPORT heatmap_cells_support;
COMMENT ON FUNCTION heatmap_cells(heatmap, pg_catalog.bool) IS
    'one row a cell with its number, middle, bounds, value, share of the total and intensity (share of the maximum)';
