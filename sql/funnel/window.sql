-- funnel_window: an interval or a number of seconds, wherever a funnel has a window.
SET intervalstyle = 'sql_standard';
SELECT t, t::funnel_window
FROM unnest(ARRAY['7 days', '26 hours', '1 day 00:30', '1800', ' 90 ', '90 min', '1.5 s', '0.000001 s', '0',
       'infinity', 'Infinity',
                  '9223372036854775807', '1 day -1 hour']) t;
SELECT t::funnel_window::text::funnel_window::text = t::funnel_window::text AS same
FROM unnest(ARRAY['26 hours', '1.5 s', 'infinity', '9223372036854775807', '0', '11:59:59.999999',
       '200000000 days 00:00:00.000001', '200000000 days 00:00:01', '213503982 days']) t;
RESET intervalstyle;
SELECT 5::funnel_window, 5::bigint::funnel_window, 5::smallint::funnel_window, (interval
       '1 day 2 hours')::funnel_window,
       NULL::interval::funnel_window IS NULL;
SELECT encode(funnel_window_send('1 s'), 'hex');
-- equality and order, which DISTINCT and ORDER BY need
SELECT count(DISTINCT w) AS different, min(w::text) FILTER (WHERE n = 1) AS shortest, max(w::text) FILTER (WHERE n = 3)
       AS longest,
       bool_and(funnel_window_hash(w) = funnel_window_hash(w::text::funnel_window)) AS hash
FROM (SELECT w, dense_rank() OVER (ORDER BY w) AS n FROM (VALUES ('1 hour'::funnel_window), ('3600'), ('infinity'),
       ('2 days')) v(w)) s;
-- every way to write the window; Unix times have their own unit
CREATE TABLE events AS
SELECT * FROM (VALUES (timestamptz '2026-01-01 10:00', 1), ('2026-01-01 10:20', 2)) v(ts, n);
SELECT window_funnel(1800, ts, n = 1, n = 2) AS seconds, window_funnel(1199, ts, n = 1, n = 2) AS too_few,
       window_funnel('30 min', ts, n = 1, n = 2) AS literal, window_funnel('1800', ts, n = 1, n = 2) AS text,
       window_funnel(make_interval(mins => 30), ts, n = 1, n = 2) AS "interval",
       window_funnel(1800, 'strict_order', ts, n = 1, n = 2) AS mode,
       window_funnel(1800, extract(epoch FROM ts)::bigint, n = 1, n = 2) AS epoch,
       window_funnel(1800, extract(epoch FROM ts)::int, n = 1, n = 2) AS int_epoch,
       window_funnel('30 min', ts::timestamp, n = 1, n = 2) AS no_zone,
       window_funnel('30 min', ts, VARIADIC ARRAY[n = 1, n = 2]) AS "array"
FROM events;
SELECT funnel_level(j, 1800), funnel_level(j, '30 min'), (funnel_times(j, 1199))[2] IS NULL AS too_late,
       (SELECT level FROM funnel_entries(j, 1800)), funnel_agg(j, 1800) = funnel_agg(j, '30 min') AS agg
FROM (SELECT journey_agg(ts, n = 1, n = 2) AS j FROM events) s GROUP BY j;
-- as drivers call it: no types are known
PREPARE p AS SELECT window_funnel($1, ts, n = 1, n = 2) FROM events;
EXECUTE p('30 min');
EXECUTE p('1199');
EXECUTE p(interval '30 min');
PREPARE q AS SELECT window_funnel($1, $2, ts, n = 1, n = 2) FROM events;
EXECUTE q('30 min', 'strict_order');
PREPARE r AS SELECT window_funnel($1, extract(epoch FROM ts)::int, n = 1, n = 2) FROM events;
EXECUTE r('1800');
DEALLOCATE ALL;
DROP TABLE events;
\set VERBOSITY default
SELECT '1 month'::funnel_window;
SELECT '-1'::funnel_window;
SELECT (-1)::funnel_window;
SELECT '-1 day'::funnel_window;
SELECT 'soon'::funnel_window;
SELECT '99999999999999999999'::funnel_window;
