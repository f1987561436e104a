-- Clicks of areas: heatmap_zones and click_rate.

CREATE FUNCTION heatmap_zones(
    h heatmap, labels text[], areas box[], views float8 DEFAULT NULL,
    OUT label text, OUT area box, OUT clicks float8, OUT share float8,
    OUT rate float8, OUT rate_low float8, OUT rate_high float8)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION heatmap_zones(heatmap, text[], box[], float8) IS
    'one row an area: clicks, share of all clicks, and clicks per view with a 95% confidence interval';

CREATE FUNCTION click_rate(
    clicks bigint, views bigint, confidence float8 DEFAULT 0.95,
    OUT rate float8, OUT low float8, OUT high float8)
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION click_rate(bigint, bigint, float8) IS
    'clicks per view with the Wilson score interval';
