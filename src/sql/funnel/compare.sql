-- Comparing two funnels.

CREATE FUNCTION funnel_compare(
    a funnel, b funnel, labels pg_catalog.text[] DEFAULT NULL, confidence pg_catalog.float8 DEFAULT 0.95,
    OUT step int, OUT label pg_catalog.text, OUT reached_a bigint, OUT reached_b bigint,
    OUT conversion_a pg_catalog.float8, OUT conversion_b pg_catalog.float8,
    OUT difference pg_catalog.float8, OUT low pg_catalog.float8, OUT high pg_catalog.float8,
    OUT p_value pg_catalog.float8, OUT q_value pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 5;
COMMENT ON FUNCTION funnel_compare(funnel, funnel, pg_catalog.text[], pg_catalog.float8) IS
    'one row a step: conversions of both funnels, their difference with its interval, and whether it is more '
    'than chance';
