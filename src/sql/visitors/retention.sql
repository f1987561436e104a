-- Who came back.

CREATE FUNCTION retention_rows(
    starts heatmap_visitors, returns heatmap_visitors, recurring pg_catalog.bool DEFAULT false,
    rolling pg_catalog.bool DEFAULT false,
    OUT cohort int, OUT size bigint, OUT period int, OUT visitors bigint, OUT share pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION retention_rows(heatmap_visitors, heatmap_visitors, pg_catalog.bool, pg_catalog.bool) IS
    'one row a cohort and a period since: how many of those who started then came back';
