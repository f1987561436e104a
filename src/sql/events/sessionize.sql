-- The window function sessionize.

CREATE FUNCTION sessionize(ts pg_catalog.timestamptz, gap interval DEFAULT '30 minutes') RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(pg_catalog.timestamptz, interval) IS
    'number of the session of a row: a gap longer than this begins the next one';
