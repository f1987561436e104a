-- funnel_steps: one row per step, with rates and times.
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
SELECT s.*
FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys) t,
     funnel_steps(f, ARRAY['landing', 'product', 'purchase']) AS s;
SELECT s.* FROM (SELECT funnel_agg(j, '7 days', 'any_order') AS f FROM journeys) t, funnel_steps(f) AS s;

-- nobody entered: rates are NULL; nobody at all: no rows
SELECT s.* FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys WHERE visitor = 4) t, funnel_steps(f) AS s;
SELECT count(*) FROM funnel_steps(NULL);
SELECT count(*) FROM funnel_steps(NULL, ARRAY['a']);
-- a NULL journey is nobody
SELECT s.reached
FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys RIGHT JOIN generate_series(1, 100) visitor USING (visitor)) t,
     funnel_steps(f) AS s;
-- one step, and a label that is NULL
SELECT s.*
FROM (SELECT funnel_agg(j, '0') AS f FROM (SELECT journey_agg(now(), true) AS j) j) t,
     funnel_steps(f, ARRAY[NULL]) AS s;
SELECT funnel_steps(f) FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys) t LIMIT 2;

-- times: the average is exact, median and p90 are within 1% of percentile_disc()
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
SELECT reached, abs(extract(epoch FROM avg_time - a)) <= 0.000001 AS exact,
       abs(extract(epoch FROM median_time) / extract(epoch FROM m) - 1) <= 0.01 AS median,
       abs(extract(epoch FROM p90_time) / extract(epoch FROM p) - 1) <= 0.01 AS p90
FROM many_funnel, funnel_steps(f) s, (SELECT avg(wait) AS a, percentile_disc(0.5) WITHIN GROUP (ORDER BY wait) AS m,
                                             percentile_disc(0.9) WITHIN GROUP (ORDER BY wait) AS p FROM many) r
WHERE step = 2;
-- sums beyond 64 bits
SELECT s.reached, s.avg_time
FROM (SELECT rollup(f) AS f
      FROM (SELECT f FROM (SELECT funnel_agg(j, '2147483647 days') AS f
                           FROM (SELECT journey_agg(ts, s = 1, s = 2) AS j
                                 FROM (VALUES (timestamptz '4714-11-24 00:00:00+00 BC', 1),
                                              ('294276-12-31 23:59:59.999999+00', 2)) v(ts, s)) j) one,
                 generate_series(1, 1000)) x) y, funnel_steps(f) s;
DROP TABLE many, many_funnel;
DROP FUNCTION uniform;

-- what is wrong is said
\set VERBOSITY default
CREATE TABLE funnels AS SELECT visitor % 2 AS part, funnel_agg(j, '7 days') AS f FROM journeys GROUP BY 1;
SELECT funnel_steps(f, ARRAY['a', 'b']) FROM funnels;
SELECT funnel_steps(f, ARRAY['a', 'b', 'c', 'd']) FROM funnels;
SELECT funnel_steps(f, '{}') FROM funnels;
DROP TABLE events, journeys, funnels;
