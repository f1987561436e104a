-- The window function rage_click.

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
