-- The aggregates over the events of one actor: journey_agg and rollup.

CREATE FUNCTION journey_accum(journey, pg_catalog.timestamptz, VARIADIC pg_catalog."any") RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION journey_accum(journey, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'transition function of journey_agg';
CREATE FUNCTION journey_accum(journey, pg_catalog.timestamptz, pg_catalog.bool[]) RETURNS journey
    AS 'MODULE_PATHNAME', 'journey_accum_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION journey_accum(journey, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'transition function of journey_agg';
CREATE FUNCTION journey_combine(journey, journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_combine(journey, journey) IS
    'transition function of rollup, combine function of journey_agg and window_funnel';
CREATE FUNCTION journey_final(journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_final(journey) IS
    'final function of journey_agg and rollup';

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

CREATE AGGREGATE journey_agg(ts pg_catalog.timestamptz, steps pg_catalog.bool[]) (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_agg(pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'journey of one actor: when which of the steps, boolean conditions, were done';

CREATE FUNCTION journey_open_final(journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_open_final(journey) IS
    'final function of journey_open_agg and rollup_open';

CREATE AGGREGATE journey_open_agg(ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_open_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_open_agg(pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'part of the journey of one actor, to which parts of the same time will be added';

CREATE AGGREGATE journey_open_agg(ts pg_catalog.timestamptz, steps pg_catalog.bool[]) (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_open_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_open_agg(pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'part of the journey of one actor, to which parts of the same time will be added';

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

CREATE AGGREGATE rollup_open(j journey) (
    SFUNC = journey_combine,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_open_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup_open(journey) IS
    'part of the journey of one actor from smaller parts';
