-- Whether two rates differ.

CREATE FUNCTION compare_rates(
    successes_a bigint, trials_a bigint, successes_b bigint, trials_b bigint,
    confidence pg_catalog.float8 DEFAULT 0.95,
    OUT rate_a pg_catalog.float8, OUT rate_b pg_catalog.float8, OUT difference pg_catalog.float8,
    OUT low pg_catalog.float8, OUT high pg_catalog.float8, OUT lift pg_catalog.float8,
    OUT p_value pg_catalog.float8)
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION compare_rates(bigint, bigint, bigint, bigint, pg_catalog.float8) IS
    'rate b minus rate a with Newcombe''s interval, and the p-value of Fisher''s exact test';
