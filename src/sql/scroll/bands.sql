-- scroll_bands

CREATE FUNCTION scroll_bands(
    h heatmap, OUT band int, OUT top pg_catalog.float8, OUT bottom pg_catalog.float8, OUT stopped pg_catalog.float8,
    OUT reached pg_catalog.float8, OUT reach pg_catalog.float8, OUT drop_off pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500 ROWS 100;
COMMENT ON FUNCTION scroll_bands(heatmap) IS
    'one row a band: how many views stopped in it and reached it, the share that reached it, and the '
    'share of those that stopped';
