-- Visitors of areas.

CREATE FUNCTION heatmap_visitors_zones(
    v heatmap_visitors, labels pg_catalog.text[], areas pg_catalog.box[], visitors bigint DEFAULT NULL,
    confidence pg_catalog.float8 DEFAULT 0.95,
    OUT label pg_catalog.text, OUT x_min pg_catalog.float8, OUT y_min pg_catalog.float8, OUT x_max pg_catalog.float8,
    OUT y_max pg_catalog.float8, OUT clicked bigint, OUT rate pg_catalog.float8, OUT rate_low pg_catalog.float8,
    OUT rate_high pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION heatmap_visitors_zones(
    heatmap_visitors, pg_catalog.text[], pg_catalog.box[], bigint, pg_catalog.float8) IS
    'one row an area: the bounds of its cells, how many visitors clicked there, and their share with its interval';
