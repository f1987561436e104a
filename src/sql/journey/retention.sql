-- The aggregate retention.

CREATE FUNCTION retention_accum(pg_catalog.varbit, VARIADIC pg_catalog."any") RETURNS pg_catalog.varbit
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION retention_accum(pg_catalog.varbit, VARIADIC pg_catalog."any") IS
    'transition function of retention';
CREATE FUNCTION retention_accum(pg_catalog.varbit, pg_catalog.bool[]) RETURNS pg_catalog.varbit
    AS 'MODULE_PATHNAME', 'retention_accum_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION retention_accum(pg_catalog.varbit, pg_catalog.bool[]) IS
    'transition function of retention';
CREATE FUNCTION retention_combine(pg_catalog.varbit, pg_catalog.varbit) RETURNS pg_catalog.varbit
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_combine(pg_catalog.varbit, pg_catalog.varbit) IS
    'combine function of retention';
CREATE FUNCTION retention_final(pg_catalog.varbit) RETURNS pg_catalog.bool[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_final(pg_catalog.varbit) IS
    'final function of retention';

CREATE AGGREGATE retention(VARIADIC conditions pg_catalog."any") (
    SFUNC = retention_accum,
    STYPE = pg_catalog.varbit,
    SSPACE = 32,
    FINALFUNC = retention_final,
    COMBINEFUNC = retention_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention(VARIADIC pg_catalog."any") IS
    'whether the first condition held in some row, and for each other one whether both did';

CREATE AGGREGATE retention(conditions pg_catalog.bool[]) (
    SFUNC = retention_accum,
    STYPE = pg_catalog.varbit,
    SSPACE = 32,
    FINALFUNC = retention_final,
    COMBINEFUNC = retention_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention(pg_catalog.bool[]) IS
    'whether the first condition held in some row, and for each other one whether both did';
