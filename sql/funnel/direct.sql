-- test/run jit runs this file, too.
-- The support functions of the aggregates over journeys and funnels, called by hand: they leave their
-- arguments alone and return stored values. And aggregates built over them without a final function,
-- whose results are raw states: every function takes those as well, or says that it cannot.
SET timezone = 'UTC';
\set a '\'{"steps":2,"events":[["2026-01-01T10:00:00Z",1]]}\'::journey'
\set b '\'{"steps":2,"events":[["2026-01-01T09:00:00Z",2],["2026-01-01T11:00:00Z",2]]}\'::journey'
SELECT journey_accum(NULL, timestamptz '2026-01-01 10:00', true, NULL);
SELECT journey_accum(:a, timestamptz '2026-01-01 09:00', true, true);
SELECT journey_accum(:a, NULL, true, true), journey_accum(NULL, NULL, true) IS NULL AS nothing;
SELECT journey_combine(:a, :b), journey_final(:b);
SELECT window_funnel_final(NULL::journey), window_funnel_final(NULL::bytea);
SELECT window_funnel_accum(NULL, interval '1 day', NULL, true) IS NULL AS nothing;
SELECT funnel_accum(NULL, :a, '1 day'),
       funnel_accum(funnel_accum(NULL, :a, '1 day', 'any_order'), :b, '1 day', 'any_order');
SELECT funnel_combine(f, f), funnel_final(f), funnel_accum(f, NULL::journey, '1 day')
FROM (SELECT funnel_accum(NULL, :a, '1 day') AS f) s;
\set VERBOSITY terse
SELECT journey_accum(:a, now(), true);
SELECT journey_accum(:a, now(), 1, 2);
SELECT journey_combine(:a, '{"steps":1,"events":[["2026-01-01T10:00:00Z",1]]}');
SELECT window_funnel_accum(NULL, interval '1 day', now(), true);
SELECT window_funnel_accum(:a, interval '1 day', now(), true, true);
SELECT window_funnel_final(:a);
SELECT funnel_accum(funnel_accum(NULL, :a, '1 day'), :a, '2 days');

CREATE AGGREGATE raw_journey(timestamptz, VARIADIC "any") (SFUNC = journey_accum, STYPE = journey);
CREATE AGGREGATE raw_window(funnel_window, timestamptz, VARIADIC "any") (SFUNC = window_funnel_accum, STYPE = journey);
CREATE AGGREGATE raw_rollup(journey) (SFUNC = journey_combine, STYPE = journey);
CREATE AGGREGATE raw_funnel(journey, funnel_window) (SFUNC = funnel_accum, STYPE = funnel);
CREATE AGGREGATE raw_rollup(funnel) (SFUNC = funnel_combine, STYPE = funnel);
-- narrow and wide states, in order and not
CREATE TABLE raw AS
SELECT n, steps, raw_journey(ts, VARIADIC conditions) AS raw, journey_agg(ts, VARIADIC conditions) AS j
FROM (VALUES (1, 3), (10, 3), (1000, 3), (1000, 17), (10, 64)) v(n, steps),
     LATERAL (SELECT timestamptz '2026-01-01' + i * 7919 % 1000 * interval '1 hour' AS ts,
                     (SELECT array_agg(i % (s + 1) = 0 ORDER BY s) FROM generate_series(1, steps) s) AS conditions
              FROM generate_series(1, n) i) e
GROUP BY n, steps;
-- A state is written as an open journey, which keeps all breaks.
SELECT n, steps, journey_final(raw::text::journey)::text = j::text AS text,
       journey_send(raw) = journey_send(raw::text::journey) AS binary,
       funnel_level(raw, '9 days') = funnel_level(j, '9 days') AS level,
       funnel_times(raw, '9 days') = funnel_times(j, '9 days') AS times,
       journey_final(raw)::text = j::text AS final,
       journey_combine(raw, raw)::text = journey_combine(j, j)::text AS combine,
       journey_combine(raw, j)::text = journey_combine(j, raw)::text AS mixed,
       funnel_accum(NULL, raw, '9 days')::text = funnel_accum(NULL, j, '9 days')::text AS funnel
