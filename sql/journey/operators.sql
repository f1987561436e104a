-- Comparison and hashing of journeys, and the operator classes for indexes, joins and sorts.
CREATE TABLE journeys (id int, j journey);
INSERT INTO journeys VALUES
    (1, '{"steps":2,"events":[["2026-01-01T00:00:00Z",1],["2026-01-02T00:00:00Z",2]]}'),
    (2, '{"steps":2,"events":[["2026-01-02T01:00:00+01:00",2],["2026-01-01T00:00:00Z",1]]}'),
    (3, '{"steps":2,"events":[["2026-01-01T00:00:00Z",1],["2026-01-02T00:00:00.000001Z",2]]}'),
    (4, '{"steps":3,"events":[["2026-01-01T00:00:00Z",1],["2026-01-02T00:00:00Z",2]]}'),
    (5, NULL);
SELECT a.id, b.id AS other, a.j = b.j AS eq, a.j <> b.j AS ne, (a.j < b.j) <> (a.j >= b.j) AS lt, (a.j > b.j) <> (a.j
       <= b.j) AS gt,
       sign(journey_cmp(a.j, b.j)) = -sign(journey_cmp(b.j, a.j)) AS cmp,
       (journey_hash(a.j) = journey_hash(b.j)) = (a.j = b.j) AS hash,
       (journey_hash_extended(a.j, 42) = journey_hash_extended(b.j, 42)) = (a.j = b.j) AS hash_extended
FROM journeys a JOIN journeys b ON a.id < b.id ORDER BY 1, 2;
-- how it was made does not matter, and a raw state compares like the journey that it holds
CREATE AGGREGATE raw_agg(timestamptz, VARIADIC "any") (SFUNC = journey_accum, STYPE = journey);
SELECT journey_agg(ts, a, b) = (SELECT j FROM journeys WHERE id = 1) AS aggregated,
       raw_agg(ts, a, b) = journey_agg(ts, a, b) AS raw, journey_hash(raw_agg(ts, a, b)) = journey_hash(journey_agg(ts,
           a, b)) AS hash
FROM (VALUES (timestamptz '2026-01-02 00:00:00+00', false, true), ('2026-01-01 00:00:00+00', true, false)) v(ts, a, b);
DROP AGGREGATE raw_agg(timestamptz, VARIADIC "any");
SELECT count(*), count(DISTINCT j) FROM journeys;
SET enable_hashagg = off;
SELECT count(*) AS groups FROM (SELECT j FROM journeys GROUP BY j) s;
SET enable_hashagg = on;
SET enable_sort = off;
SELECT count(*) AS groups FROM (SELECT j FROM journeys GROUP BY j) s;
RESET enable_hashagg;
RESET enable_sort;
CREATE UNIQUE INDEX ON journeys (j, id);
SET enable_seqscan = off;
SELECT id FROM journeys WHERE j = (SELECT j FROM journeys WHERE id = 2) ORDER BY id;
SELECT count(*) FROM journeys a JOIN journeys b ON a.j = b.j;
RESET enable_seqscan;
DROP TABLE journeys;
