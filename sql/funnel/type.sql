-- The type funnel: text form and binary form.
\i sql/base/uniform.inc
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
CREATE TABLE funnels AS SELECT visitor % 2 AS part, funnel_agg(j, '7 days') AS f FROM journeys GROUP BY 1;
SELECT part, f FROM funnels ORDER BY part;
SELECT f::text::funnel::text = f::text AS same FROM funnels;
SELECT bool_and(funnel_send(f::text::funnel) = funnel_send(f)) AS same_bytes FROM funnels;
-- json and jsonb, there and back
SELECT f::json AS json, f::jsonb AS jsonb, to_jsonb(f) -> 'reached' AS reached, f::json::funnel = f AS from_json,
       f::jsonb::funnel = f AS from_jsonb
FROM funnels ORDER BY part LIMIT 1;
SELECT '{"steps": 0}'::json::funnel;
SELECT '[1]'::jsonb::funnel;
-- a window without an end
SELECT '{"steps":1,"window":null,"mode":"","reached":[3],"times":[]}'::funnel;
SELECT '{"steps":1,"window":18446744073709551615,"mode":"","reached":[3],"times":[]}'::funnel;
-- twenty thousand visitors are small
CREATE TABLE many AS
SELECT v, timestamptz '2026-01-01' + v * interval '1 s' AS ts1,
       CASE WHEN v % 3 > 0 THEN ceil(10 ^ (uniform(v, 1) * 11)) * interval '1 us' END AS wait
FROM generate_series(1, 20000) v;
SELECT count(*) - count(wait) > 1000 AS no_second, count(*) FILTER (WHERE wait < '100 us') > 100 AS short,
       count(*) FILTER (WHERE wait > '10000 s') > 100 AS long FROM many;
CREATE TABLE many_funnel AS
SELECT funnel_agg(j, '30 days') AS f
FROM (SELECT v, journey_agg(ts, step = 1, step = 2) AS j
      FROM (SELECT v, ts1, 1 FROM many UNION ALL SELECT v, ts1 + wait, 2 FROM many
            WHERE wait IS NOT NULL) e(v, ts, step) GROUP BY v) js;
SELECT pg_column_size(f) < 4000 AS small, f::text::funnel::text = f::text AS same FROM many_funnel;
DROP TABLE many, many_funnel;
DROP FUNCTION uniform;

-- what is wrong is said
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
SELECT '{"steps":2,"window":18446744073709551615,"mode":"strict_once, strict_order","reached":[9223372036854775807,1],'
       '"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[9223372036854775808,1],"times":[[5,[[5,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[3776,1]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":[2,1],"times":[[5,[[5]]]]}'::funnel;
SELECT '{"steps":2,"window":10,"mode":"","reached":2,"times":[]}'::funnel;
SELECT '{"steps":0,"window":10,"mode":"","reached":[],"times":[]}'::funnel;
SELECT '{"steps":65,"window":10,"mode":"","reached":[],"times":[]}'::funnel;
-- the largest sum
SELECT f::text = f::text::funnel::text AS same
FROM (VALUES ('{"steps":2,"window":0,"mode":"","reached":[9223372036854775807,9223372036854775807],'
              '"times":[[85070591730234615865843651857942052864,[[3712,9223372036854775807]]]]}'::funnel)) v(f);
DROP TABLE events, journeys, funnels;
