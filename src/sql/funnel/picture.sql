-- Funnels as pictures.

CREATE FUNCTION funnel_svg(
    f funnel, labels pg_catalog.text[] DEFAULT NULL, title pg_catalog.text DEFAULT NULL,
    description pg_catalog.text DEFAULT NULL, width int DEFAULT 720, theme pg_catalog.text DEFAULT 'light')
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150;
COMMENT ON FUNCTION funnel_svg(funnel, pg_catalog.text[], pg_catalog.text, pg_catalog.text, int,
    pg_catalog.text) IS
    'funnel as SVG: a bar a step, with counts, conversion, drop-off and median time';

CREATE FUNCTION funnel_text(
    f funnel, labels pg_catalog.text[] DEFAULT NULL, width int DEFAULT 40, blocks pg_catalog.bool DEFAULT true)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150;
COMMENT ON FUNCTION funnel_text(funnel, pg_catalog.text[], int, pg_catalog.bool) IS
    'funnel for a terminal: a line a step, with a bar, count, conversion, drop-off and median time';
