-- funnel_entries: every time that an actor entered, and what became of it.
\i sql/base/uniform.inc
\pset null '-'
SET timezone = 'UTC';
SET datestyle = 'ISO';
-- lands and fails, lands again and buys
CREATE TABLE journeys AS
SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j
FROM generate_series(1, 10) visitor,
     (VALUES (timestamptz '2026-01-05 10:00', 'landing'), ('2026-01-12 10:00', 'landing'), ('2026-01-12 10:05',
         'product'),
             ('2026-01-12 10:09', 'purchase')) e(ts, name) GROUP BY visitor;
SELECT e.* FROM journeys, funnel_entries(j, '1 hour') e WHERE visitor = 1;
-- ten entered in each week, and bought in the second
SELECT week::date, step, reached
FROM (SELECT week, funnel_agg(times) AS f
      FROM (SELECT DISTINCT ON (visitor, week) visitor, date_trunc('week', entered) AS week, times
            FROM journeys, funnel_entries(j, '1 hour') ORDER BY visitor, week, level DESC) best
      GROUP BY week) weeks, funnel_steps(f) ORDER BY week, step;
-- attempts instead of people
SELECT count(*) AS attempts, count(*) FILTER (WHERE level = 3) AS completed FROM journeys, funnel_entries(j, '1 hour');
DROP TABLE journeys;
-- modes; nothing to enter; NULL
SELECT mode, entered, level, times
FROM (SELECT journey_agg(ts, name = 'a', name = 'b', name = 'c') AS j
      FROM (VALUES (timestamptz '2026-01-01 10:00', 'a'), ('2026-01-01 10:00', 'b'), ('2026-01-01 10:01', 'x'),
          ('2026-01-01 10:02', 'c'),
                   ('2026-01-01 10:03', 'a')) e(ts, name)) s,
     (VALUES (''), ('strict_increase'), ('strict_order'), ('any_order')) m(mode), funnel_entries(j, '2 min', mode)
ORDER BY mode, entered;
SELECT count(*) FROM (SELECT journey_agg(now(), false, true) AS j) s, funnel_entries(j, '1 day');
SELECT count(*) FROM funnel_entries(NULL, '1 day');
-- against plain SQL: the level of a try is that of window_funnel() over the rows from then on of which only the first
-- instant
-- has step 1; the deepest one is the level of the journey
CREATE TABLE events AS
SELECT (uniform(i, 1) * 200)::int AS visitor, timestamptz '2026-01-01' + (uniform(i, 2) * 300)::int * interval '1 min'
       AS ts,
       1 + (uniform(i, 3) * 2.99)::int AS step
FROM generate_series(1, 12000) i;
CREATE TABLE tries AS
SELECT visitor, e.* FROM (SELECT visitor, journey_agg(ts, step = 1, step = 2, step = 3) AS j FROM events GROUP BY
       visitor) js,
                         funnel_entries(j, '30 min') e;
SELECT count(*) > 1000 AS tries, count(*) FILTER (WHERE level = 3) > 100 AS complete, count(*) FILTER (WHERE level <>
       expected) AS wrong,
       count(*) FILTER (WHERE cardinality(array_remove(times, NULL)) <> level OR times[1] <> entered) AS wrong_times
FROM tries t,
     LATERAL (SELECT window_funnel('30 min', ts, step = 1 AND ts = entered, step = 2, step = 3) AS expected FROM events
         e
              WHERE e.visitor = t.visitor AND e.ts >= entered) x;
SELECT count(*) FILTER (WHERE deepest IS DISTINCT FROM nullif(level, 0)) AS wrong
FROM (SELECT visitor, window_funnel('30 min', ts, step = 1, step = 2, step = 3) AS level FROM events GROUP BY visitor) l
     LEFT JOIN (SELECT visitor, max(level) AS deepest FROM tries GROUP BY visitor) d USING (visitor);
SELECT (SELECT count(DISTINCT (visitor, ts)) FROM events WHERE step = 1) = count(*) AS one_for_each_instant FROM tries;
DROP TABLE events, tries;
DROP FUNCTION uniform;
\set VERBOSITY default
SELECT funnel_entries('{"steps":1,"events":[["2026-01-01T00:00:00Z",1]]}', '1 mon');
SELECT funnel_entries('{"steps":1,"events":[["2026-01-01T00:00:00Z",1]]}', '1 day', 'strict');
