-- funnel_agg, rollup and +: the counts of many journeys, and that parts add up to the whole.
\pset null '-'
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET intervalstyle = 'postgres';
CREATE TABLE events (visitor int, ts timestamptz, name text);
INSERT INTO events VALUES
    (1, '2026-01-01 10:00', 'landing'), (1, '2026-01-01 10:05', 'product'), (1, '2026-01-03 09:00', 'purchase'),
    (2, '2026-01-01 10:00', 'landing'), (2, '2026-01-02 10:00', 'product'),
    (3, '2026-01-01 10:00', 'product'), (3, '2026-01-01 11:00', 'landing'),
    (4, '2026-01-01 10:00', 'product'), (4, '2026-01-01 11:00', 'purchase'),
    (5, '2026-01-01 10:00', 'landing'), (5, '2026-01-01 10:00', 'product'), (5, '2026-01-01 10:30', 'purchase');
CREATE TABLE journeys AS SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j
FROM events GROUP BY visitor;
SELECT mode, funnel_agg(j, '1 day', mode)
FROM journeys, unnest(ARRAY['', 'strict_increase', 'strict_order,strict_once']) mode GROUP BY mode ORDER BY mode;

-- nobody at all: the funnel is NULL
SELECT funnel_agg(j, '7 days') FROM journeys WHERE false;
SELECT funnel_agg(NULL::journey, '7 days'), rollup(NULL::funnel);
-- a NULL journey is nobody
SELECT funnel_agg(j, '7 days')::text = funnel_agg(k, '7 days')::text AS same
FROM (SELECT j, j AS k FROM journeys UNION ALL SELECT NULL, j FROM journeys WHERE false) s;

-- stored funnels add up
CREATE TABLE funnels AS SELECT visitor % 2 AS part, funnel_agg(j, '7 days') AS f FROM journeys GROUP BY 1;
SELECT part, f FROM funnels ORDER BY part;
SELECT rollup(f)::text = (SELECT funnel_agg(j, '7 days')::text FROM journeys) AS same FROM funnels;
SELECT (a.f + b.f)::text = (SELECT funnel_agg(j, '7 days')::text FROM journeys) AS same,
       funnel_send(a.f + b.f) = funnel_send(b.f + a.f) AS commutes FROM funnels a, funnels b
WHERE a.part = 0 AND b.part = 1;
-- modes that mean the same are the same
SELECT funnel_agg(j, '7 days', 'any_order')::text = funnel_agg(j, '7 days', 'strict_once, any_order')::text AS same
FROM journeys;

-- of times that the query chose: those of funnel_times() give the counts of funnel_agg(), in any number of parts
SELECT (SELECT string_agg(s::text, ' ' ORDER BY step) FROM funnel_steps(f) s)
     = (SELECT string_agg(s::text, ' ' ORDER BY step) FROM funnel_steps(of_times) s) AS same, of_times
FROM (SELECT funnel_agg(j, '7 days') AS f, funnel_agg(funnel_times(j, '7 days')) AS of_times FROM journeys) t;
SELECT rollup(f) = (SELECT funnel_agg(funnel_times(j, '7 days')) FROM journeys) AS merged
FROM (SELECT funnel_agg(funnel_times(j, '7 days')) AS f FROM journeys GROUP BY visitor % 2) t;
-- nobody, unknown, one who did not enter, and steps in any order
SELECT funnel_agg(t) FROM (VALUES (NULL::timestamptz[])) v(t);
SELECT funnel_agg(t) FROM (VALUES (ARRAY[NULL, NULL]::timestamptz[]), (NULL)) v(t);
SELECT funnel_agg(ARRAY(SELECT t FROM unnest(funnel_times(j, '7 days', 'any_order')) AS t ORDER BY t)) AS any_order
       FROM journeys;

-- what is wrong is said
\set VERBOSITY default
SELECT funnel_agg(funnel_times(j, '7 days', 'any_order')) FROM journeys WHERE visitor = 4;
SELECT funnel_agg(ARRAY['2026-01-02', '2026-01-01']::timestamptz[]);
SELECT funnel_agg(ARRAY['infinity']::timestamptz[]);
SELECT funnel_agg('{}'::timestamptz[]);
SELECT funnel_agg(ARRAY[[now()]]);
SELECT funnel_agg(array_fill(now(), ARRAY[65]));
SELECT funnel_agg(t) FROM (VALUES (ARRAY[now()]), (ARRAY[now(), now()])) v(t);
SELECT funnel_agg(j, '7 days') + funnel_agg(funnel_times(j, '7 days')) FROM journeys;
SELECT funnel_agg(j, '7 days') + funnel_agg(j, '8 days', 'strict_order,strict_once') FROM journeys;
SELECT rollup(f)
FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys UNION ALL SELECT funnel_agg(journey_agg, '7 days')
      FROM (SELECT journey_agg(now(), true)) s) t;
SELECT funnel_agg(j, visitor * interval '1 day' ORDER BY visitor) FROM journeys;
SELECT funnel_agg(j, NULL) FROM journeys;
SELECT funnel_agg(j, '1 year') FROM journeys;
SELECT funnel_agg(j, '1 day', 'strict') FROM journeys;
SELECT f + f
FROM (VALUES ('{"steps":1,"window":10,"mode":"","reached":[9223372036854775807],"times":[]}'::funnel)) v(f);
DROP TABLE events, journeys, funnels;
