-- scroll_reach and scroll_reach_map

CREATE FUNCTION scroll_reach(h heatmap, depth pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION scroll_reach(heatmap, pg_catalog.float8) IS
    'share of the views that came to this depth or further';

CREATE FUNCTION scroll_reach_map(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION scroll_reach_map(heatmap) IS
    'heatmap with the share of the views that reached each band';
