-- A map of at most so many cells.

CREATE FUNCTION heatmap_fit(h heatmap, max_cells int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3000;
COMMENT ON FUNCTION heatmap_fit(heatmap, int) IS
    'coarsened no more than needed to have at most so many cells, for tools with a limit of rows';
