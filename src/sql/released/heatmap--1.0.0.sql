-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION heatmap" to load this file. \quit
-- Planner support of the transition functions that the vectorised scan knows. It loads the library before the planner
-- looks for a hook, so that the scan is there for the first query of a session.

CREATE FUNCTION heatmap_support(pg_catalog.internal) RETURNS pg_catalog.internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_support(pg_catalog.internal) IS
    'planner support function of transition functions';
-- The type heatmap: text, JSON and binary input and output.

CREATE TYPE heatmap;

CREATE FUNCTION heatmap_in(pg_catalog.cstring) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20000;
CREATE FUNCTION heatmap_out(heatmap) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
CREATE FUNCTION heatmap_recv(pg_catalog.internal) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
CREATE FUNCTION heatmap_send(heatmap) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE TYPE heatmap (
    INPUT = heatmap_in,
    OUTPUT = heatmap_out,
    RECEIVE = heatmap_recv,
    SEND = heatmap_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE heatmap IS
    'grid of cells over a rectangle, each with the sum of the weights that fell into it';

CREATE FUNCTION heatmap_to_json(h heatmap) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION heatmap_to_json(heatmap) IS
    'heatmap as a JSON object with cols, rows, extent, outside and cells';
CREATE FUNCTION heatmap_to_jsonb(h heatmap) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION heatmap_to_jsonb(heatmap) IS
    'heatmap as a JSON object with cols, rows, extent, outside and cells';
CREATE FUNCTION heatmap_from_json(value pg_catalog.json) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20000;
COMMENT ON FUNCTION heatmap_from_json(pg_catalog.json) IS 'heatmap from its JSON object';
CREATE FUNCTION heatmap_from_jsonb(value pg_catalog.jsonb) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30000;
COMMENT ON FUNCTION heatmap_from_jsonb(pg_catalog.jsonb) IS 'heatmap from its JSON object';

CREATE CAST (heatmap AS pg_catalog.json) WITH FUNCTION heatmap_to_json(heatmap) AS ASSIGNMENT;
CREATE CAST (heatmap AS pg_catalog.jsonb) WITH FUNCTION heatmap_to_jsonb(heatmap) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS heatmap) WITH FUNCTION heatmap_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS heatmap) WITH FUNCTION heatmap_from_jsonb(pg_catalog.jsonb);
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
-- The aggregates heatmap_agg and rollup.

