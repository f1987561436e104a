-- The end of a live roll-up.

CREATE PROCEDURE rollup_drop(rollup pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    suffix text;
BEGIN
    EXECUTE format('SELECT * FROM %s.rollup_find($1, false)', home) INTO r USING rollup;
    FOR suffix IN SELECT p.oid::regprocedure FROM pg_proc AS p
        WHERE p.pronamespace = quote_ident(r.schema)::regnamespace AND p.proname = r.name || '_between' LOOP
        EXECUTE format('DROP FUNCTION %s', suffix);
    END LOOP;
    EXECUTE format('DROP VIEW %I.%I', r.schema, r.name);
    EXECUTE format('DROP VIEW IF EXISTS %I.%I', r.schema, r.name || '_tiers');
    -- With the functions go the triggers that call them, whoever owns the source.
    FOREACH suffix IN ARRAY ARRAY['insert', 'update', 'delete', 'truncate', 'replica'] LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %I.%I() CASCADE', r.schema, r.name || '_' || suffix);
    END LOOP;
    EXECUTE format('DROP VIEW IF EXISTS %I.%I', r.schema, r.name || '_query');
    FOREACH suffix IN ARRAY ARRAY['parts', 'merged', 'stale', 'state'] || (r.state).levels LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I.%I', r.schema, r.name || '_' || suffix);
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_drop(pg_catalog.regclass) IS
    'ends a live roll-up and drops all that belongs to it, but not its source';
