-- A picture with legend and labels.

CREATE FUNCTION heatmap_svg(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    opacity pg_catalog.float8 DEFAULT NULL, width int DEFAULT NULL, height int DEFAULT NULL,
    legend pg_catalog.bool DEFAULT true, background pg_catalog.text DEFAULT NULL,
    title pg_catalog.text DEFAULT NULL, description pg_catalog.text DEFAULT NULL,
    col_labels pg_catalog.text[] DEFAULT NULL, row_labels pg_catalog.text[] DEFAULT NULL,
    axes pg_catalog.bool DEFAULT NULL, theme pg_catalog.text DEFAULT 'light')
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 60000;
COMMENT ON FUNCTION heatmap_svg(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int, int, pg_catalog.bool, pg_catalog.text, pg_catalog.text, pg_catalog.text,
    pg_catalog.text[], pg_catalog.text[], pg_catalog.bool, pg_catalog.text) IS
    'picture as SVG, over a background if given: a page, or a table with labels and values';
