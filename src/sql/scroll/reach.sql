-- Functions over scroll depths, a heatmap with one column.

CREATE FUNCTION scroll_bands(
    h heatmap, OUT band int, OUT top pg_catalog.float8, OUT bottom pg_catalog.float8, OUT stopped pg_catalog.float8,
    OUT reached pg_catalog.float8, OUT reach pg_catalog.float8, OUT drop_off pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION scroll_bands(heatmap) IS
    'one row a band: how many views stopped in it and reached it, the share that reached it, and the '
    'share of those that stopped';

CREATE FUNCTION scroll_reach(h heatmap, depth pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION scroll_reach(heatmap, pg_catalog.float8) IS
    'share of the views that came to this depth or further';

CREATE FUNCTION scroll_percentile(h heatmap, p pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION scroll_percentile(heatmap, pg_catalog.float8) IS
    'depth that a share p of the views did not pass';

CREATE FUNCTION scroll_reach_map(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION scroll_reach_map(heatmap) IS
    'heatmap with the share of the views that reached each band';
