-- From parts to one row for each group.

-- One statement has one snapshot, so no part is lost or counted twice, and only one compaction of a roll-up runs at a
-- time. The groups that got parts are deleted and written anew. In the mode recompute, those that lost rows come from
-- the source, and the groups of a level from the groups below.
CREATE PROCEDURE rollup_compact_one(rollup pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off SET array_nulls = on
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    f jsonb;
    sql text;
    locked int;
    levels int;
    i int;
BEGIN
    EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
    -- Another compaction may be at work, and will have merged most of it.
    EXECUTE format('SELECT 1 FROM %I.%I FOR UPDATE SKIP LOCKED', r.schema, r.name || '_state') INTO locked;
    IF locked IS NULL THEN
        RETURN;
    END IF;
    IF (r.state).mode = 'recompute' THEN
        -- TRUNCATE and readers lock the source first, too.
        EXECUTE format('CALL %s.rollup_lock($1, $2)', home)
            USING format('%I.%I', r.schema, r.name || '_rows'), (r.state).source;
    END IF;
    EXECUTE format('SELECT %s.rollup_fragments($1, $2, $3, $4, $5, $6)', home) INTO f
        USING r.schema, r.name, (r.state).source, (r.state).mode, (r.state).period, (r.state).levels;
    levels := coalesce(cardinality((r.state).levels), 0);
    sql := 'WITH taken AS MATERIALIZED (DELETE FROM {parts} RETURNING {hash} AS key_, {dims}, {vals})';
    IF f ->> 'mode' = 'subtract' THEN
        sql := sql || ', new0 AS MATERIALIZED (SELECT key_, {dims}, {sums} FROM taken GROUP BY key_, {dims})';
        FOR i IN 1 .. levels LOOP
            sql := sql || replace(
                ', new# AS MATERIALIZED (SELECT {hash} AS key_, {dims}, {sums} FROM'
                ' (SELECT {level#_dims}, {vals} FROM new0) AS t GROUP BY {dims})', '#', i::text);
        END LOOP;
        FOR i IN 0 .. levels LOOP
            sql := sql || replace(
                ', old# AS (DELETE FROM {level#} AS m USING new# AS n WHERE m.key_ = n.key_ RETURNING m.*)'
                ', all# AS (INSERT INTO {level#} (key_, {dims}, {vals}) SELECT key_, {dims}, {sums} FROM'
                ' (SELECT key_, {dims}, {vals} FROM new# UNION ALL SELECT key_, {dims}, {vals} FROM old#) AS t'
                ' GROUP BY key_, {dims} HAVING sum(n_) <> 0)', '#', i::text);
        END LOOP;
    ELSE
        sql := sql ||
            ', lost AS MATERIALIZED (DELETE FROM {stale} RETURNING *)'
            ', new0 AS MATERIALIZED ('
            'SELECT key_, {dims}, {sums} FROM taken WHERE key_ NOT IN (SELECT key_ FROM lost) GROUP BY key_, {dims}'
            ' UNION ALL SELECT {hash}, {dims}, {vals} FROM (SELECT {added} FROM {rows}'
            ' {and_filter} {hash_rows} IN (SELECT key_ FROM lost) {groups}) AS t)'
            ', keys0 AS (SELECT key_ FROM new0 UNION SELECT key_ FROM lost)'
            ', old0 AS (DELETE FROM {level0} AS m USING keys0 AS k WHERE m.key_ = k.key_ RETURNING m.*)'
            ', all0 AS (INSERT INTO {level0} (key_, {dims}, {vals}) SELECT key_, {dims}, {sums} FROM'
            ' (SELECT key_, {dims}, {vals} FROM new0 UNION ALL'
            ' SELECT key_, {dims}, {vals} FROM old0 WHERE key_ NOT IN (SELECT key_ FROM lost)) AS t'
            ' GROUP BY key_, {dims} RETURNING *)';
        FOR i IN 1 .. levels LOOP
            sql := sql || replace(
                ', keys# AS (SELECT {level#_hash} AS key_ FROM new0 UNION SELECT {level#_hash} FROM lost)'
                ', old# AS (DELETE FROM {level#} AS m USING keys# AS k WHERE m.key_ = k.key_)'
                ', all# AS (INSERT INTO {level#} (key_, {dims}, {vals}) SELECT {hash}, {dims}, {sums} FROM'
                ' (SELECT {level#_dims}, {vals} FROM (SELECT {dims}, {vals} FROM all0 UNION ALL'
                ' SELECT {dims}, {vals} FROM {level0} WHERE {level#_hash} IN (SELECT key_ FROM keys#)'
                ' AND key_ NOT IN (SELECT key_ FROM keys0)) AS b) AS t GROUP BY {dims})', '#', i::text);
        END LOOP;
    END IF;
    EXECUTE format('CALL %s.rollup_run($1, $2)', home)
        USING sql || ' UPDATE {state} SET compacted = now(), merged = merged + (SELECT count(*) FROM taken)', f;
END
$$;
COMMENT ON PROCEDURE rollup_compact_one(pg_catalog.regclass) IS
    'merges the parts of a live roll-up';

CREATE PROCEDURE rollup_compact(rollup pg_catalog.regclass DEFAULT NULL)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    one regclass;
BEGIN
    IF pg_trigger_depth() > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = 'rollup_compact cannot be called by a trigger';
    END IF;
    FOR one IN EXECUTE CASE WHEN rollup IS NULL
        THEN format('SELECT rollup FROM %s.rollup_views() JOIN pg_roles AS r ON r.oid = owner'
            ' WHERE r.rolname = current_user ORDER BY rollup::text', home)
        ELSE 'SELECT $1' END USING rollup LOOP
        BEGIN
            EXECUTE format('CALL %s.rollup_compact_one($1)', home) USING one;
        EXCEPTION WHEN OTHERS THEN
            IF rollup IS NOT NULL THEN
                RAISE;
            END IF;
            -- One that cannot be compacted, as its source was dropped, need not keep the others waiting.
            RAISE WARNING 'cannot compact "%": %', one, SQLERRM;
        END;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_compact(pg_catalog.regclass) IS
    'merges the parts of a live roll-up, or of all roll-ups that the caller owns, into one row for each group';
