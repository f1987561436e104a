-- A picture for psql.

CREATE FUNCTION heatmap_text(h heatmap, width int DEFAULT 80, color pg_catalog.bool DEFAULT true)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION heatmap_text(heatmap, int, pg_catalog.bool) IS
    'picture for a terminal: half blocks in 24-bit colour, or ASCII';
