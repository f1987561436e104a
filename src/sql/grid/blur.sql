-- heatmap_blur

CREATE FUNCTION heatmap_blur(h heatmap, sigma pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50000;
COMMENT ON FUNCTION heatmap_blur(heatmap, pg_catalog.float8) IS
    'Gaussian blur, sigma in the unit of the extent; the total stays the same';
