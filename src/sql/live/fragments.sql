-- The pieces from which the statements of a live roll-up are put together.

-- The tables of a roll-up hold its dimensions, then n_, the number of rows, then the aggregates, and behind each
-- aggregate that can be NULL a count n1_, n2_, ... of the rows that have a part in it. Result, beside names:
--   source, rows         the table, by its OID, as its name can change; its rows, as rows_
--   columns              the names of those of its columns that are in use
--   dims, other_dims     the dimensions, all or without the period
--   vals                 the other columns
--   exprs                the dimensions, from rows_; filter: the WHERE clause, or empty; groups: the GROUP BY clause
--   added, taken         the columns of a part, from rows_ that came or went
--   sums, shown          vals of several parts; the aggregates as the view shows them
--   hash, hash_rows      a number for each group, from the dimensions or from rows_: the same in a copy of the
--                        database; two groups may have one
--   btree, short         the dimensions that a btree can hold, and the condition that a row fits into one
--   inexact, indelible   the first aggregate whose parts do not add up to the byte; from which no row can be taken
--   trunc                a format for the period: %1$L is the unit, %2$s the expression
--   level1, level1_dims, level1_hash   the table of a level, its dimensions and hash from those below
CREATE FUNCTION rollup_fragments(schema pg_catalog.name, name pg_catalog.name, source pg_catalog.regclass,
    mode pg_catalog.text, period pg_catalog.text, units pg_catalog.text[])
    RETURNS pg_catalog.jsonb
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    query regclass := format('%I.%I', schema, name || '_query')::regclass;
    trunc text := CASE (SELECT atttypid FROM pg_attribute WHERE attrelid = query AND attname = period)
        -- A date can be beyond the range of timestamps, and stays as it is then.
        WHEN 'date'::regtype THEN
            'CASE WHEN %2$s >= date ''4000-01-01 BC'' AND %2$s < date ''294000-01-01'''
            ' THEN date_trunc(%1$L, %2$s::timestamp)::date ELSE %2$s END'
        WHEN 'timestamp'::regtype THEN
            'CASE WHEN %2$s >= timestamp ''4000-01-01 BC'' AND %2$s < timestamp ''294000-01-01'''
            ' THEN date_trunc(%1$L, %2$s) ELSE %2$s END'
        END;
    names name[];
    n int := 0;
    col record;
    filter text := '';
    dims text[];
    exprs text[];
    keys text[];
    key_rows text[];
    vals text[] := ARRAY['n_'];
    added text[] := ARRAY['count(*) AS n_'];
    taken text[] := ARRAY['-count(*) AS n_'];
    sums text[] := ARRAY['sum(n_)::bigint AS n_'];
    shown text[];
    btree text[];
    texts text[];
    inexact text;
    room int := 2400; -- for texts in an entry of a btree, which takes 2,700 bytes at most
    indelible text;
