-- The aggregates funnel_agg and rollup(funnel), and the operator +.

CREATE FUNCTION funnel_accum(funnel, journey, funnel_window) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, journey, funnel_window) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_accum(funnel, journey, funnel_window, pg_catalog.text) RETURNS funnel
    AS 'MODULE_PATHNAME', 'funnel_accum_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, journey, funnel_window, pg_catalog.text) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[]) RETURNS funnel
    AS 'MODULE_PATHNAME', 'funnel_accum_times' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[]) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[], pg_catalog.text) RETURNS funnel
    AS 'MODULE_PATHNAME', 'funnel_accum_times_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[], pg_catalog.text) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_combine(funnel, funnel) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION funnel_combine(funnel, funnel) IS
    'implementation of the + operator, transition function of rollup, combine function of funnel_agg';
CREATE FUNCTION funnel_final(funnel) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION funnel_final(funnel) IS
    'final function of funnel_agg and rollup';

CREATE AGGREGATE funnel_agg(j journey, win funnel_window) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(journey, funnel_window) IS
    'funnel of journeys: how many completed each step within the window, and how long that took';

CREATE AGGREGATE funnel_agg(j journey, win funnel_window, mode pg_catalog.text) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(journey, funnel_window, pg_catalog.text) IS
    'funnel of journeys: how many completed each step within the window under rules of a mode, and how '
    'long that took';

CREATE AGGREGATE funnel_agg(times pg_catalog.timestamptz[]) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(pg_catalog.timestamptz[]) IS
    'funnel of times of the steps, as funnel_times and funnel_entries return them: of whatever tries the query chose';

CREATE AGGREGATE funnel_agg(times pg_catalog.timestamptz[], mode pg_catalog.text) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(pg_catalog.timestamptz[], pg_catalog.text) IS
    'funnel of times of the steps, some of which the mode makes optional, or which it leaves in any order';

CREATE AGGREGATE rollup(f funnel) (
    SFUNC = funnel_combine,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(funnel) IS
    'sum of funnels of the same steps, window and mode';

CREATE OPERATOR + (
    LEFTARG = funnel,
    RIGHTARG = funnel,
    FUNCTION = funnel_combine,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (funnel, funnel) IS 'add two funnels of the same steps, window and mode';
