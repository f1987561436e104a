-- Function from a funnel to rows.

CREATE FUNCTION funnel_steps(
    f funnel, labels pg_catalog.text[] DEFAULT NULL,
    OUT step int, OUT label pg_catalog.text, OUT reached bigint, OUT dropped bigint,
    OUT conversion pg_catalog.float8, OUT step_conversion pg_catalog.float8, OUT drop_off pg_catalog.float8,
    OUT avg_time interval, OUT median_time interval, OUT p90_time interval,
    OUT avg_seconds pg_catalog.float8, OUT median_seconds pg_catalog.float8, OUT p90_seconds pg_catalog.float8,
    OUT avg_total interval, OUT median_total interval, OUT p90_total interval,
    OUT avg_total_seconds pg_catalog.float8, OUT median_total_seconds pg_catalog.float8,
    OUT p90_total_seconds pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150 ROWS 5;
COMMENT ON FUNCTION funnel_steps(funnel, pg_catalog.text[]) IS
    'one row a step: how many reached it, shares of those at step 1 and at the step before, and the time '
    'from the step before and from step 1';
