-- Pictures of pixels.

CREATE FUNCTION heatmap_png(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    opacity pg_catalog.float8 DEFAULT NULL, width int DEFAULT NULL, height int DEFAULT NULL)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 60000;
COMMENT ON FUNCTION heatmap_png(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int, int) IS
    'picture to lie over a page, as a PNG file: one pixel a cell unless a size is given';

CREATE FUNCTION heatmap_data_uri(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    opacity pg_catalog.float8 DEFAULT NULL, width int DEFAULT NULL, height int DEFAULT NULL)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 60000;
COMMENT ON FUNCTION heatmap_data_uri(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8,
    pg_catalog.float8, pg_catalog.float8, int, int) IS
    'what heatmap_png returns, as the address of an image: data:image/png;base64,...';
