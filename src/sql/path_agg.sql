-- The aggregate path_agg, and path_edges.

CREATE FUNCTION path_accum(bytea, timestamptz, text, int) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION path_accum(bytea, timestamptz, text, int) IS
    'transition function of path_agg';
CREATE FUNCTION path_accum(bytea, bigint, text, int) RETURNS bytea
    AS 'MODULE_PATHNAME', 'path_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION path_accum(bytea, bigint, text, int) IS
    'transition function of path_agg';
CREATE FUNCTION path_combine(bytea, bytea) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION path_combine(bytea, bytea) IS
    'combine function of path_agg';
CREATE FUNCTION path_final(bytea) RETURNS text[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION path_final(bytea) IS
    'final function of path_agg';

CREATE AGGREGATE path_agg(ts timestamptz, label text, max_length int) (
    SFUNC = path_accum,
    STYPE = bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(timestamptz, text, int) IS
    'labels of one actor in order of time, repeats folded, at most max_length and then "..."';

CREATE AGGREGATE path_agg(ts bigint, label text, max_length int) (
    SFUNC = path_accum,
    STYPE = bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(bigint, text, int) IS
    'labels of one actor in order of a number, repeats folded, at most max_length and then "..."';

CREATE FUNCTION path_edges(path text[], OUT step int, OUT source text, OUT target text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 10
    BEGIN ATOMIC
        SELECT i - array_lower(path, 1) + 1, path[i], path[i + 1]
        FROM generate_subscripts(path, 1) AS i
        WHERE i < array_upper(path, 1)
        ORDER BY i;
    END;
COMMENT ON FUNCTION path_edges(text[]) IS
    'one row for each pair of neighbours in a path, for a Sankey chart';
