-- window_funnel, journey_agg and funnel_agg give the same answers in every shape of plan and order of
-- rows. A row may match several steps, many rows share a time, most visitors have rows that match none.
SET timezone = 'UTC';
SET heatmap.vectorized_scan = off;
\i sql/base/uniform.inc
CREATE TABLE visits (visitor int, ts timestamptz, kind int, plan text) PARTITION BY HASH (visitor);
CREATE TABLE visits_0 PARTITION OF visits FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE visits_2 PARTITION OF visits FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO visits
SELECT (uniform(i, 1) * uniform(i, 2) * 3000)::int,
       timestamptz '2026-01-01' + (uniform(i, 3) * 600)::int * interval '10 min',
       CASE WHEN i % 100 = 0 THEN NULL ELSE (uniform(i, 4) * 30)::int END, CASE i % 7 WHEN 0 THEN 'pro' ELSE 'free' END
FROM generate_series(1, 100000) i;
INSERT INTO visits SELECT DISTINCT visitor, NULL::timestamptz, 1 FROM visits ORDER BY visitor LIMIT 100;
ANALYZE visits;

\i sql/base/plan_has.inc

-- all modes, as levels and as journeys
\set steps 'kind & 1 = 1, kind & 6 = 6, kind & 8 = 8, kind = 13'
\set columns 'window_funnel(\'2 days\', ts, ' :steps ') AS plain'
\set columns :columns ', window_funnel(\'2 days\', \'strict_increase\', ts, ' :steps ') AS increase'
\set columns :columns ', window_funnel(\'2 days\', \'strict_once\', ts, ' :steps ') AS once'
\set columns :columns ', window_funnel(\'2 days\', \'strict_order\', ts, ' :steps ') AS in_order'
\set columns :columns ', window_funnel(\'2 days\', \'strict_deduplication\', ts, ' :steps ') AS dedup'
\set columns :columns ', window_funnel(\'2 days\', \'any_order\', ts, ' :steps ') AS any_order'
\set columns :columns ', window_funnel(172800, extract(epoch FROM ts)::bigint, ' :steps ') AS epoch'
\set mode '\'exclude(4,1,2),optional(2),within(3,5 hours)\''
\set columns :columns ', window_funnel(\'2 days\', ' :mode ', ts, ' :steps ') AS clauses'
\set columns :columns ', window_funnel(\'2 days\', \'strict_order,exclude(4)\', ts, ARRAY[' :steps ']) AS of_array'
\set mode '\'within(2,3600),exclude(4)\', extract(epoch FROM ts)::bigint'
\set columns :columns ', window_funnel(172800, ' :mode ', ' :steps ') AS limits'
\set columns :columns ', journey_agg(ts, ' :steps ')::text AS j, retention(' :steps ') AS retention'
\set columns :columns ', path_agg(ts, kind::text, 5) AS path, path_times(ts, kind::text, 5) AS times'
\set columns :columns ', path_agg(ts, kind::text, 3, kind = 13, \'before\') AS before'
\set query 'SELECT visitor, ' :columns ' FROM visits GROUP BY visitor'
SET max_parallel_workers_per_gather = 0;
SET enable_partitionwise_aggregate = off;
SET work_mem = '1GB';
SELECT plan_has(:'query', 'Batches: 1 '), plan_has(:'query', 'Gather');
CREATE TABLE expected AS :query;
SELECT sum(plain), sum(increase), sum(once), sum(in_order), sum(dedup), sum(any_order), sum(clauses),
       sum(of_array), sum(limits), count(*) FILTER (WHERE retention[4]) AS retained, count(before) AS before, count(*)
           FILTER (WHERE plain <> epoch) AS epoch_differs, count(j) FROM expected;

