-- The type journey: text, JSON and binary input and output.

CREATE TYPE journey;

CREATE FUNCTION journey_in(pg_catalog.cstring) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
CREATE FUNCTION journey_out(journey) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
CREATE FUNCTION journey_recv(pg_catalog.internal) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
CREATE FUNCTION journey_send(journey) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE journey (
    INPUT = journey_in,
    OUTPUT = journey_out,
    RECEIVE = journey_recv,
    SEND = journey_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE journey IS
    'the events of one actor that are steps of a funnel, in order of time';

CREATE FUNCTION journey_to_json(j journey) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_to_json(journey) IS
    'journey as a JSON object with steps and events';
CREATE FUNCTION journey_to_jsonb(j journey) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_to_jsonb(journey) IS
    'journey as a JSON object with steps and events';
CREATE FUNCTION journey_from_json(value pg_catalog.json) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION journey_from_json(pg_catalog.json) IS 'journey from its JSON object';
CREATE FUNCTION journey_from_jsonb(value pg_catalog.jsonb) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION journey_from_jsonb(pg_catalog.jsonb) IS 'journey from its JSON object';

CREATE CAST (journey AS pg_catalog.json) WITH FUNCTION journey_to_json(journey) AS ASSIGNMENT;
CREATE CAST (journey AS pg_catalog.jsonb) WITH FUNCTION journey_to_jsonb(journey) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS journey) WITH FUNCTION journey_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS journey) WITH FUNCTION journey_from_jsonb(pg_catalog.jsonb);
