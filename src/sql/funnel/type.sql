-- The type funnel: text, JSON and binary input and output.

CREATE TYPE funnel;

CREATE FUNCTION funnel_in(pg_catalog.cstring) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
CREATE FUNCTION funnel_out(funnel) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
CREATE FUNCTION funnel_recv(pg_catalog.internal) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
CREATE FUNCTION funnel_send(funnel) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

CREATE TYPE funnel (
    INPUT = funnel_in,
    OUTPUT = funnel_out,
    RECEIVE = funnel_recv,
    SEND = funnel_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE funnel IS
    'how many actors completed each step of a funnel, and how long that took';

CREATE FUNCTION funnel_to_json(f funnel) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION funnel_to_json(funnel) IS
    'funnel as a JSON object with steps, window, mode, reached, times and, from three steps on, totals';
CREATE FUNCTION funnel_to_jsonb(f funnel) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION funnel_to_jsonb(funnel) IS
    'funnel as a JSON object with steps, window, mode, reached, times and, from three steps on, totals';
CREATE FUNCTION funnel_from_json(value pg_catalog.json) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION funnel_from_json(pg_catalog.json) IS 'funnel from its JSON object';
CREATE FUNCTION funnel_from_jsonb(value pg_catalog.jsonb) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION funnel_from_jsonb(pg_catalog.jsonb) IS 'funnel from its JSON object';

CREATE CAST (funnel AS pg_catalog.json) WITH FUNCTION funnel_to_json(funnel) AS ASSIGNMENT;
CREATE CAST (funnel AS pg_catalog.jsonb) WITH FUNCTION funnel_to_jsonb(funnel) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS funnel) WITH FUNCTION funnel_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS funnel) WITH FUNCTION funnel_from_jsonb(pg_catalog.jsonb);
