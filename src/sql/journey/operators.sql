-- Comparison operators, and the operator classes.

CREATE FUNCTION journey_eq(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_eq(journey, journey) IS 'implementation of = operator';
CREATE FUNCTION journey_ne(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_ne(journey, journey) IS 'implementation of <> operator';
CREATE FUNCTION journey_lt(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_lt(journey, journey) IS 'implementation of < operator';
CREATE FUNCTION journey_le(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_le(journey, journey) IS 'implementation of <= operator';
CREATE FUNCTION journey_gt(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_gt(journey, journey) IS 'implementation of > operator';
CREATE FUNCTION journey_ge(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_ge(journey, journey) IS 'implementation of >= operator';
CREATE FUNCTION journey_cmp(a journey, b journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_cmp(journey, journey) IS 'less-equal-greater';
CREATE FUNCTION journey_hash(j journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_hash(journey) IS 'hash';
CREATE FUNCTION journey_hash_extended(j journey, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_hash_extended(journey, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (journey, journey) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (journey, journey) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (journey, journey) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (journey, journey) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (journey, journey) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (journey, journey) IS 'greater than or equal';

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 journey_cmp(journey, journey);

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 journey_hash(journey),
    FUNCTION 2 journey_hash_extended(journey, bigint);
