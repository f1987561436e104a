-- The type funnel, funnel_agg, rollup, + and funnel_steps.
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
CREATE TABLE journeys AS SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j FROM events GROUP BY visitor;
SELECT s.* FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys) t, funnel_steps(f, ARRAY['landing', 'product', 'purchase']) AS s;
SELECT s.* FROM (SELECT funnel_agg(j, '7 days', 'any_order') AS f FROM journeys) t, funnel_steps(f) AS s;
SELECT mode, funnel_agg(j, '1 day', mode) FROM journeys, unnest(ARRAY['', 'strict_increase', 'strict_order,strict_once']) mode GROUP BY mode ORDER BY mode;

-- nobody entered: rates are NULL; nobody at all: the funnel is
SELECT s.* FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys WHERE visitor = 4) t, funnel_steps(f) AS s;
SELECT funnel_agg(j, '7 days') FROM journeys WHERE false;
SELECT funnel_agg(NULL, '7 days'), rollup(NULL::funnel);
SELECT count(*) FROM funnel_steps(NULL);
SELECT count(*) FROM funnel_steps(NULL, ARRAY['a']);
-- a NULL journey is nobody
SELECT funnel_agg(j, '7 days')::text = funnel_agg(k, '7 days')::text AS same FROM (SELECT j, j AS k FROM journeys UNION ALL SELECT NULL, j FROM journeys WHERE false) s;
SELECT s.reached FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys RIGHT JOIN generate_series(1, 100) visitor USING (visitor)) t, funnel_steps(f) AS s;
-- one step, and a label that is NULL
SELECT s.* FROM (SELECT funnel_agg(j, '0') AS f FROM (SELECT journey_agg(now(), true) AS j) j) t, funnel_steps(f, ARRAY[NULL]) AS s;
SELECT funnel_steps(f) FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys) t LIMIT 2;

-- stored funnels add up
CREATE TABLE funnels AS SELECT visitor % 2 AS part, funnel_agg(j, '7 days') AS f FROM journeys GROUP BY 1;
SELECT part, f FROM funnels ORDER BY part;
SELECT rollup(f)::text = (SELECT funnel_agg(j, '7 days')::text FROM journeys) AS same FROM funnels;
SELECT (a.f + b.f)::text = (SELECT funnel_agg(j, '7 days')::text FROM journeys) AS same, funnel_send(a.f + b.f) = funnel_send(b.f + a.f) AS commutes FROM funnels a, funnels b WHERE a.part = 0 AND b.part = 1;
SELECT f::text::funnel::text = f::text AS same FROM funnels;

-- times: the average is exact, median and p90 are within 1% of percentile_disc()
SELECT setseed(0.4);
CREATE TABLE many AS
SELECT v, timestamptz '2026-01-01' + v * interval '1 s' AS ts1, CASE WHEN v % 3 > 0 THEN ceil(10 ^ (random() * 11)) * interval '1 us' END AS wait FROM generate_series(1, 20000) v;
CREATE TABLE many_funnel AS
SELECT funnel_agg(j, '30 days') AS f FROM (SELECT v, journey_agg(ts, step = 1, step = 2) AS j FROM (SELECT v, ts1, 1 FROM many UNION ALL SELECT v, ts1 + wait, 2 FROM many WHERE wait IS NOT NULL) e(v, ts, step) GROUP BY v) js;
SELECT reached, abs(extract(epoch FROM avg_time - a)) <= 0.000001 AS exact,
       abs(extract(epoch FROM median_time) / extract(epoch FROM m) - 1) <= 0.01 AS median, abs(extract(epoch FROM p90_time) / extract(epoch FROM p) - 1) <= 0.01 AS p90
FROM many_funnel, funnel_steps(f) s, (SELECT avg(wait) AS a, percentile_disc(0.5) WITHIN GROUP (ORDER BY wait) AS m, percentile_disc(0.9) WITHIN GROUP (ORDER BY wait) AS p FROM many) r WHERE step = 2;
SELECT pg_column_size(f) < 4000 AS small, f::text::funnel::text = f::text AS same FROM many_funnel;
-- sums beyond 64 bits
SELECT s.reached, s.avg_time FROM (SELECT rollup(f) AS f FROM (SELECT f FROM (SELECT funnel_agg(j, '2147483647 days') AS f FROM (SELECT journey_agg(ts, s = 1, s = 2) AS j FROM (VALUES (timestamptz '4714-11-24 00:00:00+00 BC', 1), ('294276-12-31 23:59:59.999999+00', 2)) v(ts, s)) j) one, generate_series(1, 1000)) x) y, funnel_steps(f) s;
DROP TABLE many, many_funnel;

-- what is wrong is said
\set VERBOSITY default
SELECT funnel_steps(f, ARRAY['a', 'b']) FROM funnels;
SELECT funnel_steps(f, ARRAY['a', 'b', 'c', 'd']) FROM funnels;
SELECT funnel_steps(f, '{}') FROM funnels;
SELECT funnel_agg(j, '7 days') + funnel_agg(j, '8 days', 'strict_order,strict_once') FROM journeys;
SELECT rollup(f) FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys UNION ALL SELECT funnel_agg(journey_agg, '7 days') FROM (SELECT journey_agg(now(), true)) s) t;
SELECT funnel_agg(j, visitor * interval '1 day') FROM journeys;
SELECT funnel_agg(j, NULL) FROM journeys;
SELECT funnel_agg(j, '1 year') FROM journeys;
SELECT funnel_agg(j, '1 day', 'strict') FROM journeys;
\set VERBOSITY terse
SELECT ''::funnel;
\set VERBOSITY default
SELECT '{}'::funnel;
-- counts that do not agree with each other are no funnel
\set VERBOSITY sqlstate
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[1,2],"times":[[10,[[5,2]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[6,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[5,1],[6,0]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,2],"times":[[11,[[6,1],[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,2],"times":[[10,[[5,1],[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[5,1]]],[0,[]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"strict","reached":[2,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"any_order,strict_order","reached":[2,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":null,"reached":[2,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":-1,"mode":"","reached":[2,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":18446744073709551616,"mode":"","reached":[2,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":18446744073709551615,"mode":"strict_once, strict_order","reached":[9223372036854775807,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[9223372036854775808,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[3776,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[5]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":2,"times":[]}'::funnel;
SELECT '{"steps":0,"window":10,"mode":"","reached":[],"times":[]}'::funnel;
SELECT '{"steps":65,"window":10,"mode":"","reached":[],"times":[]}'::funnel;
-- the largest sum; and modes that mean the same are the same
SELECT f::text = f::text::funnel::text AS same FROM (VALUES ('{"steps":2,"window":0,"mode":"","reached":[9223372036854775807,9223372036854775807],"times":[[85070591730234615865843651857942052864,[[3712,9223372036854775807]]]]}'::funnel)) v(f);
SELECT funnel_agg(j, '7 days', 'any_order')::text = funnel_agg(j, '7 days', 'strict_once, any_order')::text AS same FROM journeys;
\set VERBOSITY default
SELECT f + f FROM (VALUES ('{"steps":1,"window":10,"mode":"","reached":[9223372036854775807],"times":[]}'::funnel)) v(f);
DROP TABLE events, journeys, funnels;
