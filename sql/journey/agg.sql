-- test/run jit runs this file, too.
-- journey_agg and rollup: which rows a journey has, and that parts add up to the whole.
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
SELECT visitor, j FROM journeys ORDER BY visitor;

-- NULL conditions are false, NULL times do not count; no rows
SELECT journey_agg(ts, a) FROM (VALUES (NULL::timestamptz, true)) v(ts, a);
SELECT journey_agg(now(), true), rollup(NULL::journey) WHERE false;
-- steps as one array
SELECT journey_agg(ts, VARIADIC ARRAY[s = 1, s = 2])
FROM (VALUES (timestamptz '2026-01-01', 1), ('2026-01-01 01:00', 2)) v(ts, s);
-- both ends of time
SELECT journey_agg(ts, s = 1, s = 2) AS j
FROM (VALUES (timestamptz '294276-12-31 23:59:59.999999+00', 2), ('4714-11-24 00:00:00+00 BC', 1)) v(ts, s);

-- rollup of stored parts is the journey of all rows, byte for byte
SELECT visitor, rollup(part)::text = journey_agg::text AS same
FROM (SELECT visitor, ts::date, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS part
      FROM events GROUP BY visitor, ts::date) parts
JOIN (SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') FROM events
      GROUP BY visitor) whole USING (visitor)
WHERE part IS NOT NULL GROUP BY visitor, journey_agg::text ORDER BY visitor;

-- what is wrong is said
\set VERBOSITY default
SELECT journey_agg(timestamptz '-infinity', true);
SELECT journey_agg(ts, VARIADIC array_fill(false, ARRAY[17]))
FROM (VALUES (timestamptz '2026-01-01'), ('-infinity')) v(ts);
SELECT journey_agg(now(), VARIADIC array_fill(true, ARRAY[i])) FROM generate_series(1, 2) i;
SELECT rollup(j) FROM (SELECT journey_agg(now(), true) AS j UNION ALL SELECT journey_agg(now(), true, false)) s;
DROP TABLE events, journeys;
