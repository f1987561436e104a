-- Comparison operators, and the operator classes.

CREATE FUNCTION heatmap_visitors_eq(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_eq(heatmap_visitors, heatmap_visitors) IS 'implementation of = operator';
CREATE FUNCTION heatmap_visitors_ne(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_ne(heatmap_visitors, heatmap_visitors) IS 'implementation of <> operator';
CREATE FUNCTION heatmap_visitors_lt(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_lt(heatmap_visitors, heatmap_visitors) IS 'implementation of < operator';
CREATE FUNCTION heatmap_visitors_le(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_le(heatmap_visitors, heatmap_visitors) IS 'implementation of <= operator';
CREATE FUNCTION heatmap_visitors_gt(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_gt(heatmap_visitors, heatmap_visitors) IS 'implementation of > operator';
CREATE FUNCTION heatmap_visitors_ge(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_ge(heatmap_visitors, heatmap_visitors) IS 'implementation of >= operator';
CREATE FUNCTION heatmap_visitors_cmp(a heatmap_visitors, b heatmap_visitors) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_cmp(heatmap_visitors, heatmap_visitors) IS 'less-equal-greater';
CREATE FUNCTION heatmap_visitors_hash(v heatmap_visitors) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_hash(heatmap_visitors) IS 'hash';
CREATE FUNCTION heatmap_visitors_hash_extended(v heatmap_visitors, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_hash_extended(heatmap_visitors, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (heatmap_visitors, heatmap_visitors) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (heatmap_visitors, heatmap_visitors) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (heatmap_visitors, heatmap_visitors) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (heatmap_visitors, heatmap_visitors) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (heatmap_visitors, heatmap_visitors) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (heatmap_visitors, heatmap_visitors) IS 'greater than or equal';

CREATE OPERATOR CLASS heatmap_visitors_ops DEFAULT FOR TYPE heatmap_visitors USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 heatmap_visitors_cmp(heatmap_visitors, heatmap_visitors);

CREATE OPERATOR CLASS heatmap_visitors_ops DEFAULT FOR TYPE heatmap_visitors USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 heatmap_visitors_hash(heatmap_visitors),
    FUNCTION 2 heatmap_visitors_hash_extended(heatmap_visitors, bigint);
