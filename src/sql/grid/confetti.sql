-- The aggregate confetti_svg.

CREATE FUNCTION confetti_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION confetti_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap)
    IS 'transition function of confetti_svg';
CREATE FUNCTION confetti_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION confetti_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of confetti_svg';
CREATE FUNCTION confetti_final(pg_catalog.bytea) RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3000;
COMMENT ON FUNCTION confetti_final(pg_catalog.bytea) IS
    'final function of confetti_svg';

CREATE AGGREGATE confetti_svg(x pg_catalog.float8, y pg_catalog.float8, segment pg_catalog.text, grid heatmap) (
    SFUNC = confetti_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 4096,
    FINALFUNC = confetti_final,
    COMBINEFUNC = confetti_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE confetti_svg(pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) IS
    'SVG with a dot for each click, coloured by segment; of many clicks it shows 5,000 and says so';