-- HashAggregate that spills
SET work_mem = '64kB';
SET enable_sort = off;
CREATE TEMP TABLE spilled AS :query;
SELECT plan_has(:'query', 'Disk Usage');
TABLE expected EXCEPT TABLE spilled;
RESET enable_sort;
-- GroupAggregate over a sort that spills
SET enable_hashagg = off;
SELECT plan_has(:'query', 'GroupAggregate'), plan_has(:'query', 'external merge');
CREATE TEMP TABLE sorted AS :query;
TABLE expected EXCEPT TABLE sorted;
RESET enable_hashagg;
SET work_mem = '1GB';
-- parallel
SET max_parallel_workers_per_gather = 3;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan_has(:'query', 'Finalize .*Aggregate'), plan_has(:'query', 'Workers Launched: [1-9]');
CREATE TEMP TABLE parallel AS :query;
TABLE expected EXCEPT TABLE parallel;
-- partitionwise, serial and parallel
SET enable_partitionwise_aggregate = on;
CREATE TEMP TABLE partitionwise AS :query;
TABLE expected EXCEPT TABLE partitionwise;
SET max_parallel_workers_per_gather = 0;
SELECT plan_has(:'query', 'Append');
CREATE TEMP TABLE partitionwise_serial AS :query;
TABLE expected EXCEPT TABLE partitionwise_serial;
RESET enable_partitionwise_aggregate;
-- the vectorised scan
SET heatmap.vectorized_scan = on;
SET cpu_operator_cost = 0;
SELECT plan_has(:'query', 'HeatmapScan');
CREATE TEMP TABLE scanned AS :query;
SET max_parallel_workers_per_gather = 3;
SELECT plan_has(:'query', 'HeatmapScan'), plan_has(:'query', 'Workers Launched: [1-9]');
CREATE TEMP TABLE scanned_in_parallel AS :query;
SET max_parallel_workers_per_gather = 0;
TABLE expected EXCEPT TABLE scanned;
TABLE expected EXCEPT TABLE scanned_in_parallel;
SET heatmap.vectorized_scan = off;
-- any order of rows, with JIT
SET jit_above_cost = 0;
CREATE TEMP TABLE shuffled AS SELECT * FROM visits ORDER BY hashtextextended(visits::text, 1);
CREATE TEMP TABLE of_shuffled AS SELECT visitor, :columns FROM shuffled GROUP BY visitor;
TABLE expected EXCEPT TABLE of_shuffled;
CREATE TEMP TABLE of_descending AS SELECT visitor, :columns FROM (SELECT * FROM visits ORDER BY ts DESC) v
GROUP BY visitor;
TABLE expected EXCEPT TABLE of_descending;
RESET jit_above_cost;
-- grouping sets: every visitor, every plan, all
CREATE TEMP TABLE sets AS SELECT visitor, plan, :columns FROM visits GROUP BY GROUPING SETS (visitor, plan, ());
SELECT count(*)
FROM (TABLE expected EXCEPT SELECT visitor, plain, increase, once, in_order, dedup, any_order, epoch, clauses, of_array,
             limits, j, retention, path, times, before FROM sets WHERE visitor IS NOT NULL) s;
SELECT count(*) FROM sets WHERE visitor IS NULL;
-- window frames: all of a partition, growing, sliding
CREATE TEMP TABLE framed AS
SELECT DISTINCT visitor,
       window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6, kind & 8 = 8, kind = 13)
       OVER (PARTITION BY visitor) AS plain,
       journey_agg(ts, kind & 1 = 1, kind & 6 = 6, kind & 8 = 8, kind = 13) OVER (PARTITION BY visitor)::text AS j
FROM visits;
SELECT count(*) FROM (SELECT visitor, plain, j FROM expected EXCEPT TABLE framed) s;
SELECT count(*) AS wrong
FROM (SELECT DISTINCT visitor, window_funnel('2 days', 'exclude(4,1,2),optional(2),within(3,5 hours)', ts, kind & 1 = 1,
                                             kind & 6 = 6, kind & 8 = 8, kind = 13) OVER (PARTITION BY visitor) AS level
      FROM visits) w JOIN expected USING (visitor) WHERE level <> clauses;
