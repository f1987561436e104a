-- The type heatmap_visitors: text, JSON and binary input and output.

CREATE TYPE heatmap_visitors;

CREATE FUNCTION heatmap_visitors_in(pg_catalog.cstring) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
CREATE FUNCTION heatmap_visitors_out(heatmap_visitors) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
CREATE FUNCTION heatmap_visitors_recv(pg_catalog.internal) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
CREATE FUNCTION heatmap_visitors_send(heatmap_visitors) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE heatmap_visitors (
    INPUT = heatmap_visitors_in,
    OUTPUT = heatmap_visitors_out,
    RECEIVE = heatmap_visitors_recv,
    SEND = heatmap_visitors_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE heatmap_visitors IS
    'which visitors clicked in which cells of a grid';

CREATE FUNCTION heatmap_visitors_to_json(v heatmap_visitors) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION heatmap_visitors_to_json(heatmap_visitors) IS
    'set of visitors as a JSON object with cols, rows, extent, visitors and pairs';
CREATE FUNCTION heatmap_visitors_to_jsonb(v heatmap_visitors) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION heatmap_visitors_to_jsonb(heatmap_visitors) IS
    'set of visitors as a JSON object with cols, rows, extent, visitors and pairs';
CREATE FUNCTION heatmap_visitors_from_json(value pg_catalog.json) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION heatmap_visitors_from_json(pg_catalog.json) IS 'set of visitors from its JSON object';
CREATE FUNCTION heatmap_visitors_from_jsonb(value pg_catalog.jsonb) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION heatmap_visitors_from_jsonb(pg_catalog.jsonb) IS 'set of visitors from its JSON object';

CREATE CAST (heatmap_visitors AS pg_catalog.json)
    WITH FUNCTION heatmap_visitors_to_json(heatmap_visitors) AS ASSIGNMENT;
CREATE CAST (heatmap_visitors AS pg_catalog.jsonb)
    WITH FUNCTION heatmap_visitors_to_jsonb(heatmap_visitors) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS heatmap_visitors) WITH FUNCTION heatmap_visitors_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS heatmap_visitors) WITH FUNCTION heatmap_visitors_from_jsonb(pg_catalog.jsonb);
