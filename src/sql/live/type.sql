-- What there is to know of a live roll-up: the one row of its table <name>_state.

-- A table of this type marks a roll-up, wherever it is, and DROP EXTENSION is refused while there is one.
CREATE TYPE rollup_state AS (
    source pg_catalog.regclass,
    dimensions pg_catalog.text,
    aggregates pg_catalog.text,
    filter pg_catalog.text,
    mode pg_catalog.text,
    period pg_catalog.text,
    levels pg_catalog.text[],
    created pg_catalog.timestamptz,
    compacted pg_catalog.timestamptz,
    merged bigint
);
COMMENT ON TYPE rollup_state IS 'definition and last compaction of a live roll-up';
