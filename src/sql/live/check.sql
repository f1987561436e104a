-- Whether a live roll-up is what its query is.

CREATE FUNCTION rollup_check(rollup pg_catalog.regclass) RETURNS bigint
    LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    different bigint;
BEGIN
    EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
    EXECUTE format('CALL %s.rollup_lock($1, $2)', home)
        USING format('%I.%I', r.schema, r.name || '_rows'), (r.state).source;
    EXECUTE format('SELECT coalesce(sum(abs(more)), 0) FROM (SELECT sum(n_) AS more'
        ' FROM (SELECT *, 1 AS n_ FROM %1$I.%2$I UNION ALL SELECT *, -1 FROM %1$I.%3$I) AS r'
        ' GROUP BY %4$s) AS groups',
        r.schema, r.name, r.name || '_query',
        (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = rollup AND attnum > 0))
        INTO different;
    RETURN different;
END
$$;
COMMENT ON FUNCTION rollup_check(pg_catalog.regclass) IS
    'number of rows that only a live roll-up or only its query has: 0 if all is well';
