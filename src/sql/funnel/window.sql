-- The type funnel_window: a window that is written as an interval or as a number of seconds.

CREATE TYPE funnel_window;

CREATE FUNCTION funnel_window_in(pg_catalog.cstring) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION funnel_window_out(funnel_window) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION funnel_window_recv(pg_catalog.internal) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION funnel_window_send(funnel_window) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE funnel_window (
    INPUT = funnel_window_in,
    OUTPUT = funnel_window_out,
    RECEIVE = funnel_window_recv,
    SEND = funnel_window_send,
    LIKE = pg_catalog.int8
);
COMMENT ON TYPE funnel_window IS
    'longest time from step 1 of a funnel to its last step: an interval of days and smaller units, or seconds';

CREATE FUNCTION funnel_window_from_interval(win interval) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_interval(interval) IS 'window of this length';
CREATE FUNCTION funnel_window_from_bigint(seconds bigint) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_bigint(bigint) IS 'window of so many seconds';
CREATE FUNCTION funnel_window_from_int(seconds int) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_int(int) IS 'window of so many seconds';
CREATE FUNCTION funnel_window_from_smallint(seconds smallint) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_smallint(smallint) IS 'window of so many seconds';

CREATE CAST (interval AS funnel_window) WITH FUNCTION funnel_window_from_interval(interval) AS IMPLICIT;
CREATE CAST (bigint AS funnel_window) WITH FUNCTION funnel_window_from_bigint(bigint) AS IMPLICIT;
CREATE CAST (int AS funnel_window) WITH FUNCTION funnel_window_from_int(int) AS IMPLICIT;
CREATE CAST (smallint AS funnel_window) WITH FUNCTION funnel_window_from_smallint(smallint) AS IMPLICIT;

CREATE FUNCTION funnel_window_eq(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_eq(funnel_window, funnel_window) IS 'implementation of = operator';
CREATE FUNCTION funnel_window_ne(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_ne(funnel_window, funnel_window) IS 'implementation of <> operator';
CREATE FUNCTION funnel_window_lt(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_lt(funnel_window, funnel_window) IS 'implementation of < operator';
CREATE FUNCTION funnel_window_le(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_le(funnel_window, funnel_window) IS 'implementation of <= operator';
CREATE FUNCTION funnel_window_gt(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_gt(funnel_window, funnel_window) IS 'implementation of > operator';
CREATE FUNCTION funnel_window_ge(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_ge(funnel_window, funnel_window) IS 'implementation of >= operator';
CREATE FUNCTION funnel_window_cmp(a funnel_window, b funnel_window) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_cmp(funnel_window, funnel_window) IS 'less-equal-greater';
CREATE FUNCTION funnel_window_hash(w funnel_window) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_hash(funnel_window) IS 'hash';
CREATE FUNCTION funnel_window_hash_extended(w funnel_window, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_hash_extended(funnel_window, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (funnel_window, funnel_window) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (funnel_window, funnel_window) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (funnel_window, funnel_window) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (funnel_window, funnel_window) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (funnel_window, funnel_window) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (funnel_window, funnel_window) IS 'greater than or equal';

CREATE OPERATOR CLASS funnel_window_ops DEFAULT FOR TYPE funnel_window USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 funnel_window_cmp(funnel_window, funnel_window);

CREATE OPERATOR CLASS funnel_window_ops DEFAULT FOR TYPE funnel_window USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 funnel_window_hash(funnel_window),
    FUNCTION 2 funnel_window_hash_extended(funnel_window, bigint);
