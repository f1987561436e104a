-- Arithmetic and comparison operators, and the operator classes.

CREATE FUNCTION heatmap_add(a heatmap, b heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_add(heatmap, heatmap) IS 'implementation of + operator';
CREATE FUNCTION heatmap_subtract(a heatmap, b heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_subtract(heatmap, heatmap) IS 'implementation of - operator';
CREATE FUNCTION heatmap_divide(a heatmap, b heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_divide(heatmap, heatmap) IS 'implementation of / operator';
CREATE FUNCTION heatmap_negate(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_negate(heatmap) IS 'implementation of unary - operator';
CREATE FUNCTION heatmap_multiply(h heatmap, factor pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_multiply(heatmap, pg_catalog.float8) IS 'implementation of * operator';
CREATE FUNCTION heatmap_multiply_by(factor pg_catalog.float8, h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_multiply_by(pg_catalog.float8, heatmap) IS 'implementation of * operator';

CREATE OPERATOR + (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (heatmap, heatmap) IS 'sum of two heatmaps of one grid';

CREATE OPERATOR - (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_subtract
);
COMMENT ON OPERATOR - (heatmap, heatmap) IS 'difference of two heatmaps of one grid';

CREATE OPERATOR / (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_divide
);
COMMENT ON OPERATOR / (heatmap, heatmap) IS
       'ratio of two heatmaps of one grid, cell by cell; empty where the divisor is 0';

CREATE OPERATOR - (
    RIGHTARG = heatmap, FUNCTION = heatmap_negate
);
COMMENT ON OPERATOR - (NONE, heatmap) IS 'every value with the other sign';

CREATE OPERATOR * (
    LEFTARG = heatmap, RIGHTARG = pg_catalog.float8, FUNCTION = heatmap_multiply,
    COMMUTATOR = *
);
COMMENT ON OPERATOR * (heatmap, pg_catalog.float8) IS 'every value times a factor';

CREATE OPERATOR * (
    LEFTARG = pg_catalog.float8, RIGHTARG = heatmap, FUNCTION = heatmap_multiply_by,
    COMMUTATOR = *
);
COMMENT ON OPERATOR * (pg_catalog.float8, heatmap) IS 'every value times a factor';

CREATE FUNCTION heatmap_eq(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_eq(heatmap, heatmap) IS 'implementation of = operator';
CREATE FUNCTION heatmap_ne(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_ne(heatmap, heatmap) IS 'implementation of <> operator';
CREATE FUNCTION heatmap_lt(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_lt(heatmap, heatmap) IS 'implementation of < operator';
CREATE FUNCTION heatmap_le(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_le(heatmap, heatmap) IS 'implementation of <= operator';
CREATE FUNCTION heatmap_gt(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_gt(heatmap, heatmap) IS 'implementation of > operator';
CREATE FUNCTION heatmap_ge(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_ge(heatmap, heatmap) IS 'implementation of >= operator';
CREATE FUNCTION heatmap_cmp(a heatmap, b heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_cmp(heatmap, heatmap) IS 'less-equal-greater';
CREATE FUNCTION heatmap_hash(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_hash(heatmap) IS 'hash';
CREATE FUNCTION heatmap_hash_extended(h heatmap, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_hash_extended(heatmap, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (heatmap, heatmap) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (heatmap, heatmap) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (heatmap, heatmap) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (heatmap, heatmap) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (heatmap, heatmap) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (heatmap, heatmap) IS 'greater than or equal';

CREATE OPERATOR CLASS heatmap_ops DEFAULT FOR TYPE heatmap USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 heatmap_cmp(heatmap, heatmap);

CREATE OPERATOR CLASS heatmap_ops DEFAULT FOR TYPE heatmap USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 heatmap_hash(heatmap),
    FUNCTION 2 heatmap_hash_extended(heatmap, bigint);
