-- funnel_entries

CREATE FUNCTION funnel_entries(
    j journey, win funnel_window, mode pg_catalog.text DEFAULT '',
    OUT entered pg_catalog.timestamptz, OUT level int, OUT times pg_catalog.timestamptz[])
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 3;
COMMENT ON FUNCTION funnel_entries(journey, funnel_window, pg_catalog.text) IS
    'one row for each time a journey entered a funnel: how many steps it completed from there, and when';
