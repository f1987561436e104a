-- The aggregates path_agg and path_times, and path_edges.

CREATE FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'path_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool,
       pg_catalog.text)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool,
       pg_catalog.text) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) RETURNS
       pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'path_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of path_agg and path_times';
CREATE FUNCTION path_final(pg_catalog.bytea) RETURNS pg_catalog.text[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_final(pg_catalog.bytea) IS
    'final function of path_agg';

CREATE FUNCTION path_times_final(pg_catalog.bytea) RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_times_final(pg_catalog.bytea) IS
    'final function of path_times';
CREATE FUNCTION path_times_bigint_final(pg_catalog.bytea) RETURNS bigint[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_times_bigint_final(pg_catalog.bytea) IS
    'final function of path_times';

CREATE AGGREGATE path_agg(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(pg_catalog.timestamptz, pg_catalog.text, int) IS
    'labels of one actor in order of time, repeats folded, at most max_length and then "..."';

CREATE AGGREGATE path_agg(ts bigint, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(bigint, pg_catalog.text, int) IS
    'labels of one actor in order of a number, repeats folded, at most max_length and then "..."';

CREATE AGGREGATE path_agg(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'labels of one actor from the first anchor on, or up to it, in order of time';

CREATE AGGREGATE path_agg(ts bigint, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'labels of one actor from the first anchor on, or up to it, in order of a number';

CREATE AGGREGATE path_times(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(pg_catalog.timestamptz, pg_catalog.text, int) IS
    'times of the labels that path_agg returns';

CREATE AGGREGATE path_times(ts bigint, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_bigint_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(bigint, pg_catalog.text, int) IS
    'numbers of the labels that path_agg returns';

CREATE AGGREGATE path_times(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'times of the labels that path_agg returns';

CREATE AGGREGATE path_times(ts bigint, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_bigint_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'numbers of the labels that path_agg returns';

CREATE FUNCTION path_edges(path pg_catalog.text[], ends pg_catalog.bool DEFAULT false,
    times pg_catalog.timestamptz[] DEFAULT NULL,
    OUT step int, OUT source pg_catalog.text, OUT target pg_catalog.text, OUT seconds pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50 ROWS 10;
COMMENT ON FUNCTION path_edges(pg_catalog.text[], pg_catalog.bool, pg_catalog.timestamptz[]) IS
    'one row for each pair of neighbours in a path, for a Sankey chart, if asked also (start) and (exit)';
