-- The aggregate attention_agg.

CREATE FUNCTION attention_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION attention_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int) IS
    'transition function of attention_agg';
CREATE FUNCTION attention_accum_inv(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attention_accum_inv(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, pg_catalog.float8, int) IS
    'inverse transition function of attention_agg';
CREATE FUNCTION attention_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attention_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of attention_agg';
CREATE FUNCTION attention_final(pg_catalog.bytea) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION attention_final(pg_catalog.bytea) IS
    'final function of attention_agg';

CREATE AGGREGATE attention_agg(top pg_catalog.float8, bottom pg_catalog.float8, seconds pg_catalog.float8,
    page_height pg_catalog.float8, bands int) (
    SFUNC = attention_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = attention_final,
    COMBINEFUNC = attention_combine,
    MSFUNC = attention_accum,
    MINVFUNC = attention_accum_inv,
    MSTYPE = pg_catalog.bytea,
    MSSPACE = 1024,
    MFINALFUNC = attention_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE attention_agg(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, int) IS
    'seconds that each band of a page was on the screen: a heatmap with one column of bands';

CREATE FUNCTION attention_microseconds(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION attention_microseconds(heatmap) IS
    'a result of attention_agg in whole microseconds, whose sums are exact';
CREATE FUNCTION attention_seconds(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION attention_seconds(heatmap) IS
    'microseconds of attention, or a sum of them, in seconds';
