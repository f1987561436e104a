-- The legend of a picture, as rows.

CREATE FUNCTION heatmap_legend(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    OUT "position" pg_catalog.float8, OUT value pg_catalog.float8, OUT color pg_catalog.text)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50000 ROWS 11;
COMMENT ON FUNCTION heatmap_legend(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8,
    pg_catalog.float8) IS
    'legend of a picture: the value and the colour of each tenth of its scale';
