-- test/run jit runs this file, too.
-- window_funnel: answers, modes, limits, and what is refused.
\i sql/base/uniform.inc
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

SELECT visitor, window_funnel('7 days', ts, name = 'landing', name = 'product', name = 'purchase') AS level
FROM events GROUP BY visitor ORDER BY visitor;
SELECT visitor,
       window_funnel('7 days', 'strict_increase', ts, name = 'landing', name = 'product',
                     name = 'purchase') AS increase,
       window_funnel('7 days', 'strict_once', ts, name = 'landing', name = 'product', name = 'purchase') AS once,
       window_funnel('7 days', 'strict_order', ts, name = 'landing', name = 'product', name = 'purchase') AS "order",
       window_funnel('7 days', 'strict_deduplication', ts, name = 'landing', name = 'product',
                     name = 'purchase') AS dedup,
       window_funnel('7 days', 'any_order', ts, name = 'landing', name = 'product', name = 'purchase') AS any_order,
       window_funnel('7 days', ' strict_order , strict_increase', ts, name = 'landing', name = 'product',
                     name = 'purchase') AS two
FROM events GROUP BY visitor ORDER BY visitor;

-- the window is inclusive, also one of nothing
SELECT window_funnel('1 day', ts, s = 1, s = 2), window_funnel('23:59:59.999999', ts, s = 1, s = 2),
       window_funnel('0', ts, s = 1, s = 2), window_funnel('0', ts, s = 1, s = 1)
FROM (VALUES (timestamptz '2026-01-01', 1), ('2026-01-02', 2)) v(ts, s);
-- one row may do several steps, and does not if the mode forbids it
SELECT window_funnel('1 day', ts, true, true, true), window_funnel('1 day', 'strict_increase', ts, true, true, true),
       window_funnel('1 day', 'strict_once', ts, true, true, true),
       window_funnel('1 day', 'any_order', ts, true, true, true)
FROM (VALUES (timestamptz '2026-01-01'), ('2026-01-01')) v(ts);

-- NULL conditions are false, NULL times do not count; no rows
SELECT window_funnel('1 day', ts, a, b)
FROM (VALUES (timestamptz '2026-01-01', true, NULL::bool), ('2026-01-01', NULL, true), (NULL, true, true)) v(ts, a, b);
SELECT window_funnel('1 day', ts, a) FROM (VALUES (NULL::timestamptz, true)) v(ts, a);
SELECT window_funnel('1 day', now(), true), window_funnel('1 day', 'strict_order', now(), true),
       window_funnel(1, 1, true) WHERE false;

-- whole numbers in place of times
SELECT window_funnel(3600, t, s = 1, s = 2), window_funnel(3599, t, s = 1, s = 2),
       window_funnel(3600, 'any_order', t, s = 2, s = 1)
FROM (VALUES (1767225600, 1), (1767229200, 2)) v(t, s);
SELECT window_funnel(9223372036854775807, t, s = 1, s = 2), window_funnel(0, t, s = 1, s = 1)
FROM (VALUES (-9223372036854775808, 1), (9223372036854775807, 2)) v(t, s);
SELECT window_funnel(9223372036854775807, t, s = 1, s = 2) FROM (VALUES (0, 1), (9223372036854775807, 2)) v(t, s);

-- steps as one array
SELECT window_funnel('1 day', ts, VARIADIC ARRAY[s = 1, s = 2, NULL]),
       window_funnel('1 day', ts, VARIADIC ARRAY[s = 1]),
       window_funnel('1 day', ts, VARIADIC ARRAY[s = 1, s = 2] || (s = 2))
FROM (VALUES (timestamptz '2026-01-01', 1), ('2026-01-01 01:00', 2)) v(ts, s);

-- a domain over boolean will do; timestamps without time zone and dates are converted
CREATE DOMAIN yes AS bool;
SELECT window_funnel('2 days', ts, s::yes) FROM (VALUES (timestamp '2026-01-01', true)) v(ts, s);
SELECT window_funnel('2 days', ts, s) FROM (VALUES (date '2026-01-01', true)) v(ts, s);
DROP DOMAIN yes;

-- both ends of time, and centuries between
SELECT window_funnel('106751991 days', ts, s = 1, s = 2, s = 3),
       window_funnel('2147483647 days', ts, s = 1, s = 2, s = 3), window_funnel('36525 days', ts, s = 2, s = 3)
FROM (VALUES (timestamptz '4714-11-24 00:00:00+00 BC', 1), ('2026-01-01', 2),
             ('294276-12-31 23:59:59.999999+00', 3)) v(ts, s);
SELECT window_funnel('1000 days -1 hour', now(), true);

