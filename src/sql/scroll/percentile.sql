-- scroll_percentile

CREATE FUNCTION scroll_percentile(h heatmap, p pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION scroll_percentile(heatmap, pg_catalog.float8) IS
    'depth that a share p of the views did not pass';
