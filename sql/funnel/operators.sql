-- Comparison and hashing of funnels, and the operator classes for indexes, joins and sorts.
CREATE TABLE funnels (id int, f funnel);
INSERT INTO funnels VALUES
    (1, '{"steps":2,"window":5,"mode":"","reached":[3,1],"times":[[4,[[4,1]]]]}'),
    (2, '{"times":[[4,[[4,1]]]],"steps":2,"mode":"","window":5,"reached":[3,1]}'),
    (3, '{"steps":2,"window":5,"mode":"","reached":[3,1],"times":[[5,[[5,1]]]]}'),
    (4, '{"steps":2,"window":6,"mode":"","reached":[3,1],"times":[[4,[[4,1]]]]}'),
    (5, '{"steps":2,"window":5,"mode":"strict_once","reached":[3,1],"times":[[4,[[4,1]]]]}'),
    (6, NULL);
SELECT a.id, b.id AS other, a.f = b.f AS eq, a.f <> b.f AS ne, (a.f < b.f) <> (a.f >= b.f) AS lt, (a.f > b.f) <> (a.f
       <= b.f) AS gt,
       sign(funnel_cmp(a.f, b.f)) = -sign(funnel_cmp(b.f, a.f)) AS cmp, (funnel_hash(a.f) = funnel_hash(b.f)) = (a.f =
           b.f) AS hash,
       (funnel_hash_extended(a.f, 42) = funnel_hash_extended(b.f, 42)) = (a.f = b.f) AS hash_extended
FROM funnels a JOIN funnels b ON a.id < b.id ORDER BY 1, 2;
-- how it was made does not matter, and a raw state compares like the funnel that it holds
CREATE AGGREGATE raw_agg(timestamptz[]) (SFUNC = funnel_accum, STYPE = funnel);
SELECT raw_agg(t) = funnel_agg(t) AS raw, funnel_hash(raw_agg(t)) = funnel_hash(funnel_agg(t)) AS hash
FROM (VALUES (ARRAY['2026-01-01 00:00:00+00', NULL]::timestamptz[]), (ARRAY['2026-01-01 00:00:00+00',
       '2026-01-02 00:00:00+00']::timestamptz[])) v(t);
DROP AGGREGATE raw_agg(timestamptz[]);
SELECT count(*), count(DISTINCT f) FROM funnels;
SET enable_hashagg = off;
SELECT count(*) AS groups FROM (SELECT f FROM funnels GROUP BY f) s;
SET enable_hashagg = on;
SET enable_sort = off;
SELECT count(*) AS groups FROM (SELECT f FROM funnels GROUP BY f) s;
RESET enable_hashagg;
RESET enable_sort;
CREATE INDEX ON funnels (f);
SET enable_seqscan = off;
SELECT id FROM funnels WHERE f = (SELECT f FROM funnels WHERE id = 2) ORDER BY id;
SELECT count(*) FROM funnels a JOIN funnels b ON a.f = b.f;
RESET enable_seqscan;
DROP TABLE funnels;
