-- The aggregates over the events of one actor: journey_agg, window_funnel and rollup.

CREATE FUNCTION journey_accum(journey, pg_catalog.timestamptz, VARIADIC pg_catalog."any") RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION journey_accum(journey, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'transition function of journey_agg';
CREATE FUNCTION window_funnel_accum(journey, interval, pg_catalog.timestamptz, VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION window_funnel_accum(journey, interval, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, interval, pg_catalog.text, pg_catalog.timestamptz,
    VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION window_funnel_accum(journey, interval, pg_catalog.text, pg_catalog.timestamptz,
    VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, bigint, bigint, VARIADIC pg_catalog."any") RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION window_funnel_accum(journey, bigint, bigint, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION window_funnel_accum(journey, bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION journey_combine(journey, journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_combine(journey, journey) IS
    'transition function of rollup, combine function of journey_agg and window_funnel';
CREATE FUNCTION journey_final(journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_final(journey) IS
    'final function of journey_agg and rollup';
CREATE FUNCTION window_funnel_final(journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION window_funnel_final(journey) IS
    'final function of window_funnel';

CREATE AGGREGATE journey_agg(ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_agg(pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'journey of one actor: when which of the steps, boolean conditions, were done';

CREATE AGGREGATE window_funnel(win interval, ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(interval, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'how many of the steps, boolean conditions, one actor completed in order within a time window';

CREATE AGGREGATE window_funnel(win interval, mode pg_catalog.text, ts pg_catalog.timestamptz,
    VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(interval, pg_catalog.text, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'how many of the steps, boolean conditions, one actor completed within a time window, under rules of a mode';

CREATE AGGREGATE window_funnel(win bigint, ts bigint, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, bigint, VARIADIC pg_catalog."any") IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit';

CREATE AGGREGATE window_funnel(win bigint, mode pg_catalog.text, ts bigint, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any") IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit, under rules of a mode';

CREATE AGGREGATE rollup(j journey) (
    SFUNC = journey_combine,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(journey) IS
    'journey of one actor from its parts';
