-- The aggregate attention_agg.

CREATE FUNCTION attention_accum(bytea, float8, float8, float8, float8, int) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attention_accum(bytea, float8, float8, float8, float8, int) IS
    'transition function of attention_agg';
CREATE FUNCTION attention_discard(bytea, float8, float8, float8, float8, int) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attention_discard(bytea, float8, float8, float8, float8, int) IS
    'inverse transition function of attention_agg';
CREATE FUNCTION attention_combine(bytea, bytea) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attention_combine(bytea, bytea) IS
    'combine function of attention_agg';
CREATE FUNCTION attention_final(bytea) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attention_final(bytea) IS
    'final function of attention_agg';

CREATE AGGREGATE attention_agg(top float8, bottom float8, seconds float8, page_height float8, bands int) (
    SFUNC = attention_accum,
    STYPE = bytea,
    SSPACE = 1024,
    FINALFUNC = attention_final,
    COMBINEFUNC = attention_combine,
    MSFUNC = attention_accum,
    MINVFUNC = attention_discard,
    MSTYPE = bytea,
    MSSPACE = 1024,
    MFINALFUNC = attention_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE attention_agg(float8, float8, float8, float8, int) IS
    'seconds that each band of a page was on the screen: a heatmap with one column of bands';
