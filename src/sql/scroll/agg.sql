-- The aggregate scroll_agg: a heatmap with one column.

CREATE FUNCTION scroll_accum(heatmap, pg_catalog.float8, pg_catalog.float8, int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION scroll_accum(heatmap, pg_catalog.float8, pg_catalog.float8, int) IS
    'transition function of scroll_agg';
CREATE FUNCTION scroll_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION scroll_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, int) IS
    'inverse transition function of scroll_agg';

CREATE AGGREGATE scroll_agg(depth pg_catalog.float8, page_height pg_catalog.float8, bands int) (
    SFUNC = scroll_accum,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = scroll_accum,
    MINVFUNC = scroll_accum_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE scroll_agg(pg_catalog.float8, pg_catalog.float8, int) IS
    'histogram of how far down a page each view got: a heatmap with one column of bands';
