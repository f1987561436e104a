-- heatmap_cell

CREATE FUNCTION heatmap_cell(x pg_catalog.float8, y pg_catalog.float8, grid heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_cell(pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'number of the cell of a point, row * cols + col; NULL outside the extent';