CREATE TEMP TABLE one AS SELECT row_number() OVER (ORDER BY ts, kind) AS n, * FROM visits
WHERE visitor = 1 AND ts IS NOT NULL;
SELECT count(*) AS wrong
FROM (SELECT n, window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6, kind & 8 = 8) OVER (ORDER BY n) AS growing,
             window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6, kind & 8 = 8)
                 OVER (ORDER BY n ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING) AS sliding FROM one) s,
     LATERAL (SELECT window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6, kind & 8 = 8) AS growing FROM one
              WHERE one.n <= s.n) g,
     LATERAL (SELECT window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6, kind & 8 = 8) AS sliding FROM one
              WHERE one.n BETWEEN s.n - 3 AND s.n + 1) r
WHERE s.growing <> g.growing OR s.sliding <> r.sliding;
-- FILTER and DISTINCT
SELECT count(*) AS wrong
FROM (SELECT visitor, window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6) FILTER (WHERE plan = 'pro') AS level
      FROM visits GROUP BY visitor) f
LEFT JOIN (SELECT visitor, window_funnel('2 days', ts, kind & 1 = 1, kind & 6 = 6) AS level FROM visits
           WHERE plan = 'pro' GROUP BY visitor) w USING (visitor) WHERE f.level <> coalesce(w.level, 0);
SELECT count(*) AS wrong
FROM (SELECT visitor, window_funnel(DISTINCT '2 days', ts, kind = 1, kind = 6) AS level FROM visits GROUP BY visitor) f
JOIN (SELECT visitor, window_funnel('2 days', ts, kind = 1, kind = 6) AS level FROM visits
      GROUP BY visitor) w USING (visitor) WHERE f.level <> w.level;

-- journeys stored by day, stitched together: the same as of all rows
CREATE TABLE daily AS SELECT visitor, date_trunc('day', ts, 'UTC') AS day, journey_agg(ts, :steps) AS j FROM visits
WHERE ts IS NOT NULL GROUP BY 1, 2;
SELECT count(*) AS wrong
FROM (SELECT visitor, rollup(j)::text AS j FROM daily GROUP BY visitor) s JOIN expected e USING (visitor)
WHERE s.j IS DISTINCT FROM e.j;

-- funnel_agg: serial, parallel, sums of parts
CREATE TABLE journeys AS SELECT visitor, rollup(j) AS j FROM daily GROUP BY visitor;
ANALYZE journeys;
\set query 'SELECT funnel_agg(j, \'2 days\')::text FROM journeys'
CREATE TABLE whole AS SELECT funnel_agg(j, '2 days') AS f FROM journeys;
SELECT s.step, s.reached, (SELECT count(*) FROM expected WHERE plain >= step) AS truth FROM whole, funnel_steps(f) s
ORDER BY s.step;
SET max_parallel_workers_per_gather = 3;
SELECT plan_has(:'query', 'Partial Aggregate');
SELECT funnel_agg(j, '2 days')::text = (SELECT f::text FROM whole) AS same FROM journeys;
SET max_parallel_workers_per_gather = 0;
SELECT rollup(f)::text = (SELECT f::text FROM whole) AS same
FROM (SELECT funnel_agg(j, '2 days') AS f FROM journeys GROUP BY visitor) s;
SELECT count(*) AS wrong
FROM (SELECT visitor, (funnel_times(j, '2 days'))[2] - (funnel_times(j, '2 days'))[1] AS wait FROM journeys) s
WHERE wait < '0' OR wait > '2 days';
SELECT extract(epoch FROM s.avg_time) = round(avg(extract(epoch FROM wait)), 6) AS average_is_exact
FROM (SELECT (funnel_times(j, '2 days'))[2] - (funnel_times(j, '2 days'))[1] AS wait FROM journeys) t, whole,
     funnel_steps(f) s WHERE step = 2 GROUP BY avg_time;
DROP TABLE visits, expected, daily, journeys, whole;
DROP FUNCTION plan_has, uniform;
