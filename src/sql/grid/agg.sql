-- The aggregates heatmap_agg and rollup.

CREATE FUNCTION heatmap_accum(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_weighted(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_weighted(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap,
    pg_catalog.float8) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_weighted_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_weighted_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap,
    pg_catalog.float8) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int(heatmap, int, int, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_int(heatmap, int, int, heatmap) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int_inv(heatmap, int, int, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_int_inv(heatmap, int, int, heatmap) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int_weighted(heatmap, int, int, heatmap, pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_int_weighted(heatmap, int, int, heatmap, pg_catalog.float8) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int_weighted_inv(heatmap, int, int, heatmap, pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_int_weighted_inv(heatmap, int, int, heatmap, pg_catalog.float8) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point(heatmap, pg_catalog.point, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_point(heatmap, pg_catalog.point, heatmap) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point_inv(heatmap, pg_catalog.point, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_point_inv(heatmap, pg_catalog.point, heatmap) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point_weighted(heatmap, pg_catalog.point, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_point_weighted(heatmap, pg_catalog.point, heatmap, pg_catalog.float8) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point_weighted_inv(heatmap, pg_catalog.point, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_point_weighted_inv(heatmap, pg_catalog.point, heatmap, pg_catalog.float8) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_combine(heatmap, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_combine(heatmap, heatmap) IS
    'transition function of rollup, combine function of heatmap_agg';
CREATE FUNCTION heatmap_combine_inv(heatmap, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_combine_inv(heatmap, heatmap) IS
    'inverse transition function of rollup';
CREATE FUNCTION heatmap_final(heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_final(heatmap) IS
    'final function of heatmap_agg and rollup';

CREATE AGGREGATE heatmap_agg(x pg_catalog.float8, y pg_catalog.float8, grid heatmap) (
    SFUNC = heatmap_accum,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum,
    MINVFUNC = heatmap_accum_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'heatmap with 1 for each point';

CREATE AGGREGATE heatmap_agg(x pg_catalog.float8, y pg_catalog.float8, grid heatmap, weight pg_catalog.float8) (
    SFUNC = heatmap_accum_weighted,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_weighted,
    MINVFUNC = heatmap_accum_weighted_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.float8, pg_catalog.float8, heatmap, pg_catalog.float8) IS
    'heatmap with the weight of each point';

CREATE AGGREGATE heatmap_agg(x int, y int, grid heatmap) (
    SFUNC = heatmap_accum_int,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_int,
    MINVFUNC = heatmap_accum_int_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(int, int, heatmap) IS
    'heatmap with 1 for each point';

CREATE AGGREGATE heatmap_agg(x int, y int, grid heatmap, weight pg_catalog.float8) (
    SFUNC = heatmap_accum_int_weighted,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_int_weighted,
    MINVFUNC = heatmap_accum_int_weighted_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(int, int, heatmap, pg_catalog.float8) IS
    'heatmap with the weight of each point';

CREATE AGGREGATE heatmap_agg(p pg_catalog.point, grid heatmap) (
    SFUNC = heatmap_accum_point,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_point,
    MINVFUNC = heatmap_accum_point_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.point, heatmap) IS
    'heatmap with 1 for each point';

CREATE AGGREGATE heatmap_agg(p pg_catalog.point, grid heatmap, weight pg_catalog.float8) (
    SFUNC = heatmap_accum_point_weighted,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_point_weighted,
    MINVFUNC = heatmap_accum_point_weighted_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.point, heatmap, pg_catalog.float8) IS
    'heatmap with the weight of each point';

CREATE AGGREGATE rollup(h heatmap) (
    SFUNC = heatmap_combine,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_combine,
    MINVFUNC = heatmap_combine_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(heatmap) IS
    'sum of heatmaps of one grid';
