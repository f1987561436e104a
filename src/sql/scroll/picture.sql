-- Scroll histograms as pictures.

CREATE FUNCTION scroll_svg(
    h heatmap, palette pg_catalog.text DEFAULT 'turbo', opacity pg_catalog.float8 DEFAULT NULL,
    width int DEFAULT 480, height int DEFAULT 640, fold pg_catalog.float8 DEFAULT NULL,
    background pg_catalog.text DEFAULT NULL, title pg_catalog.text DEFAULT NULL,
    description pg_catalog.text DEFAULT NULL, labels pg_catalog.bool DEFAULT true,
    theme pg_catalog.text DEFAULT 'light', unit pg_catalog.text DEFAULT NULL)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION scroll_svg(heatmap, pg_catalog.text, pg_catalog.float8, int, int, pg_catalog.float8,
    pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text, pg_catalog.text) IS
    'scroll map as SVG: bands in the colours of their reach, and the depths to which 90, 75, 50 and 25% come';

CREATE FUNCTION scroll_text(h heatmap, width int DEFAULT 50, blocks pg_catalog.bool DEFAULT true)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION scroll_text(heatmap, int, pg_catalog.bool) IS
    'scroll map for a terminal: a bar for the reach of each band';
