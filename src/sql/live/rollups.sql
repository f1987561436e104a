-- What live roll-ups there are.

CREATE FUNCTION rollup_list(OUT rollup pg_catalog.regclass, OUT source pg_catalog.regclass,
    OUT dimensions pg_catalog.text, OUT aggregates pg_catalog.text, OUT filter pg_catalog.text,
    OUT mode pg_catalog.text, OUT period pg_catalog.text, OUT levels pg_catalog.text[], OUT groups bigint,
    OUT parts bigint, OUT stale bigint, OUT merged bigint, OUT compacted pg_catalog.timestamptz)
    RETURNS SETOF pg_catalog.record
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
BEGIN
    FOR rollup IN EXECUTE format('SELECT rollup FROM %s.rollup_views()', home) LOOP
        SELECT has_schema_privilege(v.relnamespace, 'USAGE')
                AND bool_and(has_table_privilege(c.oid, 'SELECT')) AS readable,
            count(*) FILTER (WHERE c.relname IN (v.relname || '_parts', v.relname || '_merged')) = 2 AS complete
        INTO r
        FROM pg_class AS v JOIN pg_class AS c ON c.relnamespace = v.relnamespace AND c.relname IN (
            v.relname || '_state', v.relname || '_parts', v.relname || '_merged', v.relname || '_stale')
        WHERE v.oid = rollup GROUP BY v.relnamespace;
        CONTINUE WHEN NOT (r.readable AND r.complete);
        EXECUTE format('SELECT * FROM %s.rollup_find($1, false)', home) INTO r USING rollup;
        source := (r.state).source;
        dimensions := (r.state).dimensions;
        aggregates := (r.state).aggregates;
        filter := (r.state).filter;
        mode := (r.state).mode;
        period := (r.state).period;
        levels := (r.state).levels;
        merged := (r.state).merged;
        compacted := (r.state).compacted;
        EXECUTE format('SELECT (SELECT count(*) FROM ONLY %1$I.%2$I), (SELECT count(*) FROM ONLY %1$I.%3$I)', r.schema,
            r.name || '_merged', r.name || '_parts') INTO groups, parts;
        stale := NULL;
        IF mode = 'recompute' THEN
            EXECUTE format('SELECT count(DISTINCT key_) FROM ONLY %I.%I', r.schema, r.name || '_stale') INTO stale;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION rollup_list() IS
    'the live roll-ups whose tables the caller may read';

CREATE VIEW rollups AS SELECT * FROM rollup_list();
COMMENT ON VIEW rollups IS
    'live roll-ups: what they are of, groups, parts that are not merged yet, parts merged, last compaction';
GRANT SELECT ON rollups TO PUBLIC;