CREATE FUNCTION heatmap_accum(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_weighted(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_weighted(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap,
    pg_catalog.float8) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_weighted_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_weighted_inv(heatmap, pg_catalog.float8, pg_catalog.float8, heatmap,
    pg_catalog.float8) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int(heatmap, int, int, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_int(heatmap, int, int, heatmap) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int_inv(heatmap, int, int, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_int_inv(heatmap, int, int, heatmap) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int_weighted(heatmap, int, int, heatmap, pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_int_weighted(heatmap, int, int, heatmap, pg_catalog.float8) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_int_weighted_inv(heatmap, int, int, heatmap, pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_int_weighted_inv(heatmap, int, int, heatmap, pg_catalog.float8) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point(heatmap, pg_catalog.point, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_point(heatmap, pg_catalog.point, heatmap) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point_inv(heatmap, pg_catalog.point, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_point_inv(heatmap, pg_catalog.point, heatmap) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point_weighted(heatmap, pg_catalog.point, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_accum_point_weighted(heatmap, pg_catalog.point, heatmap, pg_catalog.float8) IS
    'transition function of heatmap_agg';
CREATE FUNCTION heatmap_accum_point_weighted_inv(heatmap, pg_catalog.point, heatmap, pg_catalog.float8)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_accum_point_weighted_inv(heatmap, pg_catalog.point, heatmap, pg_catalog.float8) IS
    'inverse transition function of heatmap_agg';
CREATE FUNCTION heatmap_combine(heatmap, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_combine(heatmap, heatmap) IS
    'transition function of rollup, combine function of heatmap_agg';
CREATE FUNCTION heatmap_combine_inv(heatmap, heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_combine_inv(heatmap, heatmap) IS
    'inverse transition function of rollup';
CREATE FUNCTION heatmap_final(heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_final(heatmap) IS
    'final function of heatmap_agg and rollup';

CREATE AGGREGATE heatmap_agg(x pg_catalog.float8, y pg_catalog.float8, grid heatmap) (
    SFUNC = heatmap_accum,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum,
    MINVFUNC = heatmap_accum_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'heatmap with 1 for each point';

CREATE AGGREGATE heatmap_agg(x pg_catalog.float8, y pg_catalog.float8, grid heatmap, weight pg_catalog.float8) (
    SFUNC = heatmap_accum_weighted,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_weighted,
    MINVFUNC = heatmap_accum_weighted_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.float8, pg_catalog.float8, heatmap, pg_catalog.float8) IS
    'heatmap with the weight of each point';

CREATE AGGREGATE heatmap_agg(x int, y int, grid heatmap) (
    SFUNC = heatmap_accum_int,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_int,
    MINVFUNC = heatmap_accum_int_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(int, int, heatmap) IS
    'heatmap with 1 for each point';

CREATE AGGREGATE heatmap_agg(x int, y int, grid heatmap, weight pg_catalog.float8) (
    SFUNC = heatmap_accum_int_weighted,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_int_weighted,
    MINVFUNC = heatmap_accum_int_weighted_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(int, int, heatmap, pg_catalog.float8) IS
    'heatmap with the weight of each point';

CREATE AGGREGATE heatmap_agg(p pg_catalog.point, grid heatmap) (
    SFUNC = heatmap_accum_point,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_point,
    MINVFUNC = heatmap_accum_point_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.point, heatmap) IS
    'heatmap with 1 for each point';

CREATE AGGREGATE heatmap_agg(p pg_catalog.point, grid heatmap, weight pg_catalog.float8) (
    SFUNC = heatmap_accum_point_weighted,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_accum_point_weighted,
    MINVFUNC = heatmap_accum_point_weighted_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_agg(pg_catalog.point, heatmap, pg_catalog.float8) IS
    'heatmap with the weight of each point';

CREATE AGGREGATE rollup(h heatmap) (
    SFUNC = heatmap_combine,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = heatmap_combine,
    MINVFUNC = heatmap_combine_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(heatmap) IS
    'sum of heatmaps of one grid';
-- heatmap_blur

CREATE FUNCTION heatmap_blur(h heatmap, sigma pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50000;
COMMENT ON FUNCTION heatmap_blur(heatmap, pg_catalog.float8) IS
    'Gaussian blur, sigma in the unit of the extent; the total stays the same';
-- heatmap_cell

CREATE FUNCTION heatmap_cell(x pg_catalog.float8, y pg_catalog.float8, grid heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION heatmap_cell(pg_catalog.float8, pg_catalog.float8, heatmap) IS
    'number of the cell of a point, row * cols + col; NULL outside the extent';
-- heatmap_cells, and its row estimate.

CREATE FUNCTION heatmap_cells_support(pg_catalog.internal) RETURNS pg_catalog.internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_cells_support(pg_catalog.internal) IS 'row estimate for heatmap_cells';

CREATE FUNCTION heatmap_cells(
    h heatmap, include_empty pg_catalog.bool DEFAULT false,
    OUT cell int, OUT col int, OUT "row" int, OUT x pg_catalog.float8, OUT y pg_catalog.float8,
    OUT x_min pg_catalog.float8, OUT y_min pg_catalog.float8, OUT x_max pg_catalog.float8,
    OUT y_max pg_catalog.float8,
    OUT value pg_catalog.float8, OUT share pg_catalog.float8, OUT intensity pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000
    SUPPORT heatmap_cells_support;
COMMENT ON FUNCTION heatmap_cells(heatmap, pg_catalog.bool) IS
    'one row a cell with its number, middle, bounds, value, share of the total and intensity (share of the maximum)';
-- heatmap_coarsen

CREATE FUNCTION heatmap_coarsen(h heatmap, fx int, fy int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_coarsen(heatmap, int, int) IS
    'blocks of fx x fy cells merged into one cell';
-- Comparing two heatmaps of one grid.

CREATE FUNCTION heatmap_compare(
    a heatmap, b heatmap,
    OUT cell int, OUT col int, OUT "row" int, OUT x pg_catalog.float8, OUT y pg_catalog.float8,
    OUT count_a pg_catalog.float8, OUT count_b pg_catalog.float8,
    OUT share_a pg_catalog.float8, OUT share_b pg_catalog.float8, OUT difference pg_catalog.float8, OUT z
        pg_catalog.float8,
    OUT p_value pg_catalog.float8, OUT q_value pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000;
COMMENT ON FUNCTION heatmap_compare(heatmap, heatmap) IS
    'one row a cell with its counts and shares in both, and whether the difference is more than chance';

CREATE FUNCTION heatmap_difference(a heatmap, b heatmap, max_q pg_catalog.float8 DEFAULT NULL) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_difference(heatmap, heatmap, pg_catalog.float8) IS
    'the shares of b minus those of a, of all cells or of those that differ by more than chance';

CREATE FUNCTION heatmap_similarity(a heatmap, b heatmap) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_similarity(heatmap, heatmap) IS
    'cosine of the values of two heatmaps: 1 if they are proportional, 0 if no cell is in both';
-- The aggregate confetti_svg.

CREATE FUNCTION confetti_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION confetti_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap)
    IS 'transition function of confetti_svg';
CREATE FUNCTION confetti_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION confetti_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of confetti_svg';
CREATE FUNCTION confetti_final(pg_catalog.bytea) RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3000;
COMMENT ON FUNCTION confetti_final(pg_catalog.bytea) IS
    'final function of confetti_svg';

CREATE AGGREGATE confetti_svg(x pg_catalog.float8, y pg_catalog.float8, segment pg_catalog.text, grid heatmap) (
    SFUNC = confetti_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 4096,
    FINALFUNC = confetti_final,
    COMBINEFUNC = confetti_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE confetti_svg(pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) IS
    'SVG with a dot for each click, coloured by segment; of many clicks it shows 5,000 and says so';
-- heatmap_crop

CREATE FUNCTION heatmap_crop(h heatmap, area pg_catalog.box) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION heatmap_crop(heatmap, pg_catalog.box) IS
    'the whole cells that overlap an area; all others count as outside';
-- heatmap_filter

CREATE FUNCTION heatmap_filter(h heatmap, at_least pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_filter(heatmap, pg_catalog.float8) IS
    'the heatmap without the cells whose value is smaller';
-- A map of at most so many cells.

CREATE FUNCTION heatmap_fit(h heatmap, max_cells int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3000;
COMMENT ON FUNCTION heatmap_fit(heatmap, int) IS
    'coarsened no more than needed to have at most so many cells, for tools with a limit of rows';
-- Constructors of empty heatmaps, which stand for their grid.

CREATE FUNCTION heatmap_grid(width pg_catalog.float8, height pg_catalog.float8, cell pg_catalog.float8 DEFAULT 10)
    RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_grid(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8) IS
    'empty grid from (0,0) to (width,height) in square cells, rounded up to whole cells';

CREATE FUNCTION heatmap_grid(
    x_min pg_catalog.float8, y_min pg_catalog.float8, x_max pg_catalog.float8, y_max pg_catalog.float8, cols int,
    "rows" int)
    RETURNS heatmap
    AS 'MODULE_PATHNAME', 'heatmap_grid_extent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_grid(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, int,
    int) IS
    'empty grid: a rectangle cut into cols x rows equal cells';
-- heatmap_hotspots

CREATE FUNCTION heatmap_hotspots(
    h heatmap, n int DEFAULT 10,
    OUT rank int, OUT col int, OUT "row" int, OUT x pg_catalog.float8, OUT y pg_catalog.float8,
    OUT value pg_catalog.float8, OUT share pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2000 ROWS 10;
COMMENT ON FUNCTION heatmap_hotspots(heatmap, int) IS
    'the n largest local maxima, hottest first';
-- The legend of a picture, as rows.

CREATE FUNCTION heatmap_legend(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    OUT "position" pg_catalog.float8, OUT value pg_catalog.float8, OUT color pg_catalog.text)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50000 ROWS 11;
COMMENT ON FUNCTION heatmap_legend(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8,
    pg_catalog.float8) IS
    'legend of a picture: the value and the colour of each tenth of its scale';
-- Heatmaps from and to two-dimensional arrays.

CREATE FUNCTION heatmap_matrix(h heatmap) RETURNS pg_catalog.float8[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2500;
COMMENT ON FUNCTION heatmap_matrix(heatmap) IS
    'cell values as a rows x cols array, the top row first';

CREATE FUNCTION heatmap_from_matrix("values" pg_catalog.float8[], extent pg_catalog.box) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION heatmap_from_matrix(pg_catalog.float8[], pg_catalog.box) IS
    'heatmap from a rows x cols array of cell values, the top row first';
-- Arithmetic and comparison operators, and the operator classes.

CREATE FUNCTION heatmap_add(a heatmap, b heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_add(heatmap, heatmap) IS 'implementation of + operator';
CREATE FUNCTION heatmap_subtract(a heatmap, b heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_subtract(heatmap, heatmap) IS 'implementation of - operator';
CREATE FUNCTION heatmap_divide(a heatmap, b heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_divide(heatmap, heatmap) IS 'implementation of / operator';
CREATE FUNCTION heatmap_negate(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_negate(heatmap) IS 'implementation of unary - operator';
CREATE FUNCTION heatmap_multiply(h heatmap, factor pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_multiply(heatmap, pg_catalog.float8) IS 'implementation of * operator';
CREATE FUNCTION heatmap_multiply_by(factor pg_catalog.float8, h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_multiply_by(pg_catalog.float8, heatmap) IS 'implementation of * operator';

CREATE OPERATOR + (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (heatmap, heatmap) IS 'sum of two heatmaps of one grid';

CREATE OPERATOR - (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_subtract
);
COMMENT ON OPERATOR - (heatmap, heatmap) IS 'difference of two heatmaps of one grid';

CREATE OPERATOR / (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_divide
);
COMMENT ON OPERATOR / (heatmap, heatmap) IS
       'ratio of two heatmaps of one grid, cell by cell; empty where the divisor is 0';

CREATE OPERATOR - (
    RIGHTARG = heatmap, FUNCTION = heatmap_negate
);
COMMENT ON OPERATOR - (NONE, heatmap) IS 'every value with the other sign';

CREATE OPERATOR * (
    LEFTARG = heatmap, RIGHTARG = pg_catalog.float8, FUNCTION = heatmap_multiply,
    COMMUTATOR = *
);
COMMENT ON OPERATOR * (heatmap, pg_catalog.float8) IS 'every value times a factor';

CREATE OPERATOR * (
    LEFTARG = pg_catalog.float8, RIGHTARG = heatmap, FUNCTION = heatmap_multiply_by,
    COMMUTATOR = *
);
COMMENT ON OPERATOR * (pg_catalog.float8, heatmap) IS 'every value times a factor';

CREATE FUNCTION heatmap_eq(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_eq(heatmap, heatmap) IS 'implementation of = operator';
CREATE FUNCTION heatmap_ne(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_ne(heatmap, heatmap) IS 'implementation of <> operator';
CREATE FUNCTION heatmap_lt(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_lt(heatmap, heatmap) IS 'implementation of < operator';
CREATE FUNCTION heatmap_le(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_le(heatmap, heatmap) IS 'implementation of <= operator';
CREATE FUNCTION heatmap_gt(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_gt(heatmap, heatmap) IS 'implementation of > operator';
CREATE FUNCTION heatmap_ge(a heatmap, b heatmap) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_ge(heatmap, heatmap) IS 'implementation of >= operator';
CREATE FUNCTION heatmap_cmp(a heatmap, b heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_cmp(heatmap, heatmap) IS 'less-equal-greater';
CREATE FUNCTION heatmap_hash(h heatmap) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_hash(heatmap) IS 'hash';
CREATE FUNCTION heatmap_hash_extended(h heatmap, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_hash_extended(heatmap, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (heatmap, heatmap) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (heatmap, heatmap) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (heatmap, heatmap) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (heatmap, heatmap) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (heatmap, heatmap) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = heatmap, RIGHTARG = heatmap, FUNCTION = heatmap_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (heatmap, heatmap) IS 'greater than or equal';

CREATE OPERATOR CLASS heatmap_ops DEFAULT FOR TYPE heatmap USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 heatmap_cmp(heatmap, heatmap);

CREATE OPERATOR CLASS heatmap_ops DEFAULT FOR TYPE heatmap USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 heatmap_hash(heatmap),
    FUNCTION 2 heatmap_hash_extended(heatmap, bigint);
-- Pictures of pixels.

CREATE FUNCTION heatmap_png(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    opacity pg_catalog.float8 DEFAULT NULL, width int DEFAULT NULL, height int DEFAULT NULL)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 60000;
COMMENT ON FUNCTION heatmap_png(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int, int) IS
    'picture to lie over a page, as a PNG file: one pixel a cell unless a size is given';

CREATE FUNCTION heatmap_data_uri(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    opacity pg_catalog.float8 DEFAULT NULL, width int DEFAULT NULL, height int DEFAULT NULL)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 60000;
COMMENT ON FUNCTION heatmap_data_uri(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8,
    pg_catalog.float8, pg_catalog.float8, int, int) IS
    'what heatmap_png returns, as the address of an image: data:image/png;base64,...';
-- heatmap_regrid

CREATE FUNCTION heatmap_regrid(h heatmap, grid heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION heatmap_regrid(heatmap, heatmap) IS
    'the heatmap on another grid: each value spread by area, what is beyond the grid outside';
-- heatmap_shares

CREATE FUNCTION heatmap_shares(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_shares(heatmap) IS
    'every value divided by the total; NULL if the total is 0';
-- A picture with legend and labels.

CREATE FUNCTION heatmap_svg(
    h heatmap, palette pg_catalog.text DEFAULT NULL, scale pg_catalog.text DEFAULT 'sqrt',
    smooth pg_catalog.float8 DEFAULT NULL, clip pg_catalog.float8 DEFAULT 1,
    opacity pg_catalog.float8 DEFAULT NULL, width int DEFAULT NULL, height int DEFAULT NULL,
    legend pg_catalog.bool DEFAULT true, background pg_catalog.text DEFAULT NULL,
    title pg_catalog.text DEFAULT NULL, description pg_catalog.text DEFAULT NULL,
    col_labels pg_catalog.text[] DEFAULT NULL, row_labels pg_catalog.text[] DEFAULT NULL,
    axes pg_catalog.bool DEFAULT NULL, theme pg_catalog.text DEFAULT 'light')
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 60000;
COMMENT ON FUNCTION heatmap_svg(heatmap, pg_catalog.text, pg_catalog.text, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int, int, pg_catalog.bool, pg_catalog.text, pg_catalog.text, pg_catalog.text,
    pg_catalog.text[], pg_catalog.text[], pg_catalog.bool, pg_catalog.text) IS
    'picture as SVG, over a background if given: a page, or a table with labels and values';
-- A picture for psql.

CREATE FUNCTION heatmap_text(h heatmap, width int DEFAULT 80, color pg_catalog.bool DEFAULT true)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;
COMMENT ON FUNCTION heatmap_text(heatmap, int, pg_catalog.bool) IS
    'picture for a terminal: half blocks in 24-bit colour, or ASCII';
-- Clicks of areas.

CREATE FUNCTION heatmap_zones(
    h heatmap, labels pg_catalog.text[], areas pg_catalog.box[], views pg_catalog.float8 DEFAULT NULL,
    OUT label pg_catalog.text, OUT x_min pg_catalog.float8, OUT y_min pg_catalog.float8, OUT x_max pg_catalog.float8,
    OUT y_max pg_catalog.float8, OUT clicks pg_catalog.float8, OUT share pg_catalog.float8, OUT rate pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 300 ROWS 10;
COMMENT ON FUNCTION heatmap_zones(heatmap, pg_catalog.text[], pg_catalog.box[], pg_catalog.float8) IS
    'one row an area: its bounds, clicks, their share of the heatmap''s total, and clicks per view';
-- The type heatmap_visitors: text, JSON and binary input and output.

CREATE TYPE heatmap_visitors;

CREATE FUNCTION heatmap_visitors_in(pg_catalog.cstring) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
CREATE FUNCTION heatmap_visitors_out(heatmap_visitors) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
CREATE FUNCTION heatmap_visitors_recv(pg_catalog.internal) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
CREATE FUNCTION heatmap_visitors_send(heatmap_visitors) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE heatmap_visitors (
    INPUT = heatmap_visitors_in,
    OUTPUT = heatmap_visitors_out,
    RECEIVE = heatmap_visitors_recv,
    SEND = heatmap_visitors_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE heatmap_visitors IS
    'which visitors clicked in which cells of a grid';

CREATE FUNCTION heatmap_visitors_to_json(v heatmap_visitors) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION heatmap_visitors_to_json(heatmap_visitors) IS
    'set of visitors as a JSON object with cols, rows, extent, visitors and pairs';
CREATE FUNCTION heatmap_visitors_to_jsonb(v heatmap_visitors) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION heatmap_visitors_to_jsonb(heatmap_visitors) IS
    'set of visitors as a JSON object with cols, rows, extent, visitors and pairs';
CREATE FUNCTION heatmap_visitors_from_json(value pg_catalog.json) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION heatmap_visitors_from_json(pg_catalog.json) IS 'set of visitors from its JSON object';
CREATE FUNCTION heatmap_visitors_from_jsonb(value pg_catalog.jsonb) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION heatmap_visitors_from_jsonb(pg_catalog.jsonb) IS 'set of visitors from its JSON object';

CREATE CAST (heatmap_visitors AS pg_catalog.json)
    WITH FUNCTION heatmap_visitors_to_json(heatmap_visitors) AS ASSIGNMENT;
CREATE CAST (heatmap_visitors AS pg_catalog.jsonb)
    WITH FUNCTION heatmap_visitors_to_jsonb(heatmap_visitors) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS heatmap_visitors) WITH FUNCTION heatmap_visitors_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS heatmap_visitors) WITH FUNCTION heatmap_visitors_from_jsonb(pg_catalog.jsonb);
-- The aggregates of visitors and cells: heatmap_visitors_agg and rollup.

CREATE FUNCTION heatmap_visitors_accum(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, bigint, heatmap) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_visitors_accum(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, bigint, heatmap) IS
    'transition function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_accum_text(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_visitors_accum_text(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) IS
    'transition function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_accum_uuid(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.uuid, heatmap) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION heatmap_visitors_accum_uuid(
    heatmap_visitors, pg_catalog.float8, pg_catalog.float8, pg_catalog.uuid, heatmap) IS
    'transition function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_combine(heatmap_visitors, heatmap_visitors) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION heatmap_visitors_combine(heatmap_visitors, heatmap_visitors) IS
    'transition function of rollup, combine function of heatmap_visitors_agg';
CREATE FUNCTION heatmap_visitors_final(heatmap_visitors) RETURNS heatmap_visitors
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION heatmap_visitors_final(heatmap_visitors) IS
    'final function of heatmap_visitors_agg and rollup';

CREATE AGGREGATE heatmap_visitors_agg(
    x pg_catalog.float8, y pg_catalog.float8, visitor bigint, grid heatmap) (
    SFUNC = heatmap_visitors_accum,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_visitors_agg(pg_catalog.float8, pg_catalog.float8, bigint, heatmap) IS
    'which visitors clicked in which cells';

CREATE AGGREGATE heatmap_visitors_agg(
    x pg_catalog.float8, y pg_catalog.float8, visitor pg_catalog.text, grid heatmap) (
    SFUNC = heatmap_visitors_accum_text,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_visitors_agg(pg_catalog.float8, pg_catalog.float8, pg_catalog.text, heatmap) IS
    'which visitors clicked in which cells, by a hash of 64 bits';

CREATE AGGREGATE heatmap_visitors_agg(
    x pg_catalog.float8, y pg_catalog.float8, visitor pg_catalog.uuid, grid heatmap) (
    SFUNC = heatmap_visitors_accum_uuid,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE heatmap_visitors_agg(pg_catalog.float8, pg_catalog.float8, pg_catalog.uuid, heatmap) IS
    'which visitors clicked in which cells, by a hash of 64 bits';

CREATE AGGREGATE rollup(v heatmap_visitors) (
    SFUNC = heatmap_visitors_combine,
    STYPE = heatmap_visitors,
    SSPACE = 1024,
    FINALFUNC = heatmap_visitors_final,
    COMBINEFUNC = heatmap_visitors_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(heatmap_visitors) IS
    'union of sets of visitors of one grid';
-- How many visitors there are.

CREATE FUNCTION heatmap_visitors_count(v heatmap_visitors) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_visitors_count(heatmap_visitors) IS
    'number of visitors who clicked in the grid';
CREATE FUNCTION heatmap_visitors_count(v heatmap_visitors, area pg_catalog.box) RETURNS bigint
    AS 'MODULE_PATHNAME', 'heatmap_visitors_count_area' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_visitors_count(heatmap_visitors, pg_catalog.box) IS
    'number of visitors who clicked in a cell that the area touches';

CREATE FUNCTION heatmap_visitors_to_heatmap(v heatmap_visitors) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_visitors_to_heatmap(heatmap_visitors) IS
    'number of visitors of each cell, as a heatmap';
CREATE CAST (heatmap_visitors AS heatmap) WITH FUNCTION heatmap_visitors_to_heatmap(heatmap_visitors) AS ASSIGNMENT;
-- A heatmap that shows no cell of a few visitors.

CREATE FUNCTION heatmap_mask(h heatmap, v heatmap_visitors, at_least int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION heatmap_mask(heatmap, heatmap_visitors, int) IS
    'heatmap whose cells of fewer visitors are empty, with their values in outside';
-- Comparison operators, and the operator classes.

CREATE FUNCTION heatmap_visitors_eq(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_eq(heatmap_visitors, heatmap_visitors) IS 'implementation of = operator';
CREATE FUNCTION heatmap_visitors_ne(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_ne(heatmap_visitors, heatmap_visitors) IS 'implementation of <> operator';
CREATE FUNCTION heatmap_visitors_lt(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_lt(heatmap_visitors, heatmap_visitors) IS 'implementation of < operator';
CREATE FUNCTION heatmap_visitors_le(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_le(heatmap_visitors, heatmap_visitors) IS 'implementation of <= operator';
CREATE FUNCTION heatmap_visitors_gt(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_gt(heatmap_visitors, heatmap_visitors) IS 'implementation of > operator';
CREATE FUNCTION heatmap_visitors_ge(a heatmap_visitors, b heatmap_visitors) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_ge(heatmap_visitors, heatmap_visitors) IS 'implementation of >= operator';
CREATE FUNCTION heatmap_visitors_cmp(a heatmap_visitors, b heatmap_visitors) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_cmp(heatmap_visitors, heatmap_visitors) IS 'less-equal-greater';
CREATE FUNCTION heatmap_visitors_hash(v heatmap_visitors) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_hash(heatmap_visitors) IS 'hash';
CREATE FUNCTION heatmap_visitors_hash_extended(v heatmap_visitors, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION heatmap_visitors_hash_extended(heatmap_visitors, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (heatmap_visitors, heatmap_visitors) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (heatmap_visitors, heatmap_visitors) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (heatmap_visitors, heatmap_visitors) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (heatmap_visitors, heatmap_visitors) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (heatmap_visitors, heatmap_visitors) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = heatmap_visitors, RIGHTARG = heatmap_visitors, FUNCTION = heatmap_visitors_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (heatmap_visitors, heatmap_visitors) IS 'greater than or equal';

CREATE OPERATOR CLASS heatmap_visitors_ops DEFAULT FOR TYPE heatmap_visitors USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 heatmap_visitors_cmp(heatmap_visitors, heatmap_visitors);

CREATE OPERATOR CLASS heatmap_visitors_ops DEFAULT FOR TYPE heatmap_visitors USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 heatmap_visitors_hash(heatmap_visitors),
    FUNCTION 2 heatmap_visitors_hash_extended(heatmap_visitors, bigint);
-- Who came back.

CREATE FUNCTION retention_rows(
    starts heatmap_visitors, returns heatmap_visitors, recurring pg_catalog.bool DEFAULT false,
    rolling pg_catalog.bool DEFAULT false,
    OUT cohort int, OUT size bigint, OUT period int, OUT visitors bigint, OUT share pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION retention_rows(heatmap_visitors, heatmap_visitors, pg_catalog.bool, pg_catalog.bool) IS
    'one row a cohort and a period since: how many of those who started then came back';
-- Visitors of areas.

CREATE FUNCTION heatmap_visitors_zones(
    v heatmap_visitors, labels pg_catalog.text[], areas pg_catalog.box[], visitors bigint DEFAULT NULL,
    confidence pg_catalog.float8 DEFAULT 0.95,
    OUT label pg_catalog.text, OUT x_min pg_catalog.float8, OUT y_min pg_catalog.float8, OUT x_max pg_catalog.float8,
    OUT y_max pg_catalog.float8, OUT clicked bigint, OUT rate pg_catalog.float8, OUT rate_low pg_catalog.float8,
    OUT rate_high pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION heatmap_visitors_zones(
    heatmap_visitors, pg_catalog.text[], pg_catalog.box[], bigint, pg_catalog.float8) IS
    'one row an area: the bounds of its cells, how many visitors clicked there, and their share with its interval';
-- The aggregate scroll_agg: a heatmap with one column.

CREATE FUNCTION scroll_accum(heatmap, pg_catalog.float8, pg_catalog.float8, int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION scroll_accum(heatmap, pg_catalog.float8, pg_catalog.float8, int) IS
    'transition function of scroll_agg';
CREATE FUNCTION scroll_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION scroll_accum_inv(heatmap, pg_catalog.float8, pg_catalog.float8, int) IS
    'inverse transition function of scroll_agg';

CREATE AGGREGATE scroll_agg(depth pg_catalog.float8, page_height pg_catalog.float8, bands int) (
    SFUNC = scroll_accum,
    STYPE = heatmap,
    SSPACE = 1024,
    FINALFUNC = heatmap_final,
    COMBINEFUNC = heatmap_combine,
    MSFUNC = scroll_accum,
    MINVFUNC = scroll_accum_inv,
    MSTYPE = heatmap,
    MSSPACE = 1024,
    MFINALFUNC = heatmap_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE scroll_agg(pg_catalog.float8, pg_catalog.float8, int) IS
    'histogram of how far down a page each view got: a heatmap with one column of bands';
-- The aggregate attention_agg.

CREATE FUNCTION attention_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION attention_accum(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int) IS
    'transition function of attention_agg';
CREATE FUNCTION attention_accum_inv(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, int)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attention_accum_inv(pg_catalog.bytea, pg_catalog.float8, pg_catalog.float8,
    pg_catalog.float8, pg_catalog.float8, int) IS
    'inverse transition function of attention_agg';
CREATE FUNCTION attention_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attention_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of attention_agg';
CREATE FUNCTION attention_final(pg_catalog.bytea) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION attention_final(pg_catalog.bytea) IS
    'final function of attention_agg';

CREATE AGGREGATE attention_agg(top pg_catalog.float8, bottom pg_catalog.float8, seconds pg_catalog.float8,
    page_height pg_catalog.float8, bands int) (
    SFUNC = attention_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = attention_final,
    COMBINEFUNC = attention_combine,
    MSFUNC = attention_accum,
    MINVFUNC = attention_accum_inv,
    MSTYPE = pg_catalog.bytea,
    MSSPACE = 1024,
    MFINALFUNC = attention_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE attention_agg(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, int) IS
    'seconds that each band of a page was on the screen: a heatmap with one column of bands';

CREATE FUNCTION attention_microseconds(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION attention_microseconds(heatmap) IS
    'a result of attention_agg in whole microseconds, whose sums are exact';
CREATE FUNCTION attention_seconds(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION attention_seconds(heatmap) IS
    'microseconds of attention, or a sum of them, in seconds';
-- scroll_bands

CREATE FUNCTION scroll_bands(
    h heatmap, OUT band int, OUT top pg_catalog.float8, OUT bottom pg_catalog.float8, OUT stopped pg_catalog.float8,
    OUT reached pg_catalog.float8, OUT reach pg_catalog.float8, OUT drop_off pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500 ROWS 100;
COMMENT ON FUNCTION scroll_bands(heatmap) IS
    'one row a band: how many views stopped in it and reached it, the share that reached it, and the '
    'share of those that stopped';
-- scroll_percentile

CREATE FUNCTION scroll_percentile(h heatmap, p pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION scroll_percentile(heatmap, pg_catalog.float8) IS
    'depth that a share p of the views did not pass';
-- Scroll histograms as pictures.

CREATE FUNCTION scroll_svg(
    h heatmap, palette pg_catalog.text DEFAULT 'turbo', opacity pg_catalog.float8 DEFAULT NULL,
    width int DEFAULT 480, height int DEFAULT 640, fold pg_catalog.float8 DEFAULT NULL,
    background pg_catalog.text DEFAULT NULL, title pg_catalog.text DEFAULT NULL,
    description pg_catalog.text DEFAULT NULL, labels pg_catalog.bool DEFAULT true,
    theme pg_catalog.text DEFAULT 'light', unit pg_catalog.text DEFAULT NULL)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION scroll_svg(heatmap, pg_catalog.text, pg_catalog.float8, int, int, pg_catalog.float8,
    pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text, pg_catalog.text) IS
    'scroll map as SVG: bands in the colours of their reach, and the depths to which 90, 75, 50 and 25% come';

CREATE FUNCTION scroll_text(h heatmap, width int DEFAULT 50, blocks pg_catalog.bool DEFAULT true)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION scroll_text(heatmap, int, pg_catalog.bool) IS
    'scroll map for a terminal: a bar for the reach of each band';
-- scroll_reach and scroll_reach_map

CREATE FUNCTION scroll_reach(h heatmap, depth pg_catalog.float8) RETURNS pg_catalog.float8
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION scroll_reach(heatmap, pg_catalog.float8) IS
    'share of the views that came to this depth or further';

CREATE FUNCTION scroll_reach_map(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION scroll_reach_map(heatmap) IS
    'heatmap with the share of the views that reached each band';
-- The type journey: text, JSON and binary input and output.

CREATE TYPE journey;

CREATE FUNCTION journey_in(pg_catalog.cstring) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
CREATE FUNCTION journey_out(journey) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
CREATE FUNCTION journey_recv(pg_catalog.internal) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
CREATE FUNCTION journey_send(journey) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE journey (
    INPUT = journey_in,
    OUTPUT = journey_out,
    RECEIVE = journey_recv,
    SEND = journey_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE journey IS
    'the events of one actor that are steps of a funnel, in order of time';

CREATE FUNCTION journey_to_json(j journey) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_to_json(journey) IS
    'journey as a JSON object with steps and events';
CREATE FUNCTION journey_to_jsonb(j journey) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_to_jsonb(journey) IS
    'journey as a JSON object with steps and events';
CREATE FUNCTION journey_from_json(value pg_catalog.json) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION journey_from_json(pg_catalog.json) IS 'journey from its JSON object';
CREATE FUNCTION journey_from_jsonb(value pg_catalog.jsonb) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION journey_from_jsonb(pg_catalog.jsonb) IS 'journey from its JSON object';

CREATE CAST (journey AS pg_catalog.json) WITH FUNCTION journey_to_json(journey) AS ASSIGNMENT;
CREATE CAST (journey AS pg_catalog.jsonb) WITH FUNCTION journey_to_jsonb(journey) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS journey) WITH FUNCTION journey_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS journey) WITH FUNCTION journey_from_jsonb(pg_catalog.jsonb);
-- The aggregates over the events of one actor: journey_agg and rollup.

CREATE FUNCTION journey_accum(journey, pg_catalog.timestamptz, VARIADIC pg_catalog."any") RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION journey_accum(journey, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'transition function of journey_agg';
CREATE FUNCTION journey_accum(journey, pg_catalog.timestamptz, pg_catalog.bool[]) RETURNS journey
    AS 'MODULE_PATHNAME', 'journey_accum_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION journey_accum(journey, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'transition function of journey_agg';
CREATE FUNCTION journey_combine(journey, journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_combine(journey, journey) IS
    'transition function of rollup, combine function of journey_agg and window_funnel';
CREATE FUNCTION journey_final(journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_final(journey) IS
    'final function of journey_agg and rollup';

CREATE AGGREGATE journey_agg(ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_agg(pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'journey of one actor: when which of the steps, boolean conditions, were done';

CREATE AGGREGATE journey_agg(ts pg_catalog.timestamptz, steps pg_catalog.bool[]) (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_agg(pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'journey of one actor: when which of the steps, boolean conditions, were done';

CREATE FUNCTION journey_open_final(journey) RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION journey_open_final(journey) IS
    'final function of journey_open_agg and rollup_open';

CREATE AGGREGATE journey_open_agg(ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_open_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_open_agg(pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'part of the journey of one actor, to which parts of the same time will be added';

CREATE AGGREGATE journey_open_agg(ts pg_catalog.timestamptz, steps pg_catalog.bool[]) (
    SFUNC = journey_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_open_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE journey_open_agg(pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'part of the journey of one actor, to which parts of the same time will be added';

CREATE AGGREGATE rollup(j journey) (
    SFUNC = journey_combine,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(journey) IS
    'journey of one actor from its parts';

CREATE AGGREGATE rollup_open(j journey) (
    SFUNC = journey_combine,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = journey_open_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup_open(journey) IS
    'part of the journey of one actor from smaller parts';
-- Comparison operators, and the operator classes.

CREATE FUNCTION journey_eq(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_eq(journey, journey) IS 'implementation of = operator';
CREATE FUNCTION journey_ne(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_ne(journey, journey) IS 'implementation of <> operator';
CREATE FUNCTION journey_lt(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_lt(journey, journey) IS 'implementation of < operator';
CREATE FUNCTION journey_le(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_le(journey, journey) IS 'implementation of <= operator';
CREATE FUNCTION journey_gt(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_gt(journey, journey) IS 'implementation of > operator';
CREATE FUNCTION journey_ge(a journey, b journey) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_ge(journey, journey) IS 'implementation of >= operator';
CREATE FUNCTION journey_cmp(a journey, b journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_cmp(journey, journey) IS 'less-equal-greater';
CREATE FUNCTION journey_hash(j journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_hash(journey) IS 'hash';
CREATE FUNCTION journey_hash_extended(j journey, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_hash_extended(journey, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (journey, journey) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (journey, journey) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (journey, journey) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (journey, journey) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (journey, journey) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = journey, RIGHTARG = journey, FUNCTION = journey_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (journey, journey) IS 'greater than or equal';

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 journey_cmp(journey, journey);

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 journey_hash(journey),
    FUNCTION 2 journey_hash_extended(journey, bigint);
-- The aggregates path_agg and path_times, and path_edges.

CREATE FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'path_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool,
       pg_catalog.text)
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool,
       pg_catalog.text) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) RETURNS
       pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'path_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION path_accum(pg_catalog.bytea, bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'transition function of path_agg and path_times';
CREATE FUNCTION path_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of path_agg and path_times';
CREATE FUNCTION path_final(pg_catalog.bytea) RETURNS pg_catalog.text[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_final(pg_catalog.bytea) IS
    'final function of path_agg';

CREATE FUNCTION path_times_final(pg_catalog.bytea) RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_times_final(pg_catalog.bytea) IS
    'final function of path_times';
CREATE FUNCTION path_times_bigint_final(pg_catalog.bytea) RETURNS bigint[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION path_times_bigint_final(pg_catalog.bytea) IS
    'final function of path_times';

CREATE AGGREGATE path_agg(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(pg_catalog.timestamptz, pg_catalog.text, int) IS
    'labels of one actor in order of time, repeats folded, at most max_length and then "..."';

CREATE AGGREGATE path_agg(ts bigint, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(bigint, pg_catalog.text, int) IS
    'labels of one actor in order of a number, repeats folded, at most max_length and then "..."';

CREATE AGGREGATE path_agg(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'labels of one actor from the first anchor on, or up to it, in order of time';

CREATE AGGREGATE path_agg(ts bigint, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_agg(bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'labels of one actor from the first anchor on, or up to it, in order of a number';

CREATE AGGREGATE path_times(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(pg_catalog.timestamptz, pg_catalog.text, int) IS
    'times of the labels that path_agg returns';

CREATE AGGREGATE path_times(ts bigint, label pg_catalog.text, max_length int) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_bigint_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(bigint, pg_catalog.text, int) IS
    'numbers of the labels that path_agg returns';

CREATE AGGREGATE path_times(ts pg_catalog.timestamptz, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(pg_catalog.timestamptz, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'times of the labels that path_agg returns';

CREATE AGGREGATE path_times(ts bigint, label pg_catalog.text, max_length int, anchor pg_catalog.bool,
    direction pg_catalog.text) (
    SFUNC = path_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 1024,
    FINALFUNC = path_times_bigint_final,
    COMBINEFUNC = path_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE path_times(bigint, pg_catalog.text, int, pg_catalog.bool, pg_catalog.text) IS
    'numbers of the labels that path_agg returns';

CREATE FUNCTION path_edges(path pg_catalog.text[], ends pg_catalog.bool DEFAULT false,
    times pg_catalog.timestamptz[] DEFAULT NULL,
    OUT step int, OUT source pg_catalog.text, OUT target pg_catalog.text, OUT seconds pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50 ROWS 10;
COMMENT ON FUNCTION path_edges(pg_catalog.text[], pg_catalog.bool, pg_catalog.timestamptz[]) IS
    'one row for each pair of neighbours in a path, for a Sankey chart, if asked also (start) and (exit)';
-- Patterns of events, in the language of ClickHouse's sequenceMatch.

CREATE FUNCTION journey_matches(j journey, pattern pg_catalog.text) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION journey_matches(journey, pg_catalog.text) IS
    'whether events of a journey follow one another as the pattern says, as (?1).*(?2)(?t<=3600)(?3)';

CREATE FUNCTION journey_count(j journey, pattern pg_catalog.text) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION journey_count(journey, pg_catalog.text) IS
    'how often events of a journey follow one another as the pattern says, without an event in common';

CREATE FUNCTION journey_match_times(j journey, pattern pg_catalog.text) RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION journey_match_times(journey, pg_catalog.text) IS
    'times of the events of the first match of a pattern, NULL if there is none';
-- The aggregate retention.

CREATE FUNCTION retention_accum(pg_catalog.varbit, VARIADIC pg_catalog."any") RETURNS pg_catalog.varbit
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION retention_accum(pg_catalog.varbit, VARIADIC pg_catalog."any") IS
    'transition function of retention';
CREATE FUNCTION retention_accum(pg_catalog.varbit, pg_catalog.bool[]) RETURNS pg_catalog.varbit
    AS 'MODULE_PATHNAME', 'retention_accum_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION retention_accum(pg_catalog.varbit, pg_catalog.bool[]) IS
    'transition function of retention';
CREATE FUNCTION retention_combine(pg_catalog.varbit, pg_catalog.varbit) RETURNS pg_catalog.varbit
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_combine(pg_catalog.varbit, pg_catalog.varbit) IS
    'combine function of retention';
CREATE FUNCTION retention_final(pg_catalog.varbit) RETURNS pg_catalog.bool[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_final(pg_catalog.varbit) IS
    'final function of retention';

CREATE AGGREGATE retention(VARIADIC conditions pg_catalog."any") (
    SFUNC = retention_accum,
    STYPE = pg_catalog.varbit,
    SSPACE = 32,
    FINALFUNC = retention_final,
    COMBINEFUNC = retention_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention(VARIADIC pg_catalog."any") IS
    'whether the first condition held in some row, and for each other one whether both did';

CREATE AGGREGATE retention(conditions pg_catalog.bool[]) (
    SFUNC = retention_accum,
    STYPE = pg_catalog.varbit,
    SSPACE = 32,
    FINALFUNC = retention_final,
    COMBINEFUNC = retention_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention(pg_catalog.bool[]) IS
    'whether the first condition held in some row, and for each other one whether both did';
-- The type funnel: text, JSON and binary input and output.

CREATE TYPE funnel;

CREATE FUNCTION funnel_in(pg_catalog.cstring) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
CREATE FUNCTION funnel_out(funnel) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
CREATE FUNCTION funnel_recv(pg_catalog.internal) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
CREATE FUNCTION funnel_send(funnel) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

CREATE TYPE funnel (
    INPUT = funnel_in,
    OUTPUT = funnel_out,
    RECEIVE = funnel_recv,
    SEND = funnel_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE funnel IS
    'how many actors completed each step of a funnel, and how long that took';

CREATE FUNCTION funnel_to_json(f funnel) RETURNS pg_catalog.json
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION funnel_to_json(funnel) IS
    'funnel as a JSON object with steps, window, mode, reached, times and, from three steps on, totals';
CREATE FUNCTION funnel_to_jsonb(f funnel) RETURNS pg_catalog.jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION funnel_to_jsonb(funnel) IS
    'funnel as a JSON object with steps, window, mode, reached, times and, from three steps on, totals';
CREATE FUNCTION funnel_from_json(value pg_catalog.json) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION funnel_from_json(pg_catalog.json) IS 'funnel from its JSON object';
CREATE FUNCTION funnel_from_jsonb(value pg_catalog.jsonb) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION funnel_from_jsonb(pg_catalog.jsonb) IS 'funnel from its JSON object';

CREATE CAST (funnel AS pg_catalog.json) WITH FUNCTION funnel_to_json(funnel) AS ASSIGNMENT;
CREATE CAST (funnel AS pg_catalog.jsonb) WITH FUNCTION funnel_to_jsonb(funnel) AS ASSIGNMENT;
CREATE CAST (pg_catalog.json AS funnel) WITH FUNCTION funnel_from_json(pg_catalog.json);
CREATE CAST (pg_catalog.jsonb AS funnel) WITH FUNCTION funnel_from_jsonb(pg_catalog.jsonb);
-- The type funnel_window: a window that is written as an interval or as a number of seconds.

CREATE TYPE funnel_window;

CREATE FUNCTION funnel_window_in(pg_catalog.cstring) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION funnel_window_out(funnel_window) RETURNS pg_catalog.cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION funnel_window_recv(pg_catalog.internal) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION funnel_window_send(funnel_window) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE funnel_window (
    INPUT = funnel_window_in,
    OUTPUT = funnel_window_out,
    RECEIVE = funnel_window_recv,
    SEND = funnel_window_send,
    LIKE = pg_catalog.int8
);
COMMENT ON TYPE funnel_window IS
    'longest time from step 1 of a funnel to its last step: an interval of days and smaller units, or seconds';

CREATE FUNCTION funnel_window_from_interval(win interval) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_interval(interval) IS 'window of this length';
CREATE FUNCTION funnel_window_from_bigint(seconds bigint) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_bigint(bigint) IS 'window of so many seconds';
CREATE FUNCTION funnel_window_from_int(seconds int) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_int(int) IS 'window of so many seconds';
CREATE FUNCTION funnel_window_from_smallint(seconds smallint) RETURNS funnel_window
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_from_smallint(smallint) IS 'window of so many seconds';

CREATE CAST (interval AS funnel_window) WITH FUNCTION funnel_window_from_interval(interval) AS IMPLICIT;
CREATE CAST (bigint AS funnel_window) WITH FUNCTION funnel_window_from_bigint(bigint) AS IMPLICIT;
CREATE CAST (int AS funnel_window) WITH FUNCTION funnel_window_from_int(int) AS IMPLICIT;
CREATE CAST (smallint AS funnel_window) WITH FUNCTION funnel_window_from_smallint(smallint) AS IMPLICIT;

CREATE FUNCTION funnel_window_eq(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_eq(funnel_window, funnel_window) IS 'implementation of = operator';
CREATE FUNCTION funnel_window_ne(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_ne(funnel_window, funnel_window) IS 'implementation of <> operator';
CREATE FUNCTION funnel_window_lt(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_lt(funnel_window, funnel_window) IS 'implementation of < operator';
CREATE FUNCTION funnel_window_le(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_le(funnel_window, funnel_window) IS 'implementation of <= operator';
CREATE FUNCTION funnel_window_gt(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_gt(funnel_window, funnel_window) IS 'implementation of > operator';
CREATE FUNCTION funnel_window_ge(a funnel_window, b funnel_window) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_ge(funnel_window, funnel_window) IS 'implementation of >= operator';
CREATE FUNCTION funnel_window_cmp(a funnel_window, b funnel_window) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_cmp(funnel_window, funnel_window) IS 'less-equal-greater';
CREATE FUNCTION funnel_window_hash(w funnel_window) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_hash(funnel_window) IS 'hash';
CREATE FUNCTION funnel_window_hash_extended(w funnel_window, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_window_hash_extended(funnel_window, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (funnel_window, funnel_window) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (funnel_window, funnel_window) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (funnel_window, funnel_window) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (funnel_window, funnel_window) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (funnel_window, funnel_window) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = funnel_window, RIGHTARG = funnel_window, FUNCTION = funnel_window_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (funnel_window, funnel_window) IS 'greater than or equal';

CREATE OPERATOR CLASS funnel_window_ops DEFAULT FOR TYPE funnel_window USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 funnel_window_cmp(funnel_window, funnel_window);

CREATE OPERATOR CLASS funnel_window_ops DEFAULT FOR TYPE funnel_window USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 funnel_window_hash(funnel_window),
    FUNCTION 2 funnel_window_hash_extended(funnel_window, bigint);
-- The aggregates funnel_agg and rollup(funnel), and the operator +.

CREATE FUNCTION funnel_accum(funnel, journey, funnel_window) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, journey, funnel_window) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_accum(funnel, journey, funnel_window, pg_catalog.text) RETURNS funnel
    AS 'MODULE_PATHNAME', 'funnel_accum_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, journey, funnel_window, pg_catalog.text) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[]) RETURNS funnel
    AS 'MODULE_PATHNAME', 'funnel_accum_times' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[]) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[], pg_catalog.text) RETURNS funnel
    AS 'MODULE_PATHNAME', 'funnel_accum_times_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_accum(funnel, pg_catalog.timestamptz[], pg_catalog.text) IS
    'transition function of funnel_agg';
CREATE FUNCTION funnel_combine(funnel, funnel) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION funnel_combine(funnel, funnel) IS
    'implementation of the + operator, transition function of rollup, combine function of funnel_agg';
CREATE FUNCTION funnel_final(funnel) RETURNS funnel
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;
COMMENT ON FUNCTION funnel_final(funnel) IS
    'final function of funnel_agg and rollup';

CREATE AGGREGATE funnel_agg(j journey, win funnel_window) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(journey, funnel_window) IS
    'funnel of journeys: how many completed each step within the window, and how long that took';

CREATE AGGREGATE funnel_agg(j journey, win funnel_window, mode pg_catalog.text) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(journey, funnel_window, pg_catalog.text) IS
    'funnel of journeys: how many completed each step within the window under rules of a mode, and how '
    'long that took';

CREATE AGGREGATE funnel_agg(times pg_catalog.timestamptz[]) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(pg_catalog.timestamptz[]) IS
    'funnel of times of the steps, as funnel_times and funnel_entries return them: of whatever tries the query chose';

CREATE AGGREGATE funnel_agg(times pg_catalog.timestamptz[], mode pg_catalog.text) (
    SFUNC = funnel_accum,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(pg_catalog.timestamptz[], pg_catalog.text) IS
    'funnel of times of the steps, some of which the mode makes optional, or which it leaves in any order';

CREATE AGGREGATE rollup(f funnel) (
    SFUNC = funnel_combine,
    STYPE = funnel,
    SSPACE = 8192,
    FINALFUNC = funnel_final,
    COMBINEFUNC = funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(funnel) IS
    'sum of funnels of the same steps, window and mode';

CREATE OPERATOR + (
    LEFTARG = funnel,
    RIGHTARG = funnel,
    FUNCTION = funnel_combine,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (funnel, funnel) IS 'add two funnels of the same steps, window and mode';
-- Comparing two funnels.

CREATE FUNCTION funnel_compare(
    a funnel, b funnel, labels pg_catalog.text[] DEFAULT NULL, confidence pg_catalog.float8 DEFAULT 0.95,
    OUT step int, OUT label pg_catalog.text, OUT reached_a bigint, OUT reached_b bigint,
    OUT conversion_a pg_catalog.float8, OUT conversion_b pg_catalog.float8,
    OUT difference pg_catalog.float8, OUT low pg_catalog.float8, OUT high pg_catalog.float8,
    OUT p_value pg_catalog.float8, OUT q_value pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 5;
COMMENT ON FUNCTION funnel_compare(funnel, funnel, pg_catalog.text[], pg_catalog.float8) IS
    'one row a step: conversions of both funnels, their difference with its interval, and whether it is more '
    'than chance';
-- How long the actors of a funnel took.

CREATE FUNCTION funnel_quantile(f funnel, step int, p pg_catalog.float8, since int DEFAULT NULL)
    RETURNS interval
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150;
COMMENT ON FUNCTION funnel_quantile(funnel, int, pg_catalog.float8, int) IS
    'time within which this share of those at a step took it, counted from the step before or since step 1';

CREATE FUNCTION funnel_histogram(
    f funnel, step int, since int DEFAULT NULL,
    OUT low_seconds pg_catalog.float8, OUT high_seconds pg_catalog.float8, OUT journeys bigint)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150 ROWS 50;
COMMENT ON FUNCTION funnel_histogram(funnel, int, int) IS
    'how many took so long for a step, counted from the step before or since step 1';
-- funnel_entries

CREATE FUNCTION funnel_entries(
    j journey, win funnel_window, mode pg_catalog.text DEFAULT '',
    OUT entered pg_catalog.timestamptz, OUT level int, OUT times pg_catalog.timestamptz[])
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 3;
COMMENT ON FUNCTION funnel_entries(journey, funnel_window, pg_catalog.text) IS
    'one row for each time a journey entered a funnel: how many steps it completed from there, and when';
-- funnel_level

CREATE FUNCTION funnel_level(j journey, win funnel_window, mode pg_catalog.text DEFAULT '') RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_level(journey, funnel_window, pg_catalog.text) IS
    'how many steps of a funnel a journey completed within the window';
-- Comparison operators, and the operator classes.

CREATE FUNCTION funnel_eq(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_eq(funnel, funnel) IS 'implementation of = operator';
CREATE FUNCTION funnel_ne(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_ne(funnel, funnel) IS 'implementation of <> operator';
CREATE FUNCTION funnel_lt(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_lt(funnel, funnel) IS 'implementation of < operator';
CREATE FUNCTION funnel_le(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_le(funnel, funnel) IS 'implementation of <= operator';
CREATE FUNCTION funnel_gt(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_gt(funnel, funnel) IS 'implementation of > operator';
CREATE FUNCTION funnel_ge(a funnel, b funnel) RETURNS pg_catalog.bool
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_ge(funnel, funnel) IS 'implementation of >= operator';
CREATE FUNCTION funnel_cmp(a funnel, b funnel) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_cmp(funnel, funnel) IS 'less-equal-greater';
CREATE FUNCTION funnel_hash(f funnel) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_hash(funnel) IS 'hash';
CREATE FUNCTION funnel_hash_extended(f funnel, seed bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_hash_extended(funnel, bigint) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_eq, COMMUTATOR = =,
    NEGATOR = <>, RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (funnel, funnel) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_ne, COMMUTATOR = <>,
    NEGATOR = =, RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (funnel, funnel) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_lt, COMMUTATOR = >,
    NEGATOR = >=, RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (funnel, funnel) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_le, COMMUTATOR = >=,
    NEGATOR = >, RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (funnel, funnel) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_gt, COMMUTATOR = <,
    NEGATOR = <=, RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (funnel, funnel) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = funnel, RIGHTARG = funnel, FUNCTION = funnel_ge, COMMUTATOR = <=,
    NEGATOR = <, RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (funnel, funnel) IS 'greater than or equal';

CREATE OPERATOR CLASS funnel_ops DEFAULT FOR TYPE funnel USING btree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 funnel_cmp(funnel, funnel);

CREATE OPERATOR CLASS funnel_ops DEFAULT FOR TYPE funnel USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 funnel_hash(funnel),
    FUNCTION 2 funnel_hash_extended(funnel, bigint);
-- Funnels as pictures.

CREATE FUNCTION funnel_svg(
    f funnel, labels pg_catalog.text[] DEFAULT NULL, title pg_catalog.text DEFAULT NULL,
    description pg_catalog.text DEFAULT NULL, width int DEFAULT 720, theme pg_catalog.text DEFAULT 'light')
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150;
COMMENT ON FUNCTION funnel_svg(funnel, pg_catalog.text[], pg_catalog.text, pg_catalog.text, int,
    pg_catalog.text) IS
    'funnel as SVG: a bar a step, with counts, conversion, drop-off and median time';

CREATE FUNCTION funnel_text(
    f funnel, labels pg_catalog.text[] DEFAULT NULL, width int DEFAULT 40, blocks pg_catalog.bool DEFAULT true)
    RETURNS pg_catalog.text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150;
COMMENT ON FUNCTION funnel_text(funnel, pg_catalog.text[], int, pg_catalog.bool) IS
    'funnel for a terminal: a line a step, with a bar, count, conversion, drop-off and median time';
-- Function from a funnel to rows.

CREATE FUNCTION funnel_steps(
    f funnel, labels pg_catalog.text[] DEFAULT NULL,
    OUT step int, OUT label pg_catalog.text, OUT reached bigint, OUT dropped bigint,
    OUT conversion pg_catalog.float8, OUT step_conversion pg_catalog.float8, OUT drop_off pg_catalog.float8,
    OUT avg_time interval, OUT median_time interval, OUT p90_time interval,
    OUT avg_seconds pg_catalog.float8, OUT median_seconds pg_catalog.float8, OUT p90_seconds pg_catalog.float8,
    OUT avg_total interval, OUT median_total interval, OUT p90_total interval,
    OUT avg_total_seconds pg_catalog.float8, OUT median_total_seconds pg_catalog.float8,
    OUT p90_total_seconds pg_catalog.float8)
    RETURNS SETOF pg_catalog.record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 150 ROWS 5;
COMMENT ON FUNCTION funnel_steps(funnel, pg_catalog.text[]) IS
    'one row a step: how many reached it, shares of those at step 1 and at the step before, and the time '
    'from the step before and from step 1';
-- funnel_times

CREATE FUNCTION funnel_times(j journey, win funnel_window, mode pg_catalog.text DEFAULT '')
    RETURNS pg_catalog.timestamptz[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_times(journey, funnel_window, pg_catalog.text) IS
    'when a journey completed each step of a funnel, NULL for those that it did not';
-- The aggregate window_funnel, over the state of journey_agg.

CREATE FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.timestamptz, VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, bigint, bigint, VARIADIC pg_catalog."any") RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, bigint, bigint, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(journey, bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any")
    RETURNS journey
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_mode' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(journey, bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any") IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.timestamptz, pg_catalog.bool[])
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    pg_catalog.bool[])
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_mode_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, funnel_window, pg_catalog.text, pg_catalog.timestamptz,
    pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, bigint, pg_catalog.bool[]) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, bigint, pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, pg_catalog.text, bigint, pg_catalog.bool[])
    RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME', 'window_funnel_accum_bigint_mode_array' LANGUAGE C IMMUTABLE PARALLEL SAFE SUPPORT
        heatmap_support;
COMMENT ON FUNCTION window_funnel_accum(pg_catalog.bytea, bigint, pg_catalog.text, bigint, pg_catalog.bool[]) IS
    'transition function of window_funnel';
CREATE FUNCTION window_funnel_final(journey) RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION window_funnel_final(journey) IS
    'final function of window_funnel';

CREATE FUNCTION window_funnel_combine(pg_catalog.bytea, pg_catalog.bytea) RETURNS pg_catalog.bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION window_funnel_combine(pg_catalog.bytea, pg_catalog.bytea) IS
    'combine function of window_funnel';
CREATE FUNCTION window_funnel_final(pg_catalog.bytea) RETURNS int
    AS 'MODULE_PATHNAME', 'window_funnel_final_bytea' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION window_funnel_final(pg_catalog.bytea) IS
    'final function of window_funnel';

CREATE AGGREGATE window_funnel(win funnel_window, ts pg_catalog.timestamptz, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'how many of the steps, boolean conditions, one actor completed in order within a time window';

CREATE AGGREGATE window_funnel(win funnel_window, mode pg_catalog.text, ts pg_catalog.timestamptz,
    VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.text, pg_catalog.timestamptz, VARIADIC pg_catalog."any") IS
    'how many of the steps, boolean conditions, one actor completed within a time window, under rules of a mode';

CREATE AGGREGATE window_funnel(win bigint, ts bigint, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, bigint, VARIADIC pg_catalog."any") IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit';

CREATE AGGREGATE window_funnel(win bigint, mode pg_catalog.text, ts bigint, VARIADIC steps pg_catalog."any") (
    SFUNC = window_funnel_accum,
    STYPE = journey,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = journey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, pg_catalog.text, bigint, VARIADIC pg_catalog."any") IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit, under rules of a mode';

-- The same with the steps as one array.

CREATE AGGREGATE window_funnel(win funnel_window, ts pg_catalog.timestamptz, steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'how many of the steps, boolean conditions, one actor completed in order within a time window';

CREATE AGGREGATE window_funnel(win funnel_window, mode pg_catalog.text, ts pg_catalog.timestamptz,
    steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(funnel_window, pg_catalog.text, pg_catalog.timestamptz, pg_catalog.bool[]) IS
    'how many of the steps, boolean conditions, one actor completed within a time window, under rules of a mode';

CREATE AGGREGATE window_funnel(win bigint, ts bigint, steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, bigint, pg_catalog.bool[]) IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit';

CREATE AGGREGATE window_funnel(win bigint, mode pg_catalog.text, ts bigint, steps pg_catalog.bool[]) (
    SFUNC = window_funnel_accum,
    STYPE = pg_catalog.bytea,
    SSPACE = 512,
    FINALFUNC = window_funnel_final,
    COMBINEFUNC = window_funnel_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE window_funnel(bigint, pg_catalog.text, bigint, pg_catalog.bool[]) IS
    'window_funnel over whole numbers, such as Unix times, and a window in their unit, under rules of a mode';
-- q-values of many tests.

CREATE FUNCTION adjust_p(p pg_catalog.float8[]) RETURNS pg_catalog.float8[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION adjust_p(pg_catalog.float8[]) IS
    'p-values of many tests as q-values, by Benjamini and Hochberg';
-- The rate of those who clicked.

CREATE FUNCTION click_rate(
    clicks bigint, views bigint, confidence pg_catalog.float8 DEFAULT 0.95,
    OUT rate pg_catalog.float8, OUT low pg_catalog.float8, OUT high pg_catalog.float8)
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION click_rate(bigint, bigint, pg_catalog.float8) IS
    'clicks per view with the Wilson score interval';
-- Whether two rates differ.

CREATE FUNCTION compare_rates(
    successes_a bigint, trials_a bigint, successes_b bigint, trials_b bigint,
    confidence pg_catalog.float8 DEFAULT 0.95,
    OUT rate_a pg_catalog.float8, OUT rate_b pg_catalog.float8, OUT difference pg_catalog.float8,
    OUT low pg_catalog.float8, OUT high pg_catalog.float8, OUT lift pg_catalog.float8,
    OUT p_value pg_catalog.float8)
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION compare_rates(bigint, bigint, bigint, bigint, pg_catalog.float8) IS
    'rate b minus rate a with Newcombe''s interval, and the p-value of Fisher''s exact test';
-- The window function dwell_time.

CREATE FUNCTION dwell_time(ts pg_catalog.timestamptz, cap interval DEFAULT '30 minutes') RETURNS interval
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dwell_time(pg_catalog.timestamptz, interval) IS
    'time until the next row, NULL if that is longer than the cap';
-- The window function rage_click.

CREATE FUNCTION rage_click(
    ts pg_catalog.timestamptz, x pg_catalog.float8, y pg_catalog.float8, clicks int DEFAULT 3,
    radius pg_catalog.float8 DEFAULT 30,
    max_gap interval DEFAULT '1 second', max_span interval DEFAULT NULL,
    metric pg_catalog.text DEFAULT 'euclidean')
    RETURNS int
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rage_click(pg_catalog.timestamptz, pg_catalog.float8, pg_catalog.float8, int,
    pg_catalog.float8, interval, interval, pg_catalog.text) IS
    'number of the burst of close clicks that a row belongs to, NULL if it belongs to none';
-- The window function sessionize.

CREATE FUNCTION sessionize(
    ts pg_catalog.timestamptz, gap interval DEFAULT '30 minutes', max_length interval DEFAULT NULL,
    starts pg_catalog.bool DEFAULT false)
    RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(pg_catalog.timestamptz, interval, interval, pg_catalog.bool) IS
    'number of the session of a row: the next one begins after a gap, at the greatest length, and where starts is true';
-- What there is to know of a live roll-up: the one row of its table <name>_state.

-- A table of this type marks a roll-up, wherever it is, and DROP EXTENSION is refused while there is one.
CREATE TYPE rollup_state AS (
    source pg_catalog.regclass,
    dimensions pg_catalog.text,
    aggregates pg_catalog.text,
    filter pg_catalog.text,
    mode pg_catalog.text,
    period pg_catalog.text,
    levels pg_catalog.text[],
    created pg_catalog.timestamptz,
    compacted pg_catalog.timestamptz,
    merged bigint
);
COMMENT ON TYPE rollup_state IS 'definition and last compaction of a live roll-up';
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
-- The end of a live roll-up.

CREATE PROCEDURE rollup_drop(rollup pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
    levels text[];
    suffix text;
    fn regprocedure;
BEGIN
    -- The view is gone if its source was dropped with CASCADE; then the table <name>_state stands for it.
    SELECT n.nspname AS schema, left(c.relname, -length('_state'))::name AS name INTO r
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_roles AS o ON o.oid = c.relowner
    WHERE c.oid = rollup AND c.reloftype = format('%s.rollup_state', home)::regtype AND o.rolname = current_user;
    IF r.schema IS NULL THEN
        EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
    END IF;
    EXECUTE format('SELECT levels FROM ONLY %I.%I', r.schema, r.name || '_state') INTO levels;
    FOR fn IN
        SELECT DISTINCT p.oid FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid =
            p.oid
        WHERE p.proname = r.name || '_between' AND d.refobjid = to_regclass(format('%I.%I', r.schema, r.name ||
            '_tiers'))
    LOOP
        EXECUTE format('DROP FUNCTION %s', fn);
    END LOOP;
    FOREACH suffix IN ARRAY ARRAY['', '_tiers', '_query', '_rows'] LOOP
        EXECUTE format('DROP VIEW IF EXISTS %I.%I', r.schema, r.name || suffix);
    END LOOP;
    -- With the functions go the triggers that call them, whoever owns the source.
    FOREACH suffix IN ARRAY ARRAY['insert', 'update', 'delete', 'truncate', 'replica'] LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %I.%I() CASCADE', r.schema, r.name || '_' || suffix);
    END LOOP;
    FOREACH suffix IN ARRAY ARRAY['parts', 'merged', 'stale', 'state'] || levels LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I.%I', r.schema, r.name || '_' || suffix);
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_drop(pg_catalog.regclass) IS
    'ends a live roll-up and drops all that belongs to it, but not its source';
-- A live roll-up by its view.

-- The views of all roll-ups. What a table <name>_state says is believed only if it belongs to the owner of the view.
CREATE FUNCTION rollup_views(OUT rollup pg_catalog.regclass, OUT owner pg_catalog.oid) RETURNS SETOF pg_catalog.record
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.oid::pg_catalog.regclass, v.relowner
    FROM pg_catalog.pg_class AS s JOIN pg_catalog.pg_class AS v
        ON v.relnamespace OPERATOR(pg_catalog.=) s.relnamespace AND v.relkind OPERATOR(pg_catalog.=) 'v'
            AND s.relname OPERATOR(pg_catalog.=) (v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_state')
            AND s.relowner OPERATOR(pg_catalog.=) v.relowner
    WHERE s.reloftype OPERATOR(pg_catalog.=) 'rollup_state'::pg_catalog.regtype
        AND NOT EXISTS (
            -- Policies, and expressions of views, are code of their owner.
            SELECT FROM pg_catalog.pg_class AS c
            WHERE c.relnamespace OPERATOR(pg_catalog.=) v.relnamespace
                AND c.relname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (
                    ARRAY[v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_state',
                    v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_parts', v.relname::pg_catalog.text
                        OPERATOR(pg_catalog.||) '_merged',
                    v.relname::pg_catalog.text OPERATOR(pg_catalog.||) '_stale'])
                AND (c.relkind OPERATOR(pg_catalog.<>) 'r' OR c.relrowsecurity));
END;
COMMENT ON FUNCTION rollup_views() IS
    'the views of all live roll-ups';

-- What rollup_create wrote down. An error if the view is not one of a roll-up, or if the caller is not its owner:
-- whoever owns a table chooses what its triggers and expressions do, so only the owner should set them off.
CREATE FUNCTION rollup_find(rollup pg_catalog.regclass, OUT schema pg_catalog.name, OUT name pg_catalog.name,
    OUT state rollup_state)
    RETURNS pg_catalog.record
    LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    owner oid;
    own boolean;
BEGIN
    EXECUTE format('SELECT owner FROM %s.rollup_views() WHERE rollup = $1', home) INTO owner USING rollup;
    IF owner IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'wrong_object_type', MESSAGE = format('"%s" is not a roll-up', rollup),
            HINT = 'The view rollups lists yours.';
    END IF;
    SELECT n.nspname, c.relname INTO schema, name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = rollup;
    own := owner = (SELECT oid FROM pg_roles WHERE rolname = current_user);
    IF own THEN
        EXECUTE format('SELECT * FROM ONLY %I.%I', schema, name || '_state') INTO state;
    END IF;
    IF NOT own OR EXISTS (
            SELECT FROM unnest(ARRAY['query', 'rows', 'tiers', 'parts', 'merged', 'stale'] || state.levels) AS suffix
                JOIN pg_class AS c ON c.oid = to_regclass(format('%I.%I', schema, name || '_' || suffix))
            WHERE c.relowner <> owner) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('must be owner of roll-up "%s"',
            rollup),
            HINT = format('SET ROLE %s', owner::regrole);
    END IF;
END
$$;
COMMENT ON FUNCTION rollup_find(pg_catalog.regclass) IS
    'definition of the live roll-up with this view';
-- Whether a table still is what the triggers of a live roll-up were written for. They hold the statement as text, which
-- the owner of the table could give another meaning, and it runs with the rights of the roll-up's owner: a column of
-- another type, under the old name, brings its own casts along. So would another table in the place of that of the
-- parts. The types of the columns are those of the view <name>_rows, whose names no longer matter.
CREATE FUNCTION rollup_fits(source pg_catalog.oid, columns pg_catalog.name[], schema pg_catalog.name,
    rows pg_catalog.name) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION rollup_fits(pg_catalog.oid, pg_catalog.name[], pg_catalog.name, pg_catalog.name) IS
    'whether a table has columns of these names, of the types of a view';

-- An error if somebody else could make the triggers of a roll-up run what he likes, with the rights of the caller. The
-- owner of a schema can put a table in the place of another one, whoever owns that. Superusers, who have most to lose,
-- should trust neither who made the extension nor who owns the source, whose indexes and policies run when it is read.
CREATE PROCEDURE rollup_make_sure(schema pg_catalog.name, source pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    home oid := (SELECT extnamespace FROM pg_extension WHERE extname = 'heatmap');
    super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
    parts regclass[];
    r record;
BEGIN
    EXECUTE format('SELECT array_agg(t) FROM %s.rollup_tables($1) AS t', home::regnamespace) INTO parts USING source;
    SELECT object.name, o.rolname INTO r
    FROM (SELECT format('schema "%s"', n.nspname) AS name, n.nspowner AS owner
          FROM pg_namespace AS n WHERE n.nspname = schema OR super AND n.oid = home
          UNION ALL
          SELECT format('table "%s"', c.oid::regclass), c.relowner
          FROM pg_class AS c WHERE super AND c.oid = ANY (parts)
        ) AS object
        JOIN pg_database AS d ON d.datname = current_database()
        JOIN pg_roles AS named ON named.oid = object.owner
        JOIN pg_roles AS o ON o.oid = CASE named.rolname WHEN 'pg_database_owner' THEN d.datdba ELSE named.oid END
    WHERE o.rolname <> current_user AND NOT o.rolsuper
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = format('%s belongs to role "%s"', r.name, r.rolname),
            DETAIL = 'Its owner could make a roll-up run what he likes with your rights.',
            HINT = format('SET ROLE %I%s.', r.rolname, CASE WHEN NOT super THEN ', or use a schema of your own' END);
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_make_sure(pg_catalog.name, pg_catalog.regclass) IS
    'an error if a live roll-up of the caller would not be safe from others';
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
-- A live roll-up made anew.

CREATE PROCEDURE rollup_refresh(rollup pg_catalog.regclass, refill boolean DEFAULT true)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off SET array_nulls = on
AS $$
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    run text := format('CALL %s.rollup_run($1, $2)', home);
    r record;
    f jsonb;
    levels int;
    i int;
BEGIN
    EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
    EXECUTE format('CALL %s.rollup_make_sure($1, $2)', home) USING r.schema, (r.state).source;
    EXECUTE format('CALL %s.rollup_lock($1, $2)', home)
        USING format('%I.%I', r.schema, r.name || '_rows'), (r.state).source;
    EXECUTE format('SELECT %s.rollup_fragments($1, $2, $3, $4, $5, $6)', home) INTO f
        USING r.schema, r.name, (r.state).source, (r.state).mode, (r.state).period, (r.state).levels;
    levels := coalesce(cardinality((r.state).levels), 0);
    EXECUTE format('CALL %s.rollup_make_triggers($1, $2, true, $3)', home) USING r.name, r.schema, f;
    IF refill THEN
        -- A compaction that is at work ends before this.
        EXECUTE run USING 'UPDATE {state} SET merged = 0', f;
        EXECUTE run USING 'DELETE FROM {parts}', f;
        IF f ->> 'mode' = 'recompute' THEN
            EXECUTE run USING 'DELETE FROM {stale}', f;
        END IF;
        FOR i IN 0 .. levels LOOP
            EXECUTE run USING format('DELETE FROM {level%s}', i), f;
        END LOOP;
        EXECUTE format('CALL %s.rollup_make_groups($1, $2)', home)
            USING levels, f;
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_refresh(pg_catalog.regclass, boolean) IS
    'makes the triggers of a live roll-up anew, and, unless refill is false, its values';
-- What live roll-ups there are.

CREATE FUNCTION rollup_list(OUT rollup pg_catalog.regclass, OUT source pg_catalog.regclass,
    OUT dimensions pg_catalog.text, OUT aggregates pg_catalog.text, OUT filter pg_catalog.text,
    OUT mode pg_catalog.text, OUT period pg_catalog.text, OUT levels pg_catalog.text[], OUT groups bigint,
    OUT parts bigint, OUT stale bigint, OUT merged bigint, OUT compacted pg_catalog.timestamptz)
    RETURNS SETOF pg_catalog.record
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    home text := (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'heatmap');
    r record;
BEGIN
    -- Only those of the caller: others could put something else in the place of a table while it is being opened.
    FOR rollup IN EXECUTE format('SELECT v.rollup FROM %s.rollup_views() AS v JOIN pg_roles AS o ON o.oid = v.owner'
        ' WHERE o.rolname = current_user', home) LOOP
        CONTINUE WHEN (
            SELECT count(*) < 2
            FROM pg_class AS v JOIN pg_class AS c ON c.relnamespace = v.relnamespace
            WHERE v.oid = rollup AND c.relname IN (v.relname || '_parts', v.relname || '_merged'));
        EXECUTE format('SELECT * FROM %s.rollup_find($1)', home) INTO r USING rollup;
        source := (r.state).source;
        dimensions := (r.state).dimensions;
        aggregates := (r.state).aggregates;
        filter := (r.state).filter;
        mode := (r.state).mode;
        period := (r.state).period;
        levels := (r.state).levels;
        merged := (r.state).merged;
        compacted := (r.state).compacted;
        EXECUTE format('SELECT (SELECT count(*) FROM ONLY %1$I.%2$I), (SELECT count(*) FROM ONLY %1$I.%3$I)', r.schema,
            r.name || '_merged', r.name || '_parts') INTO groups, parts;
        stale := NULL;
        IF mode = 'recompute' THEN
            EXECUTE format('SELECT count(DISTINCT key_) FROM ONLY %I.%I', r.schema, r.name || '_stale') INTO stale;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION rollup_list() IS
    'the live roll-ups of the caller';

CREATE VIEW rollups AS SELECT * FROM rollup_list();
COMMENT ON VIEW rollups IS
    'live roll-ups of the current user: what they are of, groups, parts not merged yet, parts merged, last compaction';
GRANT SELECT ON rollups TO PUBLIC;
-- The rows of the source of a live roll-up: the view <name>_rows.

-- A view knows its table and the columns by number. A statement that named them could wait for a lock, while the owner
-- of the schema gives the name to another table.

CREATE FUNCTION rollup_names(view pg_catalog.regclass, source pg_catalog.regclass) RETURNS pg_catalog.name[]
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION rollup_names(pg_catalog.regclass, pg_catalog.regclass) IS
    'the names that the columns of a view have now in its source';

-- The view has the columns that the view <name>_query uses.
CREATE PROCEDURE rollup_make_rows(schema pg_catalog.name, name pg_catalog.name, source pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    grantee text;
    query regclass := format('%I.%I', schema, name || '_query')::regclass;
    columns text := (
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_attribute AS a
        WHERE a.attrelid = source AND a.attnum > 0 AND EXISTS (
            SELECT FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            WHERE r.ev_class = query AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
                AND d.refobjsubid = a.attnum));
BEGIN
    EXECUTE format('CREATE VIEW %I.%I AS SELECT %s FROM %s', schema, name || '_rows',
        coalesce(columns, 'true AS row_'), source);
    -- It reads and writes the source with the rights of the owner, whatever his default privileges are.
    FOR grantee IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END
        FROM pg_class AS c, aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE c.oid = format('%I.%I', schema, name || '_rows')::regclass AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE ALL ON %I.%I FROM %s', schema, name || '_rows', grantee);
    END LOOP;
END
$$;
COMMENT ON PROCEDURE rollup_make_rows(pg_catalog.name, pg_catalog.name, pg_catalog.regclass) IS
    'makes the view of the rows that a live roll-up is of';

-- Keeps the source from being changed until the transaction ends. Up to 15, an empty table could become a view.
CREATE PROCEDURE rollup_lock(view pg_catalog.text, source pg_catalog.regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('LOCK TABLE %s IN ACCESS SHARE MODE', view);
    IF (SELECT relkind FROM pg_class WHERE oid = source) = 'v' THEN
        RAISE EXCEPTION USING ERRCODE = 'wrong_object_type', MESSAGE = format('"%s" is no longer a table', source);
    END IF;
END
$$;
COMMENT ON PROCEDURE rollup_lock(pg_catalog.text, pg_catalog.regclass) IS
    'locks the source of a live roll-up against changes of its definition';
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
