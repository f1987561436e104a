-- A live roll-up by its view.

-- The views of all roll-ups. What a table <name>_state says is believed only if it belongs to the owner of the view.
CREATE FUNCTION rollup_views(OUT rollup pg_catalog.regclass, OUT owner pg_catalog.oid) RETURNS SETOF pg_catalog.record
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.oid::pg_catalog.regclass, v.relowner
    FROM pg_catalog.pg_class AS s JOIN pg_catalog.pg_class AS v
        ON v.relnamespace OPERATOR(pg_catalog.=) s.relnamespace AND v.relkind OPERATOR(pg_catalog.=) 'v'
            AND s.relname OPERATOR(pg_catalog.=) (v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_state')
            AND s.relowner OPERATOR(pg_catalog.=) v.relowner
    WHERE s.reloftype OPERATOR(pg_catalog.=) 'rollup_state'::pg_catalog.regtype
        AND NOT EXISTS (
            -- Policies, and expressions of views, are code of their owner.
            SELECT FROM pg_catalog.pg_class AS c
            WHERE c.relnamespace OPERATOR(pg_catalog.=) v.relnamespace
                AND c.relname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (
                    ARRAY[v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_state',
                    v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_parts', v.relname::pg_catalog.text
                        OPERATOR(pg_catalog.||) '_merged',
                    v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_stale'])
                AND (c.relkind OPERATOR(pg_catalog.<>) 'r' OR c.relrowsecurity));
END;
COMMENT ON FUNCTION rollup_views() IS
    'the views of all live roll-ups';

-- What rollup_create wrote down. An error if the view is not one of a roll-up, or if the caller is not its owner:
-- whoever owns a table chooses what its triggers and expressions do, so only the owner should set them off.
CREATE FUNCTION rollup_find(rollup pg_catalog.regclass, OUT schema pg_catalog.name, OUT name pg_catalog.name,
    OUT state rollup_state)
    RETURNS pg_catalog.record
    LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    owner oid;
    own boolean;
BEGIN
    EXECUTE format('SELECT owner FROM %s.rollup_views() WHERE rollup = $1', home) INTO owner USING rollup;
    IF owner IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'wrong_object_type', MESSAGE = format('"%s" is not a roll-up', rollup),
            HINT = 'The view rollups lists yours.';
    END IF;
    SELECT n.nspname, c.relname INTO schema, name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = rollup;
    own := owner = (SELECT oid FROM pg_roles WHERE rolname = current_user);
    IF own THEN
        EXECUTE format('SELECT * FROM ONLY %I.%I', schema, name || '_state') INTO state;
    END IF;
    IF NOT own OR EXISTS (
            SELECT FROM unnest(ARRAY['query', 'rows', 'tiers', 'parts', 'merged', 'stale'] || state.levels) AS suffix
                JOIN pg_class AS c ON c.oid = to_regclass(format('%I.%I', schema, name || '_' || suffix))
            WHERE c.relowner <> owner) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('must be owner of roll-up "%s"',
            rollup),
            HINT = format('SET ROLE %s', owner::regrole);
    END IF;
END
$$;
COMMENT ON FUNCTION rollup_find(pg_catalog.regclass) IS
    'definition of the live roll-up with this view';
