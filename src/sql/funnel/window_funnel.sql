-- The aggregate window_funnel, over the state of journey_agg.

CREATE FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.timestamptz, VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, bigint, bigint, VARIADIC pg_catalog."any") RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, bigint, bigint, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.timestamptz, pg_catalog.bool[])
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    pg_catalog.bool[])
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_mode_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, bigint, pg_catalog.bool[]) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, bigint, pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, pg_catalog.text, bigint, pg_catalog.bool[])
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_mode_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT
        heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, pg_catalog.text, bigint, pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_final(journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION window_funnel_final(journey) IS
    'final function of window_funnel';

CREATE FUNCTION window_funnel_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION window_funnel_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of window_funnel';
CREATE FUNCTION window_funnel_final(pg_catalog.bytea) RETURNS int
    AS 'MODULE_PATHNAME', 'window_funnel_final_bytea' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION window_funnel_final(pg_catalog.bytea) IS
    'final function of window_funnel';

CREATE AGGREGATE window_funnel(win funnel_window, ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'how many of the steps, boolean conditions, one actor completed in order within a time window';

CREATE AGGREGATE window_funnel(win funnel_window, mode pg_catalog.text, ts pg_catalog.timestamptz,
    VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.text, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
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

-- The same with the steps as one array.

CREATE AGGREGATE window_funnel(win funnel_window, ts pg_catalog.timestamptz, steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'how many of the steps, boolean conditions, one actor completed in order within a time window';

CREATE AGGREGATE window_funnel(win funnel_window, mode pg_catalog.text, ts pg_catalog.timestamptz,
    steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.text, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'how many of the steps, boolean conditions, one actor completed within a time window, under rules of a mode';

CREATE AGGREGATE window_funnel(win bigint, ts bigint, steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, bigint, pg_catalog.bool[]) IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit';

CREATE AGGREGATE window_funnel(win bigint, mode pg_catalog.text, ts bigint, steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, pg_catalog.text, bigint, pg_catalog.bool[]) IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit, under rules of a mode';
