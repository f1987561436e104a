-- Window functions over the events of one visitor: sessionize, dwell_time and rage_click.

CREATE FUNCTION sessionize(ts timestamptz, gap interval DEFAULT '30 minutes') RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(timestamptz, interval) IS
    'number of the session of a row: a gap longer than this begins the next one';

CREATE FUNCTION dwell_time(ts timestamptz, cap interval DEFAULT '30 minutes') RETURNS interval
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dwell_time(timestamptz, interval) IS
    'time until the next row, NULL if that is longer than the cap';

CREATE FUNCTION rage_click(
    ts timestamptz, x float8, y float8, clicks int DEFAULT 3, radius float8 DEFAULT 30,
    max_gap interval DEFAULT '1 second', max_span interval DEFAULT NULL,
    metric text DEFAULT 'euclidean')
    RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rage_click(timestamptz, float8, float8, int, float8, interval, interval, text) IS
    'number of the burst of close clicks that a row belongs to, NULL if it belongs to none';
