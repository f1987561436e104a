-- How long the actors of a funnel took.

CREATE FUNCTION funnel_quantile(f funnel, step int, p pg_catalog.float8, since int DEFAULT NULL)
    RETURNS interval
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150;
COMMENT ON FUNCTION funnel_quantile(funnel, int, pg_catalog.float8, int) IS
    'time within which this share of those at a step took it, counted from the step before or since step 1';

CREATE FUNCTION funnel_histogram(
    f funnel, step int, since int DEFAULT NULL,
    OUT low_seconds pg_catalog.float8, OUT high_seconds pg_catalog.float8, OUT journeys bigint)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150 ROWS 50;
COMMENT ON FUNCTION funnel_histogram(funnel, int, int) IS
    'how many took so long for a step, counted from the step before or since step 1';
