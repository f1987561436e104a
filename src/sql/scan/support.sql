-- Planner support of the transition functions that the vectorised scan knows. It loads the library before the planner
-- looks for a hook, so that the scan is there for the first query of a session.

CREATE FUNCTION heatmap_support(pg_catalog.internal) RETURNS pg_catalog.internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_support(pg_catalog.internal) IS
    'planner support function of transition functions';
