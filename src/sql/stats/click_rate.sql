-- The rate of those who clicked.

CREATE FUNCTION click_rate(
    clicks bigint, views bigint, confidence pg_catalog.float8 DEFAULT 0.95,
    OUT rate pg_catalog.float8, OUT low pg_catalog.float8, OUT high pg_catalog.float8)
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION click_rate(bigint, bigint, pg_catalog.float8) IS
    'clicks per view with the Wilson score interval';
