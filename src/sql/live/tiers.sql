-- What is read of a live roll-up: its view, and a function for a range of time.

-- The view <name>_tiers has all that there is, ungrouped: tier 0 are the parts, tier 1 the groups, and the tiers from
-- 2 on the levels. In the mode recompute, groups that lost rows come from the source, and as long as there are any,
-- the groups stand for the rows of the levels, too.
CREATE PROCEDURE rollup_make_views(levels int, fragments pg_catalog.jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    run text := format('CALL %s.rollup_run($1, $2)', fragments ->> 'home');
    tiers text[];
    i int;
BEGIN
    IF fragments ->> 'mode' = 'subtract' THEN
        tiers := ARRAY['SELECT 0 AS tier, {dims}, {vals} FROM {parts}'];
        FOR i IN 0 .. levels LOOP
            tiers := tiers || format('SELECT %s, {dims}, {vals} FROM {level%s} WHERE true', i + 1, i);
        END LOOP;
    ELSE
        -- TRUNCATE locks the source first, so this does, too.
        tiers := ARRAY[
            'SELECT 0 AS tier, {dims}, {vals} FROM (SELECT {added} FROM {rows} {and_filter}'
            ' EXISTS (SELECT FROM {stale}) AND {hash_rows} IN (SELECT key_ FROM {stale}) {groups}) AS s',
            'SELECT 0, {dims}, {vals} FROM {parts} WHERE {hash} NOT IN (SELECT key_ FROM {stale})',
            'SELECT 1, {dims}, {vals} FROM {level0} WHERE key_ NOT IN (SELECT key_ FROM {stale})'];
        FOR i IN 1 .. levels LOOP
            tiers := tiers || ARRAY[
                format('SELECT %s, {dims}, {vals} FROM {level%s} WHERE NOT EXISTS (SELECT FROM {stale})', i + 1, i),
                format('SELECT %s, {dims}, {vals} FROM {level0} WHERE EXISTS (SELECT FROM {stale})'
                    ' AND key_ NOT IN (SELECT key_ FROM {stale})', i + 1)];
        END LOOP;
    END IF;
    -- An index holds only rows that fit, so these and the others are read apart.
    IF fragments ->> 'short' IS NOT NULL THEN
        tiers := ARRAY(
            SELECT tier FROM unnest(tiers) AS tier WHERE tier NOT LIKE '%{level%'
            UNION ALL
            SELECT tier || fits
            FROM unnest(tiers) AS tier, unnest(ARRAY[' AND short_', ' AND NOT short_']) AS fits
            WHERE tier LIKE '%{level%');
    END IF;
    EXECUTE run USING 'CREATE VIEW {tiers} AS ' || array_to_string(tiers, ' UNION ALL '), fragments;
    EXECUTE run USING 'CREATE VIEW {view} AS SELECT {dims}, {shown} FROM {tiers} WHERE tier <= 1'
        ' GROUP BY {dims} HAVING sum(n_) <> 0', fragments;
END
$$;
COMMENT ON PROCEDURE rollup_make_views(int, pg_catalog.jsonb) IS
    'makes the views of a live roll-up';

-- The function <name>_between(from, to): the groups of all rows whose period is in the range, from <= period < to,
-- merged over the period; none if one of them is NULL. It takes whole months from the level of months, and so on, and
-- the rest from the groups.
CREATE PROCEDURE rollup_make_between(units pg_catalog.text[], fragments pg_catalog.jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    type text := (SELECT format_type(atttypid, NULL) FROM pg_attribute
                  WHERE attrelid = (fragments ->> 'view')::regclass AND quote_ident(attname) = fragments ->> 'period');
    branch text := ' UNION ALL SELECT {other_dims_comma} {vals} FROM {tiers} WHERE tier = %s AND $1 < $2'
        ' AND {period} >= %s AND {period} < %s';
    low text := '$1';
    high text := '$2';
    whole_low text;
    whole_high text;
    trunc text := fragments ->> 'trunc';
    step text;
    ranges text := format(branch, 0, low, high);
    i int;
    columns text := (
        SELECT string_agg(format('%I %s', attname, format_type(atttypid, NULL)), ', ' ORDER BY attnum)
        FROM pg_attribute
        WHERE attrelid = (fragments ->> 'view')::regclass AND attnum > 0 AND quote_ident(attname) <> fragments ->>
            'period');
BEGIN
    FOR i IN 1 .. coalesce(cardinality(units), 0) LOOP
        step := CASE units[i] WHEN 'quarter' THEN '3 months' ELSE '1 ' || units[i] END;
        whole_low := format('CASE WHEN %1$s = %2$s THEN %2$s ELSE (%1$s + interval %3$L)::%4$s END',
            format(trunc, units[i], low), low, step, type);
        whole_high := format(trunc, units[i], high);
        ranges := ranges || format(branch, i, low, format('least(%s, %s)', whole_low, high)) ||
            format(branch, i, format('greatest(%s, %s)', whole_high, whole_low), high);
        low := whole_low;
        high := whole_high;
    END LOOP;
    ranges := ranges || format(branch, coalesce(cardinality(units), 0) + 1, low, high);
    EXECUTE format('CALL %s.rollup_run($1, $2)', fragments ->> 'home') USING
        'CREATE FUNCTION {between}(since_ {type}, until_ {type}) RETURNS TABLE ({columns}) LANGUAGE sql STABLE'
        ' BEGIN ATOMIC SELECT {other_dims_comma} {shown} FROM (' || substr(ranges, length(' UNION ALL ')) || ') AS t'
        || CASE fragments ->> 'other_dims' WHEN '' THEN '' ELSE ' GROUP BY {other_dims}' END
        || ' HAVING sum(n_) <> 0; END',
        fragments || jsonb_build_object('type', type, 'columns', columns,
            'other_dims_comma', CASE fragments ->> 'other_dims' WHEN '' THEN '' ELSE fragments ->> 'other_dims' || ','
                END);
END
$$;
COMMENT ON PROCEDURE rollup_make_between(pg_catalog.text[], pg_catalog.jsonb) IS
    'makes the function of a live roll-up that reads a range of time';
