-- What writes the parts of a live roll-up: the triggers of its source.

-- A table, its partitions and its other descendants.
CREATE FUNCTION rollup_tables(source pg_catalog.regclass) RETURNS SETOF pg_catalog.regclass
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    WITH RECURSIVE tables AS (
        SELECT source AS t
        UNION
        SELECT i.inhrelid::pg_catalog.regclass
        FROM pg_catalog.pg_inherits AS i JOIN tables ON i.inhparent OPERATOR(pg_catalog.=) tables.t)
    SELECT t FROM tables;
END;
COMMENT ON FUNCTION rollup_tables(pg_catalog.regclass) IS
    'a table and all tables that inherit from it';

-- Makes the trigger functions of a roll-up and on each table of its source the triggers that call them. With `anew`
-- they take the place of those that are there. Waits until no transaction writes the source, and then keeps others
-- from writing it.
CREATE PROCEDURE rollup_make_triggers(name pg_catalog.name, schema pg_catalog.name, anew boolean,
    fragments pg_catalog.jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $$
DECLARE
    source regclass := (fragments ->> 'source')::oid;
    stray regclass;
    elsewhere text := format('SELECT min(tgrelid) FROM pg_trigger WHERE tgfoid = to_regprocedure($1)'
        ' AND tgparentid = 0 AND tgrelid NOT IN (SELECT t FROM %s.rollup_tables($2) AS t)', fragments ->> 'home');
    made oid;
    grantee text;
    fill text := format('SELECT %s.rollup_fill($1, $2)', fragments ->> 'home');
    run text := format('CALL %s.rollup_run($1, $2)', fragments ->> 'home');
    add_new text := 'INSERT INTO {parts} ({dims}, {vals}) SELECT {added} FROM new_rows AS rows_ {filter} {groups};';
    guard text := format('IF NOT %s.rollup_fits(TG_RELID, %L::name[], %L::name, %L::name) THEN'
        ' RAISE EXCEPTION USING ERRCODE = ''object_not_in_prerequisite_state'', MESSAGE = %L,'
        ' HINT = ''Call rollup_refresh, with refill => false if something only got another name.''; END IF; ',
        fragments ->> 'home', ARRAY(SELECT jsonb_array_elements_text(fragments -> 'columns')), schema, name || '_rows',
        format('table "%s", or the schema of roll-up "%s", has changed since its triggers were made',
            source, name));
    lose_old text := CASE fragments ->> 'mode'
        WHEN 'subtract' THEN
            'INSERT INTO {parts} ({dims}, {vals}) SELECT {taken} FROM old_rows AS rows_ {filter} {groups};'
        WHEN 'recompute' THEN
            'INSERT INTO {stale} (key_, {dims}) SELECT {hash}, {dims}'
            ' FROM (SELECT DISTINCT {exprs} FROM old_rows AS rows_ {filter}) AS s;'
        END;
    t record;
    tab regclass;
    f jsonb;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('%s needs the isolation level READ COMMITTED',
                CASE WHEN anew THEN 'rollup_refresh' ELSE 'rollup_create' END),
            DETAIL = 'An older snapshot would not see rows that were committed before the triggers were there.';
    END IF;
    FOR t IN SELECT event, trigger, body FROM (VALUES
        ('insert', 'AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT', add_new),
        ('delete', 'AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT', lose_old),
        ('update', 'AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT',
            lose_old || add_new),
        -- It fires for each table that is truncated, when all of them are. That the transaction has locked every table
        -- of the tree, and that all are empty files, shows that nothing is left, whatever its snapshot sees. If that
        -- does not even see the way up to the source, it is an error.
        ('truncate', 'AFTER TRUNCATE ON {table} FOR EACH STATEMENT',
            'IF (WITH RECURSIVE up AS (SELECT TG_RELID AS t UNION SELECT i.inhparent FROM pg_inherits AS i JOIN up'
            ' ON i.inhrelid = up.t), down AS (SELECT t FROM up UNION SELECT i.inhrelid FROM pg_inherits AS i JOIN down'
            ' ON i.inhparent = down.t) SELECT bool_or(pg_relation_size(t) > 0 OR NOT EXISTS (SELECT FROM pg_locks AS l'
            ' WHERE l.pid = pg_backend_pid() AND l.locktype = ''relation'' AND l.relation = t'
            ' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())'
            ' AND l.mode = ''AccessExclusiveLock'' AND l.granted))'
            ' OR bool_or(t = to_regclass({source_literal})) IS NOT TRUE FROM down) THEN'
            ' RAISE EXCEPTION USING ERRCODE = ''feature_not_supported'', MESSAGE = {truncate_message},'
            ' HINT = ''Truncate the whole table, or delete the rows.''; END IF; TRUNCATE {tables};'),
        -- What logical replication applies fires triggers for each row only, and only those enabled for it.
        ('replica', 'AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW',
            'IF TG_OP <> ''INSERT'' THEN ' || replace(lose_old, 'old_rows', '(SELECT OLD.*)') || ' END IF;'
            ' IF TG_OP <> ''DELETE'' THEN ' || replace(add_new, 'new_rows', '(SELECT NEW.*)') || ' END IF;'))
        AS v(event, trigger, body)
    LOOP
        f := fragments || jsonb_build_object(
            'trigger', quote_ident(name || '_' || t.event),
            'function', format('%I.%I', schema, name || '_' || t.event),
            'source_literal', quote_literal(source),
            'truncate_message', quote_literal(format('cannot truncate a part of table "%s" without the rest', source)));
        EXECUTE fill INTO t.body USING t.body, f;
        f := f || jsonb_build_object(
            'body', quote_literal(
                format(E'#variable_conflict use_column\nBEGIN\n%s%s\nRETURN NULL;\nEND', guard, t.body)),
            -- It changes what an array in the text means.
            'settings', CASE WHEN t.body ~ '[{,]NULL[,}]' THEN 'SET array_nulls = on' END);
        -- A function of somebody else would stay theirs if it was replaced.
        IF anew AND (SELECT p.proowner <> r.oid FROM pg_proc AS p, pg_roles AS r
                     WHERE p.oid = to_regprocedure(f ->> 'function' || '()') AND r.rolname = current_user) THEN
            RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                MESSAGE = format('must be owner of function "%s"', f ->> 'function');
        END IF;
        -- Tables that are no longer a part of the source lose their triggers with the function, whoever owns them now.
        EXECUTE elsewhere INTO stray USING f ->> 'function' || '()', source;
        IF stray IS NOT NULL THEN
            EXECUTE run USING 'DROP FUNCTION {function}() CASCADE', f;
        END IF;
        EXECUTE run USING CASE WHEN anew THEN 'CREATE OR REPLACE' ELSE 'CREATE' END ||
            ' FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER'
            ' SET search_path = pg_catalog, pg_temp {settings} AS {body}', f;
        EXECUTE run USING 'ALTER FUNCTION {function}() DEPENDS ON EXTENSION heatmap', f;
        made := to_regprocedure(f ->> 'function' || '()');
        FOR grantee IN
            SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END
            FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
                LEFT JOIN pg_roles AS r ON r.oid = a.grantee
            WHERE p.oid = made AND a.grantee <> p.proowner LOOP
            EXECUTE run USING 'REVOKE ALL ON FUNCTION {function}() FROM {grantee}',
                f || jsonb_build_object('grantee', grantee);
        END LOOP;

        -- Only the owner of a table may choose when its triggers are enabled.
        CONTINUE WHEN t.event = 'replica'
            AND NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = source), 'USAGE');
        FOR tab IN EXECUTE format('SELECT * FROM %s.rollup_tables($1)', fragments ->> 'home') USING source LOOP
            f := f || jsonb_build_object('table', tab);
            IF EXISTS (SELECT FROM pg_trigger
                       WHERE tgrelid = tab AND tgname = name || '_' || t.event AND tgfoid <> made) THEN
                RAISE EXCEPTION USING ERRCODE = 'duplicate_object',
                    MESSAGE = format('table "%s" has a trigger "%s" already', tab, name || '_' || t.event),
                    HINT = 'Choose another name for the roll-up.';
            END IF;
            IF t.event <> 'replica' OR tab = source
                OR NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tab AND tgname = name || '_replica') THEN
                EXECUTE run
                    USING 'CREATE OR REPLACE TRIGGER {trigger} ' || t.trigger || ' EXECUTE FUNCTION {function}()', f;
            END IF;
            IF t.event = 'replica' THEN
                EXECUTE run USING 'ALTER TABLE ONLY {table} ENABLE REPLICA TRIGGER {trigger}', f;
            END IF;
        END LOOP;
        -- The name of a table can go to another one while this waits for it.
        EXECUTE elsewhere INTO stray USING f ->> 'function' || '()', source;
        IF stray IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
                MESSAGE = format('"%s" is another table now', stray);
        END IF;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_make_triggers(pg_catalog.name, pg_catalog.name, boolean, pg_catalog.jsonb) IS
    'makes the triggers of a live roll-up, also those that its source lacks';
