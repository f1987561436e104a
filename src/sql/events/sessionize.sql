-- The window function sessionize.

CREATE FUNCTION sessionize(
    ts pg_catalog.timestamptz, gap interval DEFAULT '30 minutes', max_length interval DEFAULT NULL,
    starts pg_catalog.bool DEFAULT false)
    RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(pg_catalog.timestamptz, interval, interval, pg_catalog.bool) IS
    'number of the session of a row: the next one begins after a gap, at the greatest length, and where starts is true';
