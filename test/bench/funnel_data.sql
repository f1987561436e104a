-- The events for the lines about funnels, made like data.sql. Needs the psql variable rows.

-- The clicks have been measured already, and without them the events fit into shared_buffers.
SELECT format('DROP TABLE %s', oid::regclass) FROM pg_class
WHERE relkind = 'r' AND relpersistence = 'u' \gexec

-- Visitors of 50 events: five visits of ten events, which begin at random times within 28 days. In
-- a visit, event n comes about 30 n seconds after the first. MATERIALIZED: each visit has one
-- start.
\warn creating events
SELECT setseed(0.7) \g /dev/null
CREATE UNLOGGED TABLE visits_by_visitor AS
    WITH visits AS MATERIALIZED (
        SELECT visitor, timestamptz '2024-01-01' + random() * interval '28 days' AS began
        FROM generate_series(1, :rows / 50) AS visitor, generate_series(1, 5))
    SELECT visitor,
           1 + width_bucket(random(), ARRAY[0.4, 0.7, 0.9]::float8[]) AS kind,
           began + (30 * n + 20 * random()) * interval '1 second' AS ts
    FROM visits, generate_series(0, 9) AS n
    ORDER BY visitor, ts;
CREATE INDEX ON visits_by_visitor (visitor, ts);

CREATE UNLOGGED TABLE visits AS SELECT * FROM visits_by_visitor ORDER BY ts;
SELECT setseed(0.8) \g /dev/null
CREATE UNLOGGED TABLE visits_shuffled AS SELECT * FROM visits_by_visitor ORDER BY random();

-- The first tenth of the visitors, and a copy for self-joins, with an index that has all columns
-- that they read. window_funnel would only be slower with that index: its scans return the events
-- in order of kind.
CREATE UNLOGGED TABLE some_visits AS SELECT * FROM visits WHERE visitor <= :rows / 500;
CREATE UNLOGGED TABLE indexed_visits AS SELECT * FROM some_visits;
CREATE INDEX ON indexed_visits (kind, visitor, ts);

CREATE UNLOGGED TABLE journeys AS
    SELECT journey_agg(ts, kind = 1, kind = 2, kind = 3, kind = 4) AS j
    FROM visits_by_visitor GROUP BY visitor;

-- Events for the lines about growth, in order of time, each by a random visitor: 50 for each
-- visitor, with 2, 8, 32 and 64 kinds; and 4 kinds, with 10, 1000 and 100000 for each visitor.
SELECT setseed(0.9) \g /dev/null
CREATE UNLOGGED TABLE steps AS
    SELECT visitor, ts, kind % 2 AS of_2, kind % 8 AS of_8, kind % 32 AS of_32, kind AS of_64
    FROM (SELECT floor(:rows / 250 * random())::int AS visitor, floor(64 * random())::int AS kind,
                 timestamptz '2024-01-01' + n * (interval '28 days' / (:rows / 5)) AS ts
          FROM generate_series(1, :rows / 5) AS n) AS event
    ORDER BY ts;
SELECT setseed(1.0) \g /dev/null
CREATE UNLOGGED TABLE crowds AS
    SELECT 1 + width_bucket(random(), ARRAY[0.4, 0.7, 0.9]::float8[]) AS kind,
           timestamptz '2024-01-01' + n * (interval '28 days' / (:rows / 5)) AS ts,
           floor(:rows / 50 * random())::int AS of_10,
           floor(:rows / 5e3 * random())::int AS of_1000,
           floor(:rows / 5e5 * random())::int AS of_100000
    FROM generate_series(1, :rows / 5) AS n
    ORDER BY ts;

\warn vacuuming and warming the caches
VACUUM (ANALYZE);
SELECT count(pg_prewarm(oid)) FROM pg_class
WHERE relkind IN ('r', 'i', 't') AND relpersistence = 'u' \g /dev/null
