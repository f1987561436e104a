-- A new live roll-up.

-- Writes all groups from the source. Sums of what a policy shows would not be those of what triggers see, so it is an
-- error if there is one for the caller.
CREATE PROCEDURE rollup_make_groups(levels int, fragments pg_catalog.jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off SET array_nulls = on
AS $$
DECLARE
    sql text := 'WITH base AS (SELECT {added} FROM {rows} {filter} {groups})'
        ', all0 AS (INSERT INTO {level0} (key_, {dims}, {vals}) SELECT {hash}, {dims}, {vals} FROM base RETURNING *)';
    i int;
BEGIN
    FOR i IN 1 .. levels LOOP
        sql := sql || replace(
            ', all# AS (INSERT INTO {level#} (key_, {dims}, {vals}) SELECT {hash}, {dims}, {sums}'
            ' FROM (SELECT {level#_dims}, {vals} FROM all0) AS t GROUP BY {dims})', '#', i::text);
    END LOOP;
    EXECUTE format('CALL %s.rollup_run($1, $2)', fragments ->> 'home') USING
        sql || ' UPDATE {state} SET compacted = now(), merged = 0', fragments;
END
$$;
COMMENT ON PROCEDURE rollup_make_groups(int, pg_catalog.jsonb) IS
    'writes the groups of a live roll-up';

-- The tables of a roll-up, for the columns of its query.
CREATE PROCEDURE rollup_make_tables(levels int, fragments pg_catalog.jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    run text := format('CALL %s.rollup_run($1, $2)', fragments ->> 'home');
    -- A crash empties an unlogged table, so it must empty what was made of it.
    create_table text := CASE (SELECT relpersistence FROM pg_class WHERE oid = (fragments ->> 'source')::oid)
        WHEN 'u' THEN 'CREATE UNLOGGED TABLE ' ELSE 'CREATE TABLE ' END;
    lz4 boolean := (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression');
    col name;
    i int;
BEGIN
    EXECUTE run USING create_table || '{parts} AS SELECT {added} FROM {rows} {groups} WITH NO DATA',
        fragments;
    EXECUTE run USING 'ALTER TABLE {parts} ALTER n_ SET NOT NULL,'
        ' SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)', fragments;
    FOR i IN 0 .. levels LOOP
        EXECUTE run USING create_table || CASE i
            WHEN 0 THEN '{level0} AS SELECT {hash} AS key_, {dims}, {vals} FROM {parts} WITH NO DATA'
            ELSE replace('{level#} AS SELECT key_, {level#_dims}, {vals} FROM {level0} WITH NO DATA', '#', i::text)
            END, fragments;
        EXECUTE run USING replace('ALTER TABLE {level#} ALTER key_ SET NOT NULL, ALTER n_ SET NOT NULL', '#', i::text),
            fragments;
        EXECUTE run USING replace('CREATE INDEX ON {level#} (key_)', '#', i::text), fragments;
        IF fragments ->> 'short' IS NOT NULL THEN
            EXECUTE run USING replace(
                'ALTER TABLE {level#} ADD short_ boolean GENERATED ALWAYS AS ({short}) STORED', '#', i::text),
                    fragments;
            EXECUTE run USING replace('CREATE INDEX ON {level#} ({btree}) WHERE short_', '#', i::text), fragments;
            EXECUTE run USING replace('CREATE INDEX ON {level#} (key_) WHERE NOT short_', '#', i::text), fragments;
        ELSIF fragments ->> 'btree' <> '' THEN
            EXECUTE run USING replace('CREATE INDEX ON {level#} ({btree})', '#', i::text), fragments;
        END IF;
        IF fragments ->> 'period' <> '' THEN
            EXECUTE run USING replace('CREATE INDEX ON {level#} ({period})', '#', i::text), fragments;
        END IF;
        IF i > 0 AND fragments ->> 'mode' = 'recompute' THEN
            EXECUTE run USING replace('CREATE INDEX ON {level0} (({level#_hash}))', '#', i::text), fragments;
        END IF;
        -- It is read faster than pglz.
        FOR col IN
            SELECT attname FROM pg_attribute
            WHERE lz4 AND attrelid = (fragments ->> format('level%s', i))::regclass AND attnum > 0
                AND attstorage IN ('x', 'm')
        LOOP
            EXECUTE run USING replace('ALTER TABLE {level#} ALTER {column} SET COMPRESSION lz4', '#', i::text),
                fragments || jsonb_build_object('column', quote_ident(col));
        END LOOP;
    END LOOP;
    IF fragments ->> 'mode' = 'recompute' THEN
        EXECUTE run USING create_table || '{stale} AS SELECT key_, {dims} FROM {level0} WITH NO DATA', fragments;
        EXECUTE run USING 'ALTER TABLE {stale} ALTER key_ SET NOT NULL,'
            ' SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)', fragments;
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_make_tables(int, pg_catalog.jsonb) IS
    'makes the tables of a live roll-up';

CREATE PROCEDURE rollup_create(name pg_catalog.text, source pg_catalog.regclass, dimensions pg_catalog.text,
    aggregates pg_catalog.text, filter pg_catalog.text DEFAULT NULL, mode pg_catalog.text DEFAULT NULL,
    period pg_catalog.text DEFAULT NULL, levels pg_catalog.text[] DEFAULT NULL, inexact boolean DEFAULT false,
    ignore_row_security boolean DEFAULT false)
    LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
    -- The expressions of the caller mean what they mean to the caller; all else is written for another path, but for
    -- the types of these variables, which PL/pgSQL looks up before that.
    path pg_catalog.text := pg_catalog.current_setting('search_path');
    identifier pg_catalog.text[] := pg_catalog.parse_ident(name);
    schema pg_catalog.name := pg_catalog.current_schema();
    pinned pg_catalog.text := pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    home pg_catalog.text := (SELECT e.extnamespace::regnamespace FROM pg_extension AS e WHERE e.extname = 'heatmap');
    units pg_catalog.text[] := ARRAY['hour', 'day', 'week', 'month', 'quarter', 'year'];
    query pg_catalog.text;
    statement pg_catalog.text;
    part pg_catalog.regclass;
    parts pg_catalog.regclass[];
    bad pg_catalog.text;
    n_dims int;
    times pg_catalog.name[];
    f pg_catalog.jsonb;
BEGIN
    IF name IS NULL OR source IS NULL OR dimensions IS NULL OR aggregates IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'name, source, dimensions and aggregates must not be NULL';
    END IF;
    name := identifier[cardinality(identifier)];
    IF cardinality(identifier) = 2 THEN
        schema := identifier[1];
    END IF;
    IF cardinality(identifier) > 2 OR octet_length(name) > 50 OR schema IS NULL OR schema ~ '^pg_' THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_name', MESSAGE = format('invalid name of a roll-up: "%s"', name),
            DETAIL = 'It has at most 50 bytes, and is made in the schema before it, or in the first of the search_path,'
                ' which is neither temporary nor one of the system.';
    END IF;
    EXECUTE format('CALL %s.rollup_make_sure($1, $2)', home) USING schema, source;
    bad := (SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = schema AND c.relname = ANY (ARRAY(
                SELECT name || suffix
                FROM unnest(ARRAY['', '_query', '_rows', '_state', '_parts', '_merged']) AS suffix))
            ORDER BY length(c.relname) LIMIT 1);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_table', MESSAGE = format('relation "%s" already exists', bad),
            HINT = 'Choose another name for the roll-up, or call rollup_drop first if it is the one that is there.';
    END IF;
    IF mode NOT IN ('subtract', 'recompute') THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('invalid mode: "%s"', mode),
            HINT = 'The modes are subtract and recompute.';
    END IF;
    EXECUTE format('SELECT array_agg(t) FROM %s.rollup_tables($1) AS t', home) INTO parts USING source;
    FOREACH part IN ARRAY parts LOOP
        IF (SELECT c.relkind NOT IN ('r', 'p') OR c.relpersistence = 't' OR c.relnamespace = 'pg_catalog'::regnamespace
            FROM pg_class AS c WHERE c.oid = part) THEN
            RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
                MESSAGE = format('cannot keep a roll-up of "%s" up to date', part),
                DETAIL = 'A roll-up needs a table that is neither foreign nor temporary nor one of the system.';
        END IF;
        IF (SELECT c.relpersistence <> s.relpersistence FROM pg_class AS c, pg_class AS s
            WHERE c.oid = part AND s.oid = source) THEN
            RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
                MESSAGE = format('cannot keep a roll-up of "%s" up to date', source),
                DETAIL = 'A crash empties those of its tables that are unlogged, but not the others.';
        END IF;
        IF ignore_row_security IS NOT TRUE AND (SELECT c.relrowsecurity FROM pg_class AS c WHERE c.oid = part) THEN
            RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
                MESSAGE = format('table "%s" has row-level security, which a roll-up cannot keep', part),
                DETAIL = 'Sums show every row to everyone who may read them.',
                HINT = 'Set ignore_row_security if that is meant, and choose who may read the roll-up.';
        END IF;
        IF EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhrelid = part AND part <> source AND i.inhparent NOT IN (
                       SELECT t FROM unnest(parts) AS t)) OR
            EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhrelid = source) THEN
            RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
                MESSAGE = format('cannot keep a roll-up of "%s" up to date', source),
                DETAIL = format('"%s" is a part of another table, through which it can be written, too.', part),
                HINT = 'Make the roll-up of that table.';
        END IF;
    END LOOP;

    -- The plain query, first only with its dimensions, to count them.
    query := format('%I.%I', schema, name || '_query');
    statement := format(E'CREATE VIEW %s AS SELECT %s\nFROM %s', query, dimensions, source);
    PERFORM set_config('search_path', path, true);
    EXECUTE statement;
    PERFORM pg_catalog.set_config('search_path', pinned, true);
    n_dims := (SELECT count(*) FROM pg_attribute AS a WHERE a.attrelid = query::regclass AND a.attnum > 0);
    statement := format(E'CREATE OR REPLACE VIEW %s AS SELECT %s\n, %s\nFROM %s%s\nGROUP BY %s', query, dimensions,
        aggregates,
        source, ' WHERE ' || filter, (SELECT string_agg(i::text, ', ') FROM generate_series(1, n_dims) AS i));
    PERFORM set_config('search_path', path, true);
    EXECUTE statement;
    PERFORM pg_catalog.set_config('search_path', pinned, true);

    EXECUTE format('CALL %s.rollup_make_rows($1, $2, $3)', home) USING schema, name::name, source;
    bad := (SELECT a.attname FROM pg_attribute AS a
            WHERE a.attrelid = query::regclass AND a.attname ~ '^(n[0-9]*_|key_|short_|since_|until_|tier)$' LIMIT 1);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'reserved_name',
            MESSAGE = format('"%s" is a column that a roll-up needs itself', bad);
    END IF;
    times := ARRAY(
        SELECT a.attname FROM pg_attribute AS a
        WHERE a.attrelid = query::regclass AND a.attnum BETWEEN 1 AND n_dims
            AND a.atttypid = ANY (ARRAY['date', 'timestamp', 'timestamptz']::regtype[]));
    IF period IS NULL AND cardinality(times) = 1 THEN
        period := times[1];
    ELSIF period IS NOT NULL AND period <> ALL (times) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('period "%s" is not a dimension of type date, timestamp or timestamptz', period);
    END IF;
    IF levels = '{}' THEN
        levels := NULL;
    END IF;
    IF levels IS NOT NULL AND (SELECT a.atttypid = 'timestamptz'::regtype FROM pg_attribute AS a
                               WHERE a.attrelid = query::regclass AND a.attname = period) IS NOT FALSE THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'levels need a period of type date or timestamp',
            HINT = 'Put a dimension like (ts AT TIME ZONE ''UTC'')::date into the roll-up.';
    END IF;
    IF levels <> ARRAY(SELECT u FROM unnest(units) WITH ORDINALITY AS t(u, n) WHERE u = ANY (levels) ORDER BY n)
        OR 'week' = ANY (levels[: cardinality(levels) - 1]) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('invalid levels: %s', levels),
            DETAIL = 'Levels are hour, day, week, month, quarter and year, each once and from short to long;'
                ' nothing comes after week, which no month is made of.';
    END IF;
    EXECUTE format('SELECT %s.rollup_fragments($1, $2, $3, $4, $5, $6)', home) INTO f
        USING schema, name::name, source, 'subtract', period, levels;
    IF inexact IS NOT TRUE AND f ->> 'inexact' IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = format('sums of %s can differ in their last digits from those of the query', f ->> 'inexact'),
            DETAIL = 'A sum of fractions depends on the order of the parts.',
            HINT = 'Set inexact if that is good enough.';
    END IF;
    IF mode = 'subtract' AND f ->> 'indelible' IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = format('a row that is deleted cannot be subtracted from %s', f ->> 'indelible'),
            HINT = 'Use the mode recompute.';
    END IF;
    mode := coalesce(mode, CASE WHEN f ->> 'indelible' IS NULL THEN 'subtract' ELSE 'recompute' END);
    EXECUTE format('SELECT %s.rollup_fragments($1, $2, $3, $4, $5, $6)', home) INTO f
        USING schema, name::name, source, mode, period, levels;

    EXECUTE format('CREATE TABLE %I.%I OF %s.rollup_state', schema, name || '_state', home);
    EXECUTE format('INSERT INTO %I.%I VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now(), 0)', schema, name || '_state')
        USING source, dimensions, aggregates, filter, mode, period, levels;
    EXECUTE format('CALL %s.rollup_make_tables($1, $2)', home) USING coalesce(cardinality(levels), 0), f;
    EXECUTE format('CALL %s.rollup_make_views($1, $2)', home) USING coalesce(cardinality(levels), 0), f;
    IF period IS NOT NULL THEN
        EXECUTE format('CALL %s.rollup_make_between($1, $2)', home) USING levels, f;
    END IF;
    -- After this no transaction is left that wrote the source without the triggers, so the next statement sees all.
    EXECUTE format('CALL %s.rollup_make_triggers($1, $2, false, $3)', home) USING name::name, schema, f;
    EXECUTE format('CALL %s.rollup_make_groups($1, $2)', home) USING coalesce(cardinality(levels), 0), f;
    PERFORM pg_catalog.set_config('search_path', path, true);
END
$$;
COMMENT ON PROCEDURE rollup_create(pg_catalog.text, pg_catalog.regclass, pg_catalog.text, pg_catalog.text,
    pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text[], boolean, boolean) IS
    'begins to keep the result of an aggregate query up to date';
