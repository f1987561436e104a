-- heatmap_hotspots

CREATE FUNCTION heatmap_hotspots(
    h heatmap, n int DEFAULT 10,
    OUT rank int, OUT col int, OUT "row" int, OUT x pg_catalog.float8, OUT y pg_catalog.float8,
    OUT value pg_catalog.float8, OUT share pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2000 ROWS 10;
COMMENT ON FUNCTION heatmap_hotspots(heatmap, int) IS
    'the n largest local maxima, hottest first';
