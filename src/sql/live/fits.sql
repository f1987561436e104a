-- Whether a table still is what the triggers of a live roll-up were written for. They hold the statement as text, which
-- the owner of the table could give another meaning, and it runs with the rights of the roll-up's owner: a column of
-- another type, under the old name, brings its own casts along.
CREATE FUNCTION rollup_fits(source pg_catalog.oid, columns pg_catalog.name[], types pg_catalog.oid[]) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION rollup_fits(pg_catalog.oid, pg_catalog.name[], pg_catalog.oid[]) IS
    'whether a table has columns of these names and types';
