-- Patterns of events, in the language of ClickHouse's sequenceMatch.

CREATE FUNCTION journey_matches(j journey, pattern pg_catalog.text) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION journey_matches(journey, pg_catalog.text) IS
    'whether events of a journey follow one another as the pattern says, as (?1).*(?2)(?t<=3600)(?3)';

CREATE FUNCTION journey_count(j journey, pattern pg_catalog.text) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION journey_count(journey, pg_catalog.text) IS
    'how often events of a journey follow one another as the pattern says, without an event in common';

CREATE FUNCTION journey_match_times(j journey, pattern pg_catalog.text) RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION journey_match_times(journey, pg_catalog.text) IS
    'times of the events of the first match of a pattern, NULL if there is none';
