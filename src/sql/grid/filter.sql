-- heatmap_filter

CREATE FUNCTION heatmap_filter(h heatmap, at_least pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_filter(heatmap, pg_catalog.float8) IS
    'the heatmap without the cells whose value is smaller';
