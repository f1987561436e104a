-- test/run jit runs this file, too.
-- The support functions of the aggregates, called by hand: they leave their arguments alone and
-- return stored values. And aggregates that somebody builds over them without a final function, whose
-- results are raw states: every function takes those as well.
SELECT heatmap_accum(NULL, 1, 2, heatmap_grid(30, 70));
SELECT heatmap_accum(heatmap_accum(NULL, 1, 2, heatmap_grid(30, 70)), 1, 3, heatmap_grid(30, 70));
SELECT heatmap_accum(NULL, NULL, 2, heatmap_grid(30, 70)) IS NULL AS nothing;
SELECT heatmap_accum(heatmap_grid(30, 70), NULL, 2, heatmap_grid(30, 70));
SELECT heatmap_accum(heatmap_grid(30, 70), 1, 2, heatmap_grid(30, 70, 5));
SELECT heatmap_accum_weighted(heatmap_grid(30, 70), 1, 2, heatmap_grid(30, 70), 0.5);
SELECT heatmap_accum_weighted(heatmap_grid(30, 70), 1, 2, heatmap_grid(30, 70), 'NaN');
SELECT heatmap_accum_int(heatmap_grid(30, 70), 1, 2, heatmap_grid(30, 70)),
       heatmap_accum_point(heatmap_grid(30, 70), point(1, 2), heatmap_grid(30, 70));
SELECT heatmap_accum_inv(heatmap_accum(NULL, 1, 2, heatmap_grid(30, 70)), 1, 2, heatmap_grid(30, 70));
SELECT heatmap_accum_inv(NULL, 1, 2, heatmap_grid(30, 70));
SELECT heatmap_accum_inv(heatmap_grid(30, 70) + '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,0,0.5]]}', 1, 2,
                       heatmap_grid(30, 70)) IS NULL AS inexact;
SELECT heatmap_combine(heatmap_grid(30, 70), heatmap_accum(NULL, 1, 2, heatmap_grid(30, 70)));
SELECT heatmap_combine_inv(heatmap_grid(30, 70), heatmap_accum(NULL, 1, 2, heatmap_grid(30, 70)));
SELECT heatmap_final(heatmap_grid(30, 70));

CREATE AGGREGATE raw_agg(float8, float8, heatmap) (SFUNC = heatmap_accum, STYPE = heatmap);
CREATE AGGREGATE raw_weighted(float8, float8, heatmap, float8) (SFUNC = heatmap_accum_weighted, STYPE = heatmap);
CREATE AGGREGATE raw_rollup(heatmap) (SFUNC = heatmap_combine, STYPE = heatmap);
-- a state without rows has no cells, and is no grid
CREATE AGGREGATE raw_moving(float8, float8, heatmap)
    (SFUNC = heatmap_accum, STYPE = heatmap, MSFUNC = heatmap_accum, MINVFUNC = heatmap_accum_inv, MSTYPE = heatmap);
CREATE TABLE none AS SELECT raw_moving(NULL::float8, 1, heatmap_grid(30, 70)) OVER (ORDER BY i ROWS 1 PRECEDING) AS raw
FROM generate_series(1, 2) i;
\set VERBOSITY sqlstate
SELECT heatmap_accum(NULL, 0, 0, raw) FROM none;
SELECT heatmap_agg(0.0, 0.0, raw) FROM none;
SELECT heatmap_combine(heatmap_grid(30, 70), raw), heatmap_combine(raw, heatmap_grid(30, 70)) FROM none LIMIT 1;
SELECT heatmap_accum(raw, 1, 2, heatmap_grid(30, 70)), heatmap_final(raw) FROM none LIMIT 1;
SELECT heatmap_cols(raw) FROM none;
\set VERBOSITY terse
-- it can be compared, dumped and read back
SELECT raw, raw::text::heatmap = raw AS text, raw::jsonb::heatmap = raw AS json, raw = heatmap_grid(30, 70) AS a_grid
FROM none LIMIT 1;
SELECT count(DISTINCT raw), count(*) FROM (SELECT raw FROM none UNION ALL SELECT '{ }') s;
DROP TABLE none;
DROP AGGREGATE raw_moving(float8, float8, heatmap);
-- one raw state of each kind: list, table, array; and their stored values
CREATE TABLE raw AS
SELECT n, cell, weighted,
       CASE WHEN weighted THEN raw_weighted(x, y, heatmap_grid(30, 70, cell), w)
            ELSE raw_agg(x, y, heatmap_grid(30, 70, cell)) END AS raw,
       CASE WHEN weighted THEN heatmap_agg(x, y, heatmap_grid(30, 70, cell), w)
            ELSE heatmap_agg(x, y, heatmap_grid(30, 70, cell)) END AS h
FROM (VALUES (5, 10.0::float8), (5, 0.1), (3000, 10), (3000, 0.1), (50, 0.1)) v(n, cell),
     (VALUES (false), (true)) k(weighted),
     LATERAL (SELECT i * 7919 % 33 - 1.5 AS x, i * 104729 % 73 - 1.5 AS y, i % 5 / 4.0 AS w
              FROM generate_series(1, n) i) s
GROUP BY n, cell, weighted;
SELECT n, cell, weighted, raw = h AS eq, heatmap_hash(raw) = heatmap_hash(h) AS hash, raw::text = h::text AS text,
       raw::jsonb = h::jsonb AS json, heatmap_send(raw) = heatmap_send(h) AS binary,
       heatmap_total(raw) = heatmap_total(h) AS total, heatmap_final(raw) = h AS final, raw + raw = h * 2 AS plus,
       heatmap_combine(raw, raw) = h + h AS combine, heatmap_combine(raw, h) = h + h AS combine_stored,
       heatmap_combine(h, raw) = h + h AS combine_raw,
       heatmap_accum(raw, 5, 5, raw) = heatmap_accum(h, 5, 5, h) AS accum,
       heatmap_combine_inv(raw, raw) IS NOT DISTINCT FROM heatmap_combine_inv(h, h) AS uncombine
FROM raw ORDER BY 1, 2, 3;
-- none of that has changed what is stored
SELECT bool_and(raw = h) AS unchanged FROM raw;
SELECT cell, rollup(raw) = rollup(h) AS rollup, raw_rollup(raw) = rollup(h) AS raw_rollup FROM raw GROUP BY cell
ORDER BY 1;
SELECT count(*) AS cells FROM raw, heatmap_cells(raw) WHERE n = 5 AND raw.cell = 10;
DROP TABLE raw;
DROP AGGREGATE raw_agg(float8, float8, heatmap);
DROP AGGREGATE raw_weighted(float8, float8, heatmap, float8);
DROP AGGREGATE raw_rollup(heatmap);
