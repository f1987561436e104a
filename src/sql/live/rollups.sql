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
    -- Only those of the caller: others could put something else in the place of a table while it is being opened.
    FOR rollup IN EXECUTE format('SELECT v.rollup FROM %s.rollup_views() AS v JOIN pg_roles AS o ON o.oid = v.owner'
        ' WHERE o.rolname = current_user', home) LOOP
        CONTINUE WHEN (
            SELECT count(*) < 2
            FROM pg_class AS v JOIN pg_class AS c ON c.relnamespace = v.relnamespace
            WHERE v.oid = rollup AND c.relname IN (v.relname || '_parts', v.relname || '_merged'));
        EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
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
    'the live roll-ups of the caller';

CREATE VIEW rollups AS SELECT * FROM rollup_list();
COMMENT ON VIEW rollups IS
    'live roll-ups of the current user: what they are of, groups, parts not merged yet, parts merged, last compaction';
GRANT SELECT ON rollups TO PUBLIC;
