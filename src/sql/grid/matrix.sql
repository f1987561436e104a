-- Heatmaps from and to two-dimensional arrays.

CREATE FUNCTION heatmap_matrix(h heatmap) RETURNS pg_catalog.float8[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2500;
COMMENT ON FUNCTION heatmap_matrix(heatmap) IS
    'cell values as a rows x cols array, the top row first';

CREATE FUNCTION heatmap_from_matrix("values" pg_catalog.float8[], extent pg_catalog.box) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION heatmap_from_matrix(pg_catalog.float8[], pg_catalog.box) IS
    'heatmap from a rows x cols array of cell values, the top row first';
