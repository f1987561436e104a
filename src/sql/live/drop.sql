-- The end of a live roll-up.

CREATE PROCEDURE rollup_drop(rollup pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    levels text[];
    suffix text;
    fn regprocedure;
BEGIN
    -- The view is gone if its source was dropped with CASCADE; then the table <name>_state stands for it.
    SELECT n.nspname AS schema, left(c.relname, -length('_state'))::name AS name INTO r
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_roles AS o ON o.oid = c.relowner
    WHERE c.oid = rollup AND c.reloftype = format('%s.rollup_state', home)::regtype AND o.rolname = current_user;
    IF r.schema IS NULL THEN
        EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
    END IF;
    EXECUTE format('SELECT levels FROM ONLY %I.%I', r.schema, r.name || '_state') INTO levels;
    FOR fn IN
        SELECT DISTINCT p.oid FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid =
            p.oid
        WHERE p.proname = r.name || '_between' AND d.refobjid = to_regclass(format('%I.%I', r.schema, r.name ||
            '_tiers'))
    LOOP
        EXECUTE format('DROP FUNCTION %s', fn);
    END LOOP;
    FOREACH suffix IN ARRAY ARRAY['', '_tiers', '_query', '_rows'] LOOP
        EXECUTE format('DROP VIEW IF EXISTS %I.%I', r.schema, r.name || suffix);
    END LOOP;
    -- With the functions go the triggers that call them, whoever owns the source.
    FOREACH suffix IN ARRAY ARRAY['insert', 'update', 'delete', 'truncate', 'replica'] LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %I.%I() CASCADE', r.schema, r.name || '_' || suffix);
    END LOOP;
    FOREACH suffix IN ARRAY ARRAY['parts', 'merged', 'stale', 'state'] || levels LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I.%I', r.schema, r.name || '_' || suffix);
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_drop(pg_catalog.regclass) IS
    'ends a live roll-up and drops all that belongs to it, but not its source';