-- 64 steps
CREATE FUNCTION sixty_four(mode text, steps int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    level int;
BEGIN
    EXECUTE format('SELECT window_funnel(%L, %L, timestamptz ''2026-01-01'' + i * interval ''1 min'', %s) FROM '
                   'generate_series(1, 100) i', '1 day', mode,
                   (SELECT string_agg('i = ' || s, ', ' ORDER BY s) FROM generate_series(1, steps) s)) INTO level;
    RETURN level;
END $$;
\set VERBOSITY terse
SELECT steps, sixty_four('', steps), sixty_four('strict_order', steps), sixty_four('any_order', steps),
       sixty_four('strict_once', steps) FROM (VALUES (16), (17), (63), (64)) v(steps);
SELECT sixty_four('', 65);
SELECT window_funnel('1 day', now(), VARIADIC array_fill(true, ARRAY[64]));
SELECT window_funnel('1 day', now(), VARIADIC array_fill(true, ARRAY[65]));
SELECT window_funnel('1 day', now(), VARIADIC '{}'::bool[]);
SELECT window_funnel('1 day', now(), VARIADIC NULL::bool[]);
DROP FUNCTION sixty_four;

-- what is wrong is said
\set VERBOSITY default
SELECT window_funnel('1 day', now(), 'purchase');
SELECT window_funnel('1 day', now(), true, 1);
SELECT window_funnel('1 day', now(), true, true, 'strict_order');
SELECT window_funnel('1 day', now(), VARIADIC ARRAY[1, 2]);
SELECT window_funnel('1 mon', now(), true);
SELECT window_funnel('-1 day', now(), true);
SELECT window_funnel('1 day -25 hours', now(), true);
SELECT window_funnel(-1, 1, true);
SELECT window_funnel(NULL::interval, now(), true);
SELECT window_funnel('1 day', NULL, now(), true);
SELECT window_funnel('1 day', 'strict', now(), true);
SELECT window_funnel('1 day', 'strict_order,', now(), true);
SELECT window_funnel('1 day', 'Strict_Order', now(), true);
SELECT window_funnel('1 day', 'strict_once,any_order,strict_increase', now(), true);
SELECT window_funnel('1 day', 'strict_order,any_order', now(), true);
SELECT window_funnel('1 day', 'any_order,strict_deduplication', now(), true);
SELECT window_funnel('1 day', timestamptz 'infinity', true);
SELECT window_funnel(i * interval '1 day', now(), true) FROM generate_series(1, 2) i;
SELECT window_funnel(w, now(), true) FROM (VALUES (interval '1 day'), ('1 mon 1 day')) v(w);
SELECT window_funnel(w, now(), false) FROM (VALUES (interval '1 day'), ('1 day 1 us')) v(w);
SELECT window_funnel(i::bigint, i::bigint, true) FROM generate_series(1, 2) i;
SELECT window_funnel('1 day', ts, false) FROM (VALUES (timestamptz '2026-01-01'), ('infinity')) v(ts);
SELECT window_funnel('1 day', CASE i WHEN 1 THEN 'strict_once' ELSE '' END, now(), true) FROM generate_series(1, 2) i;

-- against a recursive query
-- many ties, and rows that match several steps
CREATE TABLE many AS
SELECT (uniform(i, 1) * 250)::int AS visitor,
       timestamptz '2026-01-01' + (uniform(i, 2) * 25)::int * interval '1 hour' AS ts,
       uniform(i, 3) < 0.3 AS a, uniform(i, 4) < 0.25 AS b, uniform(i, 5) < 0.2 AS c, uniform(i, 6) < 0.15 AS d
FROM generate_series(1, 2500) i;
-- and some visitors that do none
INSERT INTO many SELECT 1000 + i, timestamptz '2026-01-01', false, false, false, NULL FROM generate_series(1, 3) i;
SELECT count(*) FILTER (WHERE a::int + b::int + c::int + d::int > 1) > 100 AS several_steps,
       count(*) FILTER (WHERE NOT (a OR b OR c OR d)) > 100 AS no_step,
       count(*) - count(DISTINCT (visitor, ts)) > 100 AS ties
FROM many;
CREATE FUNCTION reference(win interval, later interval) RETURNS TABLE (visitor int, level int) LANGUAGE sql AS $$
    WITH RECURSIVE chain AS (
        SELECT visitor, 1 AS level, ts AS start, ts AS at FROM many WHERE a
        UNION
        SELECT e.visitor, chain.level + 1, start, e.ts FROM chain JOIN many e ON e.visitor = chain.visitor
        WHERE e.ts >= at + later AND e.ts <= start + win
              AND CASE chain.level WHEN 1 THEN b WHEN 2 THEN c WHEN 3 THEN d END)
    SELECT e.visitor, coalesce(max(chain.level), 0) FROM many e LEFT JOIN chain USING (visitor) GROUP BY 1
$$;
SELECT win, count(*) AS visitors, count(DISTINCT r.level) AS levels,
       count(*) FILTER (WHERE r.level <> f.level) AS wrong,
       count(*) FILTER (WHERE i.level <> f.increase) AS wrong_increase
FROM (VALUES (interval '0'), ('1 hour'), ('3 hours'), ('7 hours'), ('30 hours')) w(win), reference(win, '0') r,
     reference(win, '1 us') i,
     LATERAL (SELECT window_funnel(win, ts, a, b, c, d) AS level,
                     window_funnel(win, 'strict_increase', ts, a, b, c, d) AS increase
              FROM many e WHERE e.visitor = r.visitor) f
WHERE r.visitor = i.visitor GROUP BY win ORDER BY win;
DROP FUNCTION reference;
-- any_order, where a row matches one step: the most different steps in any window
CREATE TABLE one_step AS SELECT visitor, ts, CASE WHEN a THEN 1 WHEN b THEN 2 WHEN c THEN 3 WHEN d THEN 4 END AS step
FROM many;
SELECT win, count(*) FILTER (WHERE most <> level) AS wrong, count(DISTINCT most) AS levels
FROM (VALUES (interval '0'), ('2 hours'), ('9 hours')) w(win),
     LATERAL (SELECT visitor, max((SELECT count(DISTINCT step) FROM one_step e
                                   WHERE e.visitor = s.visitor AND e.ts BETWEEN s.ts AND s.ts + win)) AS most
              FROM one_step s GROUP BY visitor) r,
     LATERAL (SELECT window_funnel(win, 'any_order', ts, step = 1, step = 2, step = 3, step = 4) AS level
              FROM one_step e WHERE e.visitor = r.visitor) f
GROUP BY win ORDER BY win;
DROP TABLE events, many, one_step;
DROP FUNCTION uniform;
