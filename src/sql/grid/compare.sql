-- Comparing two heatmaps of one grid.

CREATE FUNCTION heatmap_compare(
    a heatmap, b heatmap,
    OUT cell int, OUT col int, OUT "row" int, OUT x pg_catalog.float8, OUT y pg_catalog.float8,
    OUT count_a pg_catalog.float8, OUT count_b pg_catalog.float8,
    OUT share_a pg_catalog.float8, OUT share_b pg_catalog.float8, OUT difference pg_catalog.float8, OUT z
        pg_catalog.float8,
    OUT p_value pg_catalog.float8, OUT q_value pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000;
COMMENT ON FUNCTION heatmap_compare(heatmap, heatmap) IS
    'one row a cell with its counts and shares in both, and whether the difference is more than chance';

CREATE FUNCTION heatmap_difference(a heatmap, b heatmap, max_q pg_catalog.float8 DEFAULT NULL) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_difference(heatmap, heatmap, pg_catalog.float8) IS
    'the shares of b minus those of a, of all cells or of those that differ by more than chance';

CREATE FUNCTION heatmap_similarity(a heatmap, b heatmap) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_similarity(heatmap, heatmap) IS
    'cosine of the values of two heatmaps: 1 if they are proportional, 0 if no cell is in both';
