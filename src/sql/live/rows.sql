-- The rows of the source of a live roll-up: the view <name>_rows.

-- A view knows its table and the columns by number. A statement that named them could wait for a lock, while the owner
-- of the schema gives the name to another table.

CREATE FUNCTION rollup_names(view pg_catalog.regclass, source pg_catalog.regclass) RETURNS pg_catalog.name[]
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION rollup_names(pg_catalog.regclass, pg_catalog.regclass) IS
    'the names that the columns of a view have now in its source';

-- The view has the columns that the view <name>_query uses.
CREATE PROCEDURE rollup_make_rows(schema pg_catalog.name, name pg_catalog.name, source pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    grantee text;
    query regclass := format('%I.%I', schema, name || '_query')::regclass;
    columns text := (
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_attribute AS a
        WHERE a.attrelid = source AND a.attnum > 0 AND EXISTS (
            SELECT FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            WHERE r.ev_class = query AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
                AND d.refobjsubid = a.attnum));
BEGIN
    EXECUTE format('CREATE VIEW %I.%I AS SELECT %s FROM %s', schema, name || '_rows',
        coalesce(columns, 'true AS row_'), source);
    -- It reads and writes the source with the rights of the owner, whatever his default privileges are.
    FOR grantee IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END
        FROM pg_class AS c, aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE c.oid = format('%I.%I', schema, name || '_rows')::regclass AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE ALL ON %I.%I FROM %s', schema, name || '_rows', grantee);
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_make_rows(pg_catalog.name, pg_catalog.name, pg_catalog.regclass) IS
    'makes the view of the rows that a live roll-up is of';

-- Keeps the source from being changed until the transaction ends. Up to 15, an empty table could become a view.
CREATE PROCEDURE rollup_lock(view pg_catalog.text, source pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('LOCK TABLE %s IN ACCESS SHARE MODE', view);
    IF (SELECT relkind FROM pg_class WHERE oid = source) = 'v' THEN
        RAISE EXCEPTION USING ERRCODE = 'wrong_object_type', MESSAGE = format('"%s" is no longer a table', source);
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_lock(pg_catalog.text, pg_catalog.regclass) IS
    'locks the source of a live roll-up against changes of its definition';
