-- The type heatmap: text, JSON and binary input and output.

CREATE TYPE heatmap;

CREATE FUNCTION heatmap_in(cstring) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION heatmap_out(heatmap) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION heatmap_recv(internal) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION heatmap_send(heatmap) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE heatmap (
    INPUT = heatmap_in,
    OUTPUT = heatmap_out,
    RECEIVE = heatmap_recv,
    SEND = heatmap_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE heatmap IS
    'grid of cells over a rectangle, each with the sum of the weights that fell into it';

CREATE FUNCTION heatmap_to_json(h heatmap) RETURNS json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_to_json(heatmap) IS
    'heatmap as a JSON object with cols, rows, extent, outside and cells';
CREATE FUNCTION heatmap_to_jsonb(h heatmap) RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_to_jsonb(heatmap) IS
    'heatmap as a JSON object with cols, rows, extent, outside and cells';
CREATE FUNCTION heatmap_from_json(value json) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_from_json(json) IS 'heatmap from its JSON object';
CREATE FUNCTION heatmap_from_jsonb(value jsonb) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_from_jsonb(jsonb) IS 'heatmap from its JSON object';

CREATE CAST (heatmap AS json) WITH FUNCTION heatmap_to_json(heatmap) AS ASSIGNMENT;
CREATE CAST (heatmap AS jsonb) WITH FUNCTION heatmap_to_jsonb(heatmap) AS ASSIGNMENT;
CREATE CAST (json AS heatmap) WITH FUNCTION heatmap_from_json(json);
CREATE CAST (jsonb AS heatmap) WITH FUNCTION heatmap_from_jsonb(jsonb);
