-- The support functions of the aggregates, called by hand: they leave their arguments alone and return stored
-- values. And aggregates that somebody builds over them without a final function, whose results are raw states.
SELECT heatmap_visitors_accum(NULL, 1, 2, 42, heatmap_grid(30, 70, 10)) AS first,
       heatmap_visitors_accum(heatmap_visitors_accum(NULL, 1, 2, 42, heatmap_grid(30, 70, 10)), 11, 2, 7,
           heatmap_grid(30, 70, 10)) AS second;
SELECT heatmap_visitors_accum(NULL, NULL, 2, 42, heatmap_grid(30, 70, 10)) IS NULL AS nothing,
       heatmap_visitors_accum_text(NULL, 1, 2, 'a', heatmap_grid(30, 70, 10)) = heatmap_visitors_agg(1, 2, 'a'::text,
           heatmap_grid(30, 70, 10)) AS text,
       heatmap_visitors_accum_uuid(NULL, 1, 2, md5('a')::uuid, heatmap_grid(30, 70, 10))
           = heatmap_visitors_agg(1, 2, md5('a')::uuid, heatmap_grid(30, 70, 10)) AS uuid;
CREATE AGGREGATE raw_agg(float8, float8, bigint, heatmap) (SFUNC = heatmap_visitors_accum, STYPE = heatmap_visitors);
CREATE TABLE raw AS
SELECT n, raw_agg(x, y, v, heatmap_grid(30, 70, 10)) AS raw, heatmap_visitors_agg(x, y, v, heatmap_grid(30, 70, 10)) AS
       v
FROM (VALUES (1), (5), (300)) s(n), LATERAL (SELECT i * 7919 % 33 - 1.5 AS x, i * 104729 % 73 - 1.5 AS y, (i * 31 %
       17)::bigint AS v
      FROM generate_series(1, n) i) e GROUP BY n;
SELECT n, raw = v AS eq, heatmap_visitors_hash(raw) = heatmap_visitors_hash(v) AS hash, raw::text = v::text AS text,
       raw::jsonb = v::jsonb AS json, heatmap_visitors_send(raw) = heatmap_visitors_send(v) AS binary,
       heatmap_visitors_count(raw) = heatmap_visitors_count(v) AS count, raw::heatmap = v::heatmap AS heatmap,
       heatmap_visitors_final(raw) = v AS final, heatmap_visitors_final(v) = v AS final_stored,
       heatmap_visitors_combine(raw, raw) = v AS combine, heatmap_visitors_combine(raw, v) = v AS combine_stored,
       heatmap_visitors_combine(v, raw) = v AS combine_raw, (SELECT rollup(raw) FROM (VALUES (raw), (v)) s(raw)) = v AS
           rollup,
       heatmap_mask(v::heatmap, raw, 2) = heatmap_mask(v::heatmap, v, 2) AS mask
FROM raw ORDER BY n;
SELECT heatmap_visitors_accum(raw, 5, 5, 99, heatmap_grid(30, 70, 10)) = heatmap_visitors_accum(v, 5, 5, 99,
       heatmap_grid(30, 70, 10)) AS accum,
       raw = v AS unchanged FROM raw ORDER BY n;
\set VERBOSITY terse
SELECT heatmap_visitors_combine(v, heatmap_visitors_accum(NULL, 1, 2, 42, heatmap_grid(30, 70, 5))) FROM raw WHERE n =
       5;
SELECT heatmap_visitors_accum_text(v, 1, 2, 'a', heatmap_grid(30, 70, 10)) FROM raw WHERE n = 5;
SELECT heatmap_visitors_combine(v, NULL) IS NULL AS strict FROM raw WHERE n = 5;
DROP TABLE raw;
DROP AGGREGATE raw_agg(float8, float8, bigint, heatmap);
