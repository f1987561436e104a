-- The accessors of a heatmap that return one value.

CREATE FUNCTION heatmap_cols(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_cols(heatmap) IS 'number of columns';

CREATE FUNCTION heatmap_rows(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_rows(heatmap) IS 'number of rows';

CREATE FUNCTION heatmap_extent(h heatmap) RETURNS pg_catalog.box
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_extent(heatmap) IS 'rectangle that the grid covers';

CREATE FUNCTION heatmap_total(h heatmap) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 250;
COMMENT ON FUNCTION heatmap_total(heatmap) IS 'sum of the cell values, without those outside';

CREATE FUNCTION heatmap_outside(h heatmap) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_outside(heatmap) IS
    'sum of the weights of the points outside the extent';

CREATE FUNCTION heatmap_max(h heatmap) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 250;
COMMENT ON FUNCTION heatmap_max(heatmap) IS 'largest cell value; an empty cell counts as 0';

CREATE FUNCTION heatmap_occupied(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_occupied(heatmap) IS 'number of cells that are not 0';

CREATE FUNCTION heatmap_value(h heatmap, col int, "row" int) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION heatmap_value(heatmap, int, int) IS
    'value of a cell, counted from 0 at the top left; NULL outside the grid';

CREATE FUNCTION heatmap_at(h heatmap, x pg_catalog.float8, y pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION heatmap_at(heatmap, pg_catalog.float8, pg_catalog.float8) IS
    'value of the cell that a point falls into; NULL outside the extent';

CREATE FUNCTION heatmap_sum(h heatmap, area pg_catalog.box) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION heatmap_sum(heatmap, pg_catalog.box) IS
    'sum over an area, a cell that is half covered counting half';
