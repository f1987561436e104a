-- A live roll-up made anew.

CREATE PROCEDURE rollup_refresh(rollup pg_catalog.regclass, refill boolean DEFAULT true)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off SET array_nulls = on
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    f jsonb;
    tab text;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'rollup_refresh needs the isolation level READ COMMITTED',
            DETAIL = 'An older snapshot would not see rows that were committed before the triggers were there.';
    END IF;
    EXECUTE format('SELECT * FROM %s.rollup_find($1, true)', home) INTO r USING rollup;
    EXECUTE format('SELECT %s.rollup_fragments($1, $2, $3, $4, $5, $6)', home) INTO f
        USING r.schema, r.name, (r.state).source, (r.state).mode, (r.state).period, (r.state).levels;
    EXECUTE format('CALL %s.rollup_make_triggers($1, $2, true, $3)', home) USING r.name, r.schema, f;
    IF refill THEN
        -- A compaction that is at work ends before this.
        EXECUTE format('UPDATE %s SET merged = 0', f ->> 'state');
        FOREACH tab IN ARRAY string_to_array(f ->> 'tables', ', ') LOOP
            EXECUTE format('DELETE FROM %s', tab);
        END LOOP;
        EXECUTE format('CALL %s.rollup_make_groups($1, $2)', home)
            USING coalesce(cardinality((r.state).levels), 0), f;
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_refresh(pg_catalog.regclass, boolean) IS
    'makes the triggers of a live roll-up anew, and, unless refill is false, its values';
