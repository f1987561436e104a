-- Clicks of areas.

CREATE FUNCTION heatmap_zones(
    h heatmap, labels pg_catalog.text[], areas pg_catalog.box[], views pg_catalog.float8 DEFAULT NULL,
    OUT label pg_catalog.text, OUT x_min pg_catalog.float8, OUT y_min pg_catalog.float8, OUT x_max pg_catalog.float8,
    OUT y_max pg_catalog.float8, OUT clicks pg_catalog.float8, OUT share pg_catalog.float8, OUT rate pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 300 ROWS 10;
COMMENT ON FUNCTION heatmap_zones(heatmap, pg_catalog.text[], pg_catalog.box[], pg_catalog.float8) IS
    'one row an area: its bounds, clicks, their share of the heatmap''s total, and clicks per view';
