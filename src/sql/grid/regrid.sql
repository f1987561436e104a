-- heatmap_regrid

CREATE FUNCTION heatmap_regrid(h heatmap, grid heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION heatmap_regrid(heatmap, heatmap) IS
    'the heatmap on another grid: each value spread by area, what is beyond the grid outside';
