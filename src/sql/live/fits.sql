-- Whether a table still is what the triggers of a live roll-up were written for. They hold the statement as text, which
-- the owner of the table could give another meaning, and it runs with the rights of the roll-up's owner: a column of
-- another type, under the old name, brings its own casts along. So would another table in the place of that of the
-- parts. The types of the columns are those of the view <name>_rows, whose names no longer matter.
CREATE FUNCTION rollup_fits(source pg_catalog.oid, columns pg_catalog.name[], schema pg_catalog.name,
    rows pg_catalog.name) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION rollup_fits(pg_catalog.oid, pg_catalog.name[], pg_catalog.name, pg_catalog.name) IS
    'whether a table has columns of these names, of the types of a view';

-- An error if somebody else could make the triggers of a roll-up run what he likes, with the rights of the caller. The
-- owner of a schema can put a table in the place of another one, whoever owns that. Superusers, who have most to lose,
-- should trust neither who made the extension nor who owns the source, whose indexes and policies run when it is read.
CREATE PROCEDURE rollup_make_sure(schema pg_catalog.name, source pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    home oid := (SELECT extnamespace FROM pg_extension WHERE extname = 'heatmap');
    super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
    parts regclass[];
    r record;
BEGIN
    EXECUTE format('SELECT array_agg(t) FROM %s.rollup_tables($1) AS t', home::regnamespace) INTO parts USING source;
    SELECT object.name, o.rolname INTO r
    FROM (SELECT format('schema "%s"', n.nspname) AS name, n.nspowner AS owner
          FROM pg_namespace AS n WHERE n.nspname = schema OR super AND n.oid = home
          UNION ALL
          SELECT format('table "%s"', c.oid::regclass), c.relowner
          FROM pg_class AS c WHERE super AND c.oid = ANY (parts)
        ) AS object
        JOIN pg_database AS d ON d.datname = current_database()
        JOIN pg_roles AS named ON named.oid = object.owner
        JOIN pg_roles AS o ON o.oid = CASE named.rolname WHEN 'pg_database_owner' THEN d.datdba ELSE named.oid END
    WHERE o.rolname <> current_user AND NOT o.rolsuper
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = format('%s belongs to role "%s"', r.name, r.rolname),
            DETAIL = 'Its owner could make a roll-up run what he likes with your rights.',
            HINT = format('SET ROLE %I%s.', r.rolname, CASE WHEN NOT super THEN ', or use a schema of your own' END);
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_make_sure(pg_catalog.name, pg_catalog.regclass) IS
    'an error if a live roll-up of the caller would not be safe from others';
