-- The aggregates of visitors and cells: heatmap_visitors_agg and rollup.

CREATE FUNCTION heatmap_visitors_accum(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, bigint, heatmap) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_visitors_accum(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, bigint, heatmap) IS
    'transition function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_accum_text(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_visitors_accum_text(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) IS
    'transition function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_accum_uuid(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.uuid, heatmap) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_visitors_accum_uuid(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.uuid, heatmap) IS
    'transition function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_combine(heatmap_visitors, heatmap_visitors) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION heatmap_visitors_combine(heatmap_visitors, heatmap_visitors) IS
    'transition function of rollup, combine function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_final(heatmap_visitors) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION heatmap_visitors_final(heatmap_visitors) IS
    'final function of heatmap_visitors_agg and rollup';

CREATE AGGREGATE heatmap_visitors_agg(
    x pg_catalog.float8, y pg_catalog.float8, visitor bigint, grid heatmap) (
    SFUNC = heatmap_visitors_accum,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_visitors_agg(pg_catalog.float8, pg_catalog.float8, bigint, heatmap) IS
    'which visitors clicked in which cells';

CREATE AGGREGATE heatmap_visitors_agg(
    x pg_catalog.float8, y pg_catalog.float8, visitor pg_catalog.text, grid heatmap) (
    SFUNC = heatmap_visitors_accum_text,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_visitors_agg(pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) IS
    'which visitors clicked in which cells, by a hash of 64 bits';

CREATE AGGREGATE heatmap_visitors_agg(
    x pg_catalog.float8, y pg_catalog.float8, visitor pg_catalog.uuid, grid heatmap) (
    SFUNC = heatmap_visitors_accum_uuid,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_visitors_agg(pg_catalog.float8, pg_catalog.float8, pg_catalog.uuid, heatmap) IS
    'which visitors clicked in which cells, by a hash of 64 bits';

CREATE AGGREGATE rollup(v heatmap_visitors) (
    SFUNC = heatmap_visitors_combine,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(heatmap_visitors) IS
    'union of sets of visitors of one grid';
