-- The type heatmap: text, JSON and binary input and output.

CREATE TYPE heatmap;

CREATE FUNCTION heatmap_in(pg_catalog.cstring) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20000;
CREATE FUNCTION heatmap_out(heatmap) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
CREATE FUNCTION heatmap_recv(pg_catalog.internal) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
CREATE FUNCTION heatmap_send(heatmap) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

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

CREATE FUNCTION heatmap_to_json(h heatmap) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION heatmap_to_json(heatmap) IS
    'heatmap as a JSON object with cols, rows, extent, outside and cells';
CREATE FUNCTION heatmap_to_jsonb(h heatmap) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION heatmap_to_jsonb(heatmap) IS
    'heatmap as a JSON object with cols, rows, extent, outside and cells';
CREATE FUNCTION heatmap_from_json(value pg_catalog.json) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20000;
COMMENT ON FUNCTION heatmap_from_json(pg_catalog.json) IS 'heatmap from its JSON object';
CREATE FUNCTION heatmap_from_jsonb(value pg_catalog.jsonb) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30000;
COMMENT ON FUNCTION heatmap_from_jsonb(pg_catalog.jsonb) IS 'heatmap from its JSON object';

CREATE CAST (heatmap AS pg_catalog.json) WITH FUNCTION heatmap_to_json(heatmap) AS ASSIGNMENT;
CREATE CAST (heatmap AS pg_catalog.jsonb) WITH FUNCTION heatmap_to_jsonb(heatmap) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS heatmap) WITH FUNCTION heatmap_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS heatmap) WITH FUNCTION heatmap_from_jsonb(pg_catalog.jsonb);
