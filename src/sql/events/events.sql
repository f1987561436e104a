-- Window functions over the events of one visitor: sessionize, dwell_time and rage_click.

CREATE FUNCTION sessionize(ts pg_catalog.timestamptz, gap interval DEFAULT '30 minutes') RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(pg_catalog.timestamptz, interval) IS
    'number of the session of a row: a gap longer than this begins the next one';

CREATE FUNCTION dwell_time(ts pg_catalog.timestamptz, cap interval DEFAULT '30 minutes') RETURNS interval
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dwell_time(pg_catalog.timestamptz, interval) IS
    'time until the next row, NULL if that is longer than the cap';

CREATE FUNCTION rage_click(
    ts pg_catalog.timestamptz, x pg_catalog.float8, y pg_catalog.float8, clicks int DEFAULT 3,
    radius pg_catalog.float8 DEFAULT 30,
    max_gap interval DEFAULT '1 second', max_span interval DEFAULT NULL,
    metric pg_catalog.text DEFAULT 'euclidean')
    RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rage_click(pg_catalog.timestamptz, pg_catalog.float8, pg_catalog.float8, int,
    pg_catalog.float8, interval, interval, pg_catalog.text) IS
    'number of the burst of close clicks that a row belongs to, NULL if it belongs to none';
