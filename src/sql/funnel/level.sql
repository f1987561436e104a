-- funnel_level

CREATE FUNCTION funnel_level(j journey, win interval, mode pg_catalog.text DEFAULT '') RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_level(journey, interval, pg_catalog.text) IS
    'how many steps of a funnel a journey completed within the window';