FROM raw ORDER BY n, steps;
SELECT bool_and(journey_final(raw)::text = j::text) AS unchanged FROM raw;
-- a state that has not been copied on its way stays as it is, too
SELECT journey_accum(raw, timestamptz '2026-01-02', true) AS accum, journey_combine(raw, raw) AS combine, raw::text
FROM (SELECT raw_journey(timestamptz '2026-01-01', true) AS raw OFFSET 0) s;
SELECT steps, rollup(raw)::text = rollup(j)::text AS rollup, journey_final(raw_rollup(raw))::text = rollup(j)::text AS
       raw_rollup,
       funnel_agg(raw, '9 days')::text = funnel_agg(j, '9 days')::text AS funnel_agg,
       raw_funnel(j, '9 days')::text = funnel_agg(j, '9 days')::text AS raw_funnel
FROM raw GROUP BY steps ORDER BY steps;
CREATE TABLE raw_funnels AS SELECT steps, n, raw_funnel(j, '9 days') AS raw, funnel_agg(j, '9 days') AS f FROM raw
GROUP BY steps, n;
SELECT steps, n, raw::text = f::text AS text, funnel_send(raw) = funnel_send(f) AS binary,
       funnel_final(raw)::text = f::text AS final, (raw + raw)::text = (f + f)::text AS plus,
       (raw + f)::text = (f + raw)::text AS mixed,
       (SELECT array_agg(s) FROM funnel_steps(raw) s) = (SELECT array_agg(s) FROM funnel_steps(f) s) AS rows
FROM raw_funnels ORDER BY steps, n;
SELECT steps, rollup(raw)::text = rollup(f)::text AS rollup, raw_rollup(raw)::text = rollup(f)::text AS raw_rollup
FROM raw_funnels GROUP BY steps ORDER BY steps;
-- the state of window_funnel knows a window, which a journey cannot
SELECT raw_window('1 day', now(), true)::text;
SELECT journey_final(raw_window('1 day', now(), true));
SELECT funnel_level(raw_window('1 day', now(), true), '1 day');
SELECT funnel_agg(raw, '1 day') FROM (SELECT raw_window('1 day', now(), true) AS raw) s;
SELECT rollup(raw) FROM (SELECT raw_window('1 day', now(), true) AS raw) s;
SELECT journey_combine(raw, raw) FROM (SELECT raw_window('1 day', now(), true) AS raw) s;
SELECT window_funnel_final(raw) FROM (SELECT raw_window('1 day', now(), true) AS raw) s;
SELECT raw_rollup(raw)
FROM (SELECT raw_window(i * interval '1 day', now(), true) AS raw FROM generate_series(1, 2) i GROUP BY i) s;
-- rows without a step take no memory, however the steps are written
SELECT pg_column_size(raw_window('1 day', ts, i = 1, i = 2))
       = pg_column_size(raw_window('1 day', ts, i = 1, i = 2) FILTER (WHERE i < 3)) AS scalars,
       pg_column_size(raw_window('1 day', ts, VARIADIC ARRAY[i = 1, i = 2]))
       = pg_column_size(raw_window('1 day', ts, VARIADIC ARRAY[i = 1, i = 2]) FILTER (WHERE i < 3)) AS an_array,
       window_funnel('1 day', ts, VARIADIC ARRAY[i = 1, i = 900]) AS level,
       window_funnel('1 day', 'strict_order', ts, VARIADIC ARRAY[i = 1, i = 900]) AS strict
FROM (SELECT i, timestamptz '2026-01-01' + i * interval '1 s' AS ts FROM generate_series(1, 1000) i) e;
DROP TABLE raw, raw_funnels;
DROP AGGREGATE raw_journey(timestamptz, VARIADIC "any");
DROP AGGREGATE raw_window(funnel_window, timestamptz, VARIADIC "any");
DROP AGGREGATE raw_rollup(journey);
DROP AGGREGATE raw_rollup(funnel);
DROP AGGREGATE raw_funnel(journey, funnel_window);
