-- Functions from a heatmap to a heatmap.

CREATE FUNCTION heatmap_blur(h heatmap, sigma pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION heatmap_blur(heatmap, pg_catalog.float8) IS
    'Gaussian blur, sigma in the unit of the extent; the total stays the same';

CREATE FUNCTION heatmap_coarsen(h heatmap, fx int, fy int) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_coarsen(heatmap, int, int) IS
    'blocks of fx x fy cells merged into one cell';

CREATE FUNCTION heatmap_crop(h heatmap, area pg_catalog.box) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_crop(heatmap, pg_catalog.box) IS
    'the whole cells that overlap an area; all others count as outside';

CREATE FUNCTION heatmap_shares(h heatmap) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_shares(heatmap) IS
    'every value divided by the total; NULL if the total is 0';

CREATE FUNCTION heatmap_filter(h heatmap, at_least pg_catalog.float8) RETURNS heatmap
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heatmap_filter(heatmap, pg_catalog.float8) IS
    'the heatmap without the cells whose value is smaller';
