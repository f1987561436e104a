-- Comparison of sets of visitors: equality is that of the pairs.
CREATE TABLE sets (id int, v heatmap_visitors);
INSERT INTO sets
SELECT i, heatmap_visitors_agg(x, x, visitor, heatmap_grid(10, 10, 1))
FROM generate_series(1, 60) i, LATERAL (SELECT (i % 7 * k % 11) + 0.5 AS x, (i % 5 * k)::bigint AS visitor FROM
       generate_series(1, 4) k) s
GROUP BY i;
SELECT count(*) AS pairs, bool_and((a.v = b.v) = (a.v::text = b.v::text)) AS eq, bool_and((a.v <> b.v) = (NOT a.v =
       b.v)) AS ne,
       bool_and((a.v < b.v) = (b.v > a.v) AND (a.v <= b.v) = NOT (a.v > b.v) AND (a.v >= b.v) = NOT (a.v < b.v)) AS
           ordered,
       bool_and(a.v <> b.v OR (heatmap_visitors_hash(a.v) = heatmap_visitors_hash(b.v)
                               AND heatmap_visitors_hash_extended(a.v, 7) = heatmap_visitors_hash_extended(b.v, 7))) AS
                                   hashes,
       bool_and(heatmap_visitors_cmp(a.v, b.v) = -heatmap_visitors_cmp(b.v, a.v)) AS cmp
FROM sets a, sets b;
SELECT count(DISTINCT v) = count(DISTINCT v::text) AS distinct_values FROM sets;
SELECT count(*) = (SELECT count(DISTINCT v::text) FROM sets) AS groups FROM (SELECT v FROM sets GROUP BY v) g;
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT count(*) AS hash_join FROM sets a JOIN sets b USING (v) \gset
RESET enable_mergejoin;
SET enable_hashjoin = off;
SELECT count(*) = :hash_join AS joins_agree FROM sets a JOIN sets b USING (v);
CREATE UNIQUE INDEX ON sets (v, id);
SELECT count(*) > 0 AS index_works FROM sets WHERE v = (SELECT v FROM sets WHERE id = 7);
DROP TABLE sets;
