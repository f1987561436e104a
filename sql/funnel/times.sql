-- test/run jit runs this file, too.
-- funnel_times: when each step of the chain was done, from stored journeys.
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

SELECT visitor, funnel_times(j, '7 days') FROM journeys ORDER BY visitor;
SELECT visitor, funnel_times(j, '7 days', 'any_order') FROM journeys WHERE visitor IN (3, 8) ORDER BY visitor;

-- the deepest chain; of those the first completed; of those the latest start; then every step as early as possible
SELECT funnel_times(journey_agg(ts, s = 1, s = 2, s = 3), '1 hour') FROM (VALUES
    (timestamptz '2026-01-01 10:00', 1), ('2026-01-01 10:10', 1), ('2026-01-01 10:20', 2), ('2026-01-01 10:25', 1),
    ('2026-01-01 10:30', 2), ('2026-01-01 10:40', 2),
    ('2026-01-01 10:50', 3), ('2026-01-01 10:51', 1), ('2026-01-01 10:52', 2), ('2026-01-01 10:53', 3)) v(ts, s);
SELECT funnel_times(NULL, '1 day');
-- both ends of time
SELECT funnel_times(j, '2147483647 days')
       = ARRAY[timestamptz '4714-11-24 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00'] AS times
FROM (SELECT journey_agg(ts, s = 1, s = 2) AS j
      FROM (VALUES (timestamptz '294276-12-31 23:59:59.999999+00', 2), ('4714-11-24 00:00:00+00 BC', 1)) v(ts, s)) s;

\set VERBOSITY default
SELECT funnel_times(j, '1 day', 'all') FROM journeys;
DROP TABLE events, journeys;
