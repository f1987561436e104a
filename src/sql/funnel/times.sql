-- funnel_times

CREATE FUNCTION funnel_times(j journey, win funnel_window, mode pg_catalog.text DEFAULT '')
    RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_times(journey, funnel_window, pg_catalog.text) IS
    'when a journey completed each step of a funnel, NULL for those that it did not';
