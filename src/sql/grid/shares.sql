-- heatmap_shares

CREATE FUNCTION heatmap_shares(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_shares(heatmap) IS
    'every value divided by the total; NULL if the total is 0';
