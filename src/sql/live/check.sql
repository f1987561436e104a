-- Whether a live roll-up is what its query is.

CREATE FUNCTION rollup_check(rollup pg_catalog.regclass) RETURNS bigint
    LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    different bigint;
BEGIN
    EXECUTE format('SELECT * FROM %s.rollup_find($1, false)', home) INTO r USING rollup;
    EXECUTE format('SELECT count(*) FROM ((TABLE %1$I.%2$I EXCEPT ALL TABLE %1$I.%3$I)'
        ' UNION ALL (TABLE %1$I.%3$I EXCEPT ALL TABLE %1$I.%2$I)) AS d', r.schema, r.name, r.name || '_query')
        INTO different;
    RETURN different;
END
$$;
COMMENT ON FUNCTION rollup_check(pg_catalog.regclass) IS
    'number of rows that only a live roll-up or only its query has: 0 if all is well';
