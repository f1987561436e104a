-- The window function dwell_time.

CREATE FUNCTION dwell_time(ts pg_catalog.timestamptz, cap interval DEFAULT '30 minutes') RETURNS interval
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dwell_time(pg_catalog.timestamptz, interval) IS
    'time until the next row, NULL if that is longer than the cap';
