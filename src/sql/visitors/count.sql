-- How many visitors there are.

CREATE FUNCTION heatmap_visitors_count(v heatmap_visitors) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_visitors_count(heatmap_visitors) IS
    'number of visitors who clicked in the grid';
CREATE FUNCTION heatmap_visitors_count(v heatmap_visitors, area pg_catalog.box) RETURNS bigint
    AS 'MODULE_PATHNAME', 'heatmap_visitors_count_area' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_visitors_count(heatmap_visitors, pg_catalog.box) IS
    'number of visitors who clicked in a cell that the area touches';

CREATE FUNCTION heatmap_visitors_to_heatmap(v heatmap_visitors) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_visitors_to_heatmap(heatmap_visitors) IS
    'number of visitors of each cell, as a heatmap';
CREATE CAST (heatmap_visitors AS heatmap) WITH FUNCTION heatmap_visitors_to_heatmap(heatmap_visitors) AS ASSIGNMENT;
