-- funnel_level

CREATE FUNCTION funnel_level(j journey, win funnel_window, mode pg_catalog.text DEFAULT '') RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_level(journey, funnel_window, pg_catalog.text) IS
    'how many steps of a funnel a journey completed within the window';