BEGIN
    EXECUTE format('SELECT %s.rollup_names($1, $2)', home) INTO names
        USING format('%I.%I', schema, name || '_rows')::regclass, source;
    FOR col IN EXECUTE format('SELECT * FROM %s.rollup_columns($1, $2, $3)', home)
        USING query, source, period::name LOOP
        IF col.name IS NULL THEN
            filter := format('WHERE %s', col.part);
        ELSIF col.merge IS NULL THEN
            dims := dims || col.name;
            exprs := exprs || format('%s AS %s', col.part, col.name);
            IF col.hashed THEN
                keys := keys || col.name;
                key_rows := key_rows || col.part;
            END IF;
            IF col.index IS NOT NULL THEN
                btree := btree || col.name;
            END IF;
            IF col.index = 'fixed' THEN
                room := room - (SELECT attlen FROM pg_attribute
                                WHERE attrelid = query AND quote_ident(attname) = col.name);
            ELSIF col.index = 'text' THEN
                texts := texts || format('coalesce(octet_length(%s), 0)', col.name);
            END IF;
        ELSE
            n := n + 1;
            vals := vals || col.name;
            added := added || format('%s AS %s', col.part, col.name);
            taken := taken || format('%s (%s) AS %s', col.minus, col.part, col.name);
            sums := sums || format('%s AS %s', col.merge, col.name);
            IF mode = 'subtract' AND col.counted IS NOT NULL THEN
                vals := vals || format('n%s_', n);
                added := added || format('count(*) FILTER (WHERE %s) AS n%s_', col.counted, n);
                taken := taken || format('-count(*) FILTER (WHERE %s) AS n%s_', col.counted, n);
                sums := sums || format('sum(n%1$s_)::bigint AS n%1$s_', n);
                shown := shown || format('CASE WHEN sum(n%s_) <> 0 THEN %s END AS %s', n, col.shown, col.name);
            ELSE
                shown := shown || format('%s AS %s', col.shown, col.name);
            END IF;
            inexact := coalesce(inexact, CASE WHEN NOT col.exact THEN col.name END);
            indelible := coalesce(indelible, CASE WHEN NOT col.subtracts THEN col.name END);
        END IF;
    END LOOP;
    RETURN jsonb_build_object(
        'home', home,
        'source', source::oid,
        'columns', names,
        'rows', format('%I.%I AS rows_', schema, name || '_rows')
            || coalesce(
                (SELECT ' (' || string_agg(quote_ident(u), ', ' ORDER BY k) || ')'
                 FROM unnest(names) WITH ORDINALITY AS t(u, k)), ''),
        'view', format('%I.%I', schema, name),
        'tables', concat_ws(', ', format('%I.%I', schema, name || '_parts'), format('%I.%I', schema, name || '_merged'),
            (SELECT string_agg(format('%I.%I', schema, name || '_' || suffix), ', ')
             FROM unnest(units || CASE mode WHEN 'recompute' THEN ARRAY['stale'] END) AS suffix)),
        'state', format('%I.%I', schema, name || '_state'),
        'query', format('%I.%I', schema, name || '_query'),
        'tiers', format('%I.%I', schema, name || '_tiers'),
        'parts', format('%I.%I', schema, name || '_parts'),
        'level0', format('%I.%I', schema, name || '_merged'),
        'stale', format('%I.%I', schema, name || '_stale'),
        'between', format('%I.%I', schema, name || '_between'),
        'mode', mode,
        'period', quote_ident(period),
        'dims', array_to_string(dims, ', '),
        'other_dims', array_to_string(array_remove(dims, quote_ident(period)), ', '),
        'vals', array_to_string(vals, ', '),
        'exprs', array_to_string(exprs, ', '),
        'filter', filter,
        'and_filter', CASE filter WHEN '' THEN 'WHERE' ELSE filter || ' AND' END,
        'groups', 'GROUP BY ' || array_to_string(ARRAY(SELECT generate_subscripts(dims, 1)), ', '),
        'added', array_to_string(exprs || added, ', '),
        'taken', array_to_string(exprs || taken, ', '),
        'sums', array_to_string(sums, ', '),
        'shown', array_to_string(shown, ', '),
        'hash', format('hash_record_extended(ROW(%s), 0)', coalesce(array_to_string(keys, ', '), '0')),
        'hash_rows', format('hash_record_extended(ROW(%s), 0)', coalesce(array_to_string(key_rows, ', '), '0')),
        'btree', array_to_string(btree[: 32], ', '), -- the most that an index has
        'short', array_to_string(texts, ' + ') || format(' <= %s', greatest(room, 0)),
        'inexact', inexact,
        'indelible', indelible,
        'trunc', trunc)
    || coalesce((
        SELECT jsonb_object_agg('level' || u.n || suffix, text)
        FROM unnest(units) WITH ORDINALITY AS u(unit, n), LATERAL (
            SELECT string_agg(CASE d WHEN quote_ident(period) THEN format(trunc || ' AS %2$s', u.unit, d) ELSE d END,
                ', '
                    ORDER BY k) AS dims,
                string_agg(CASE d WHEN quote_ident(period) THEN format(trunc, u.unit, d) ELSE d END, ', ' ORDER BY k)
                    FILTER (WHERE d = ANY (keys)) AS hashed
            FROM unnest(dims) WITH ORDINALITY AS t(d, k)) AS cut, LATERAL (
            VALUES ('', format('%I.%I', schema, name || '_' || u.unit)), ('_dims', cut.dims),
                ('_hash', format('hash_record_extended(ROW(%s), 0)', coalesce(cut.hashed, '0')))) AS t(suffix, text)),
                    '{}');
END
$$;
COMMENT ON FUNCTION rollup_fragments(pg_catalog.name, pg_catalog.name, pg_catalog.regclass, pg_catalog.text,
    pg_catalog.text, pg_catalog.text[]) IS
    'pieces of the SQL statements of a live roll-up';

-- An SQL statement, or a part of one, in which {dims} and the like stand for these pieces.
CREATE FUNCTION rollup_fill(statement pg_catalog.text, fragments pg_catalog.jsonb) RETURNS pg_catalog.text
    LANGUAGE sql IMMUTABLE STRICT
BEGIN ATOMIC
    SELECT pg_catalog.string_agg(
        m.t[1] OPERATOR(pg_catalog.||) COALESCE(fragments OPERATOR(pg_catalog.->>) m.t[2], ''), '' ORDER BY m.n)
    FROM pg_catalog.regexp_matches(statement, '([^{]*)(?:\{(\w+)\})?', 'g') WITH ORDINALITY AS m(t, n);
END;
COMMENT ON FUNCTION rollup_fill(pg_catalog.text, pg_catalog.jsonb) IS
    'an SQL statement of a live roll-up from its pieces';

CREATE PROCEDURE rollup_run(statement pg_catalog.text, fragments pg_catalog.jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    filled text;
BEGIN
    EXECUTE format('SELECT %s.rollup_fill($1, $2)', fragments ->> 'home') INTO filled USING statement, fragments;
    EXECUTE filled;
END
$$;
COMMENT ON PROCEDURE rollup_run(pg_catalog.text, pg_catalog.jsonb) IS
    'executes an SQL statement of a live roll-up';
