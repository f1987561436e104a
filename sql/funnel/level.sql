-- test/run jit runs this file, too.
-- funnel_level: the answers of window_funnel, from stored journeys.
\i sql/base/uniform.inc
\pset null '-'
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET intervalstyle = 'postgres';
CREATE TABLE events (visitor int, ts timestamptz, name text);
INSERT INTO events VALUES
    (1, '2026-01-01 10:00', 'landing'), (1, '2026-01-01 10:05', 'product'), (1, '2026-01-01 10:06', 'help'),
    (1, '2026-01-03 09:00', 'purchase'),
    (2, '2026-01-01 10:00', 'landing'), (2, '2026-01-08 10:00', 'product'),
    (2, '2026-01-08 10:00:00.000001', 'purchase'),
    (3, '2026-01-01 10:00', 'product'), (3, '2026-01-01 11:00', 'landing'), (3, '2026-01-01 12:00', 'purchase'),
    (4, '2026-01-01 10:00', 'help'),
    (5, NULL, 'landing'),
    (6, '2026-01-01 10:00', 'landing'), (6, '2026-01-01 10:00', 'product'), (6, '2026-01-01 10:00', 'purchase'),
    (7, '2026-01-01 10:00', 'landing'), (7, '2026-01-01 10:01', 'product'), (7, '2026-01-01 10:02', 'product'),
    (7, '2026-01-01 10:03', 'purchase'),
    (8, '2026-01-01 10:00', 'landing'), (8, '2026-01-01 10:01', 'purchase'), (8, '2026-01-01 10:02', 'product'),
    (8, '2026-01-01 10:03', 'purchase');
CREATE TABLE journeys AS
SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j FROM events
GROUP BY visitor;
SELECT visitor, funnel_level(j, '7 days') AS level, funnel_level(j, '7 days', 'strict_increase') AS increase,
       funnel_level(j, '7 days', 'strict_once') AS once,
       funnel_level(j, '7 days', 'strict_order') AS "order", funnel_level(j, '7 days', 'strict_deduplication') AS dedup,
       funnel_level(j, '7 days', mode => 'any_order') AS any_order
FROM journeys ORDER BY visitor;
SELECT funnel_level(NULL, '1 day');
-- 64 steps
SELECT funnel_level(journey_agg(now(), VARIADIC array_fill(true, ARRAY[64])), '0');

-- against a recursive query
-- many ties, and rows that match several steps
CREATE TABLE many AS
SELECT (uniform(i, 1) * 250)::int AS visitor,
       timestamptz '2026-01-01' + (uniform(i, 2) * 25)::int * interval '1 hour' AS ts,
       uniform(i, 3) < 0.3 AS a, uniform(i, 4) < 0.25 AS b, uniform(i, 5) < 0.2 AS c, uniform(i, 6) < 0.15 AS d
FROM generate_series(1, 2500) i;
-- and some visitors that do none
INSERT INTO many SELECT 1000 + i, timestamptz '2026-01-01', false, false, false, NULL FROM generate_series(1, 3) i;
SELECT count(*) FILTER (WHERE a::int + b::int + c::int + d::int > 1) > 100 AS several_steps,
       count(*) FILTER (WHERE NOT (a OR b OR c OR d)) > 100 AS no_step,
       count(*) - count(DISTINCT (visitor, ts)) > 100 AS ties
FROM many;
CREATE FUNCTION reference(win interval, later interval) RETURNS TABLE (visitor int, level int) LANGUAGE sql AS $$
    WITH RECURSIVE chain AS (
        SELECT visitor, 1 AS level, ts AS start, ts AS at FROM many WHERE a
        UNION
        SELECT e.visitor, chain.level + 1, start, e.ts FROM chain JOIN many e ON e.visitor = chain.visitor
        WHERE e.ts >= at + later AND e.ts <= start + win
              AND CASE chain.level WHEN 1 THEN b WHEN 2 THEN c WHEN 3 THEN d END)
    SELECT e.visitor, coalesce(max(chain.level), 0) FROM many e LEFT JOIN chain USING (visitor) GROUP BY 1
$$;
SELECT win, count(*) AS visitors, count(DISTINCT r.level) AS levels,
       count(*) FILTER (WHERE r.level <> funnel_level(j, win)
                        OR i.level <> funnel_level(j, win, 'strict_increase')) AS wrong_journey
FROM (VALUES (interval '0'), ('1 hour'), ('3 hours'), ('7 hours'), ('30 hours')) w(win), reference(win, '0') r,
     reference(win, '1 us') i,
     LATERAL (SELECT journey_agg(ts, a, b, c, d) AS j FROM many e WHERE e.visitor = r.visitor) f
WHERE r.visitor = i.visitor GROUP BY win ORDER BY win;
DROP FUNCTION reference;

\set VERBOSITY default
SELECT funnel_level(j, '1 mon') FROM journeys;
DROP TABLE events, journeys, many;
DROP FUNCTION uniform;
