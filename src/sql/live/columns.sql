-- What a live roll-up keeps of each column of its query.

-- name: NULL for the filter. part: the value of some rows, an expression over rows_; of a dimension and of the filter
-- the expression itself. merge, shown: the values of parts, and the result, from the column. counted: a condition over
-- rows_, that a row has a part in the result. minus: the operator that gives a part the other sign. merge to minus
-- are NULL for a dimension. subtracts: rows can be taken away. exact: the sum of parts is the result to the byte.
-- index: what a btree can do with a dimension. hashed: its hash is the same in every database. A grid may depend on
-- dimensions, but not on the period, over which its values are merged.
CREATE FUNCTION rollup_columns(query pg_catalog.regclass, source pg_catalog.regclass, period pg_catalog.name,
    OUT name pg_catalog.text, OUT part pg_catalog.text, OUT merge pg_catalog.text, OUT shown pg_catalog.text,
    OUT counted pg_catalog.text, OUT minus pg_catalog.text, OUT subtracts boolean, OUT exact boolean,
    OUT index pg_catalog.text, OUT hashed boolean)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres'
    SET standard_conforming_strings = on SET extra_float_digits = 1;
COMMENT ON FUNCTION rollup_columns(pg_catalog.regclass, pg_catalog.regclass, pg_catalog.name) IS
    'what a live roll-up keeps of each column of its query';
