-- A live roll-up made anew.

CREATE PROCEDURE rollup_refresh(rollup pg_catalog.regclass, refill boolean DEFAULT true)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off SET array_nulls = on
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    run text := format('CALL %s.rollup_run($1, $2)', home);
    r record;
    f jsonb;
    levels int;
    i int;
BEGIN
    EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
    EXECUTE format('CALL %s.rollup_make_sure($1, $2)', home) USING r.schema, (r.state).source;
    EXECUTE format('CALL %s.rollup_lock($1, $2)', home)
        USING format('%I.%I', r.schema, r.name || '_rows'), (r.state).source;
    EXECUTE format('SELECT %s.rollup_fragments($1, $2, $3, $4, $5, $6)', home) INTO f
        USING r.schema, r.name, (r.state).source, (r.state).mode, (r.state).period, (r.state).levels;
    levels := coalesce(cardinality((r.state).levels), 0);
    EXECUTE format('CALL %s.rollup_make_triggers($1, $2, true, $3)', home) USING r.name, r.schema, f;
    IF refill THEN
        -- A compaction that is at work ends before this.
        EXECUTE run USING 'UPDATE {state} SET merged = 0', f;
        EXECUTE run USING 'DELETE FROM {parts}', f;
        IF f ->> 'mode' = 'recompute' THEN
            EXECUTE run USING 'DELETE FROM {stale}', f;
        END IF;
        FOR i IN 0 .. levels LOOP
            EXECUTE run USING format('DELETE FROM {level%s}', i), f;
        END LOOP;
        EXECUTE format('CALL %s.rollup_make_groups($1, $2)', home)
            USING levels, f;
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_refresh(pg_catalog.regclass, boolean) IS
    'makes the triggers of a live roll-up anew, and, unless refill is false, its values';
