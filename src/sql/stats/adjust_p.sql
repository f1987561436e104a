-- q-values of many tests.

CREATE FUNCTION adjust_p(p pg_catalog.float8[]) RETURNS pg_catalog.float8[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION adjust_p(pg_catalog.float8[]) IS
    'p-values of many tests as q-values, by Benjamini and Hochberg';
