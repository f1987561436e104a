-- A heatmap that shows no cell of a few visitors.

CREATE FUNCTION heatmap_mask(h heatmap, v heatmap_visitors, at_least int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_mask(heatmap, heatmap_visitors, int) IS
    'heatmap whose cells of fewer visitors are empty, with their values in outside';
