-- heatmap_coarsen

CREATE FUNCTION heatmap_coarsen(h heatmap, fx int, fy int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_coarsen(heatmap, int, int) IS
    'blocks of fx x fy cells merged into one cell';
