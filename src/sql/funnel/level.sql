-- What one journey says about a funnel: funnel_level and funnel_times.

CREATE FUNCTION funnel_level(j journey, win interval, mode pg_catalog.text DEFAULT '') RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_level(journey, interval, pg_catalog.text) IS
    'how many steps of a funnel a journey completed within the window';

CREATE FUNCTION funnel_times(j journey, win interval, mode pg_catalog.text DEFAULT '')
    RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_times(journey, interval, pg_catalog.text) IS
    'when a journey completed each step of a funnel, NULL for those that it did not';
