-- Comparison operators, and the operator classes.

CREATE FUNCTION funnel_eq(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_eq(funnel, funnel) IS 'implementation of = operator';
CREATE FUNCTION funnel_ne(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_ne(funnel, funnel) IS 'implementation of <> operator';
CREATE FUNCTION funnel_lt(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_lt(funnel, funnel) IS 'implementation of < operator';
CREATE FUNCTION funnel_le(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_le(funnel, funnel) IS 'implementation of <= operator';
CREATE FUNCTION funnel_gt(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_gt(funnel, funnel) IS 'implementation of > operator';
CREATE FUNCTION funnel_ge(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_ge(funnel, funnel) IS 'implementation of >= operator';
CREATE FUNCTION funnel_cmp(a funnel, b funnel) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_cmp(funnel, funnel) IS 'less-equal-greater';
CREATE FUNCTION funnel_hash(f funnel) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_hash(funnel) IS 'hash';
CREATE FUNCTION funnel_hash_extended(f funnel, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_hash_extended(funnel, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (funnel, funnel) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (funnel, funnel) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (funnel, funnel) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (funnel, funnel) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (funnel, funnel) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (funnel, funnel) IS 'greater than or equal';

CREATE OPERATOR CLASS funnel_ops DEFAULT FOR TYPE funnel USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 funnel_cmp(funnel, funnel);

CREATE OPERATOR CLASS funnel_ops DEFAULT FOR TYPE funnel USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 funnel_hash(funnel),
    FUNCTION 2 funnel_hash_extended(funnel, bigint);
