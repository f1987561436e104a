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

-- Open journeys: parts that interleave in time add up to the journey of all rows, in every mode.
CREATE TABLE interleaved AS
SELECT i % 40 AS visitor, h >> 8 & 3 AS part, timestamptz '2026-01-01' + (h & 127) * interval '1 minute' AS ts,
    (h >> 10 & 7) = 0 AS a, (h >> 13 & 7) = 0 AS b, (h >> 16 & 7) = 0 AS c
FROM (SELECT i, hashint4(i) AS h FROM generate_series(1, 1200) AS i) AS s;
WITH open AS (SELECT visitor, part, journey_open_agg(ts, a, b, c) AS j FROM interleaved GROUP BY visitor, part),
    pairs AS (SELECT visitor, part / 2 AS part, rollup_open(j) AS j FROM open GROUP BY visitor, part / 2),
    closed AS (SELECT visitor, part, journey_agg(ts, a, b, c) AS j FROM interleaved GROUP BY visitor, part),
    whole AS (SELECT visitor, journey_agg(ts, a, b, c) AS j, journey_open_agg(ts, a, b, c) AS o FROM interleaved
        GROUP BY visitor)
SELECT count(*) AS visitors,
    count(*) FILTER (WHERE j = (SELECT rollup(j) FROM pairs AS p WHERE p.visitor = w.visitor)) AS open_parts,
    count(*) FILTER (WHERE o = (SELECT rollup_open(j) FROM pairs AS p WHERE p.visitor = w.visitor)) AS still_open,
    count(*) FILTER (WHERE j = (SELECT rollup(j) FROM closed AS c WHERE c.visitor = w.visitor)) < count(*) AS
        closed_differ,
    count(*) FILTER (WHERE funnel_level(j, '1 hour', 'strict_order') <> funnel_level(o, '1 hour', 'strict_order')) AS
        levels,
    count(*) FILTER (WHERE o::text::journey = o AND o::jsonb::journey = o AND o <> j) AS texts
FROM whole AS w;
SELECT journey_open_agg(ts, ok) FROM (VALUES (timestamptz '2026-01-01 10:00Z', true), ('2026-01-01 10:01Z', false),
    ('2026-01-01 10:01Z', false), ('2026-01-01 10:02Z', false), ('2026-01-01 10:02Z', NULL), (NULL, true)) AS t(ts, ok);
SELECT '{"steps":1,"open":true,"events":[["2026-01-01T10:00Z"],["2026-01-01T10:00Z"],["2026-01-01T10:01Z"]]}'::journey;
SELECT '{"steps":1,"open":false,"events":[["2026-01-01T10:00:00Z"]]}'::journey;
SELECT '{"steps":1,"more":true,"events":[["2026-01-01T10:00:00Z"]]}'::journey;
-- A single part is closed and opened, too.
SELECT rollup(o) = journey_agg AS closed, rollup_open(journey_agg) <> journey_agg AS opened,
    rollup_open(o) = o AS still_open, rollup(journey_agg) = journey_agg AS still_closed
FROM (SELECT journey_open_agg(ts, a) AS o, journey_agg(ts, a) FROM interleaved) AS s GROUP BY o, journey_agg;
DROP TABLE interleaved;
