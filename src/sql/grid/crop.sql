-- heatmap_crop

CREATE FUNCTION heatmap_crop(h heatmap, area pg_catalog.box) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION heatmap_crop(heatmap, pg_catalog.box) IS
    'the whole cells that overlap an area; all others count as outside';
