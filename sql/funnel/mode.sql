-- The language of questions: clauses in the mode, their answers, canonical form and messages.
SET timezone = 'UTC';

-- A journey from a word: letters a, b, c, d are conditions 1, 2, 3, 4, x is condition 5, a dot is no
-- condition. A minute lies between letters, letters in brackets have the same time.
CREATE FUNCTION word_events(word text, OUT ts timestamptz, OUT letter text) RETURNS SETOF record
LANGUAGE plpgsql AS $$
DECLARE
    minute int := 0;
    inside boolean := false;
    c text;
BEGIN
    FOREACH c IN ARRAY string_to_array(word, NULL) LOOP
        IF c IN ('[', ']') THEN
            inside := c = '[';
            minute := minute + (c = ']')::int;
        ELSE
            ts := timestamptz '2026-01-01' + make_interval(mins => minute);
            letter := c;
            RETURN NEXT;
            minute := minute + (NOT inside)::int;
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION word(word text, steps int DEFAULT 5) RETURNS journey LANGUAGE sql AS $$
    SELECT CASE steps
               WHEN 3 THEN journey_agg(ts, letter = 'a', letter = 'b', letter = 'x')
               WHEN 4 THEN journey_agg(ts, letter = 'a', letter = 'b', letter = 'c', letter = 'x')
               ELSE journey_agg(ts, letter = 'a', letter = 'b', letter = 'c', letter = 'd', letter = 'x')
           END
    FROM word_events(word)
$$;
-- Minutes of the steps that were done.
CREATE FUNCTION minutes(times timestamptz[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(coalesce((extract(epoch FROM t - '2026-01-01') / 60)::int::text, '-'), ' ' ORDER BY n)
    FROM unnest(times) WITH ORDINALITY u(t, n)
$$;

-- What people ask about, with the answers worked out by hand.
CREATE TABLE questions (id int, word text, conditions int, win interval, mode text, level int, times text);
INSERT INTO questions VALUES
    (1, '[ax]b', 3, '9 min', 'exclude(3)', 2, '0 1'),
    (2, 'a[bx]', 3, '9 min', 'exclude(3)', 2, '0 1'),
    (3, 'axb', 3, '9 min', 'exclude(3)', 0, '- -'),
    (4, 'a[bx]c', 4, '9 min', 'exclude(4)', 0, '- - -'),
    (5, 'a..x', 3, '3 min', 'exclude(3)', 0, '- -'),
    (6, 'a...x', 3, '3 min', 'exclude(3)', 1, '0 -'),
    (7, 'axc', 4, '9 min', 'exclude(4,2,3)', 1, '0 - -'),
    (8, 'axab', 3, '9 min', 'exclude(3)', 2, '2 3'),
    (9, 'axba', 3, '9 min', 'exclude(3)', 1, '3 -'),
    (10, 'abxbc', 4, '9 min', 'exclude(4,2,3)', 0, '- - -'),
    (11, 'abxbc', 4, '9 min', 'exclude(4,2,3),within(3,1 min)', 3, '0 3 4'),
    (12, 'acbc', 3, '9 min', 'steps(1,2,3)', 2, '0 2 -'),
    (13, 'acbc', 4, '9 min', 'steps(1,2,3),optional(2)', 3, '0 - 1'),
    (14, 'abac', 4, '9 min', 'steps(1,2,3),optional(2)', 3, '0 1 3'),
    (15, 'a.bc', 4, '9 min', 'steps(1,2,3),optional(2),within(2,1 min)', 3, '0 - 3'),
    (16, 'a.c', 4, '9 min', 'steps(1,2,3),optional(2),within(3,1 min)', 1, '0 - -'),
    (17, 'abc', 4, '9 min', 'steps(1,2,3),optional(2),within(3,1 min)', 3, '0 1 2'),
    (18, 'axc', 4, '9 min', 'exclude(4,1,2),optional(2)', 0, '- - -'),
    (19, 'acx', 4, '9 min', 'exclude(4,1,2),optional(2)', 3, '0 - 1'),
    (20, 'axc', 4, '9 min', 'exclude(4,2,3),optional(2)', 0, '- - -'),
    (21, 'axbc', 4, '9 min', 'exclude(4,2,3),optional(2)', 3, '0 2 3'),
    (22, 'ab', 4, '9 min', 'steps(1,2,3),optional(3)', 2, '0 1 -'),
    (23, 'a..xb', 3, '5 min', 'exclude(3),within(2,2 min)', 0, '- -'),
    (24, 'axbc', 4, '9 min', 'strict_order,exclude(4,2,3)', 1, '0 - -'),
    (25, 'a[xb]', 3, '9 min', 'strict_order,exclude(3)', 0, '- -'),
    (26, 'a.x', 3, '9 min', 'strict_order,exclude(3)', 1, '0 -'),
    (27, 'acb', 4, '9 min', 'steps(1,2,3),strict_order', 1, '0 - -'),
    (28, 'acb', 4, '9 min', 'steps(1,2,3),strict_order,allow_reentry', 2, '0 2 -'),
    (29, 'cba', 4, '9 min', 'steps(3,2,1)', 3, '0 1 2'),
    (30, 'aba', 3, '9 min', 'steps(1,2,1)', 3, '0 1 2'),
    (31, 'bca', 4, '9 min', 'any_order,exclude(4)', 3, '2 0 1'),
    (32, 'bcxa', 4, '9 min', 'any_order,exclude(4)', 1, '3 - -'),
    (33, 'bbbc', 4, '9 min', 'steps(2,3)', 2, '2 3'),
    (34, 'abbc', 4, '9 min', 'strict_deduplication,steps(1,2,3)', 2, '0 1 -');
SELECT q.id, q.word, q.mode, q.level, a.level AS got, q.times, minutes(a.times) AS got
FROM questions q,
LATERAL (SELECT funnel_level(word(word, conditions), win, mode) AS level,
                funnel_times(word(word, conditions), win, mode) AS times) a
WHERE q.level <> a.level OR q.times <> minutes(a.times) OR a.level IS NULL;
-- window_funnel says the same, of booleans, of an array, and of numbers.
SELECT count(*) AS questions,
       count(*) FILTER (WHERE w.scalars = level AND w.arrays = level AND w.numbers = level AND
                              w.number_arrays = level) AS same
FROM questions q,
LATERAL (SELECT window_funnel(win, mode, ts, a, b, c, x) AS scalars,
                window_funnel(win, mode, ts, ARRAY[a, b, c, x]) AS arrays,
                window_funnel(minutes, numbers, minute, a, b, c, x) AS numbers,
                window_funnel(minutes, numbers, minute, ARRAY[a, b, c, x]) AS number_arrays
         FROM (SELECT ts, letter = 'a' AS a, letter = 'b' AS b, letter = 'c' AS c, letter = 'x' AS x,
                      (extract(epoch FROM ts) / 60)::bigint AS minute,
                      (extract(epoch FROM q.win) / 60)::bigint AS minutes,
                      replace(q.mode, ' min', '') AS numbers
               FROM word_events(q.word)) e) w
WHERE conditions = 4;
-- Every try that remains.
SELECT id, minutes(ARRAY[entered]) AS entered, e.level, minutes(e.times) AS times
FROM (VALUES (1, 'axab', 3, 'exclude(3)'), (2, 'axabc', 4, 'exclude(4,1,2)'), (3, 'aabc', 4, 'optional(2),exclude(4)'),
             (4, 'abxaa', 3, 'exclude(3)')) v(id, word, n, mode),
     funnel_entries(word(word, n), '9 min', mode) e
ORDER BY id, e.entered;

-- A funnel keeps its mode in canonical form.
SELECT mode, funnel_agg(word('abc', 4), '1 day', mode)::json ->> 'mode' AS canonical
FROM unnest(ARRAY[
    ' optional( 2 ) , within(3,90 minutes),strict_order , exclude(4),allow_reentry',
    'steps(1,2,3,4)', 'steps(1,2,3)', 'steps(4,3)', 'exclude(4),steps(1,2,3)',
    'exclude(4,2,3),exclude(4,1,3),exclude(4),exclude(4,1,2)', 'exclude(3,1,2)',
    'within(4,24 hours),within(2,26:00),within(3,1.5 seconds)', 'within(2,0)', 'within(2,PT1H30M)',
    'within(2,1 microsecond)', 'within(2,17280000000000000001 microseconds)', 'within(2,@ 1 hour)', 'within(2,7)',
    'optional(3),optional(2),optional(3)',
    'any_order,strict_once,exclude(4)', 'strict_once,strict_increase']) WITH ORDINALITY m(mode, n)
GROUP BY mode, n ORDER BY n;
-- Its text, binary and json forms come back as they were.
CREATE TABLE funnels AS
SELECT funnel_agg(word(word, 4), '1 hour', mode) AS f
FROM unnest(ARRAY['', 'exclude(4,1,2),optional(2),within(3,5 minutes)', 'steps(3,1)', 'any_order,exclude(4)']) m(mode),
     unnest(ARRAY['abc', 'axbc', 'aac', 'ca']) w(word)
GROUP BY mode;
SELECT f::text::funnel = f AS text, f::json::funnel = f AS json, f::jsonb::funnel = f AS jsonb, f + f = rollup(f) FROM (
    SELECT f FROM funnels UNION ALL SELECT f FROM funnels) u GROUP BY f ORDER BY f::text COLLATE "C";
-- Only funnels of one question can be added.
SELECT rollup(f) FROM funnels;
SELECT rollup(f) FROM (SELECT funnel_agg(word('abc', 4), '1 day', m) AS f FROM unnest(ARRAY['exclude(4)',
       'exclude(4,1,2)']) m GROUP BY m) g;

-- At an optional step nobody drops. The step before is the last one that is not optional.
SELECT step, label, reached, dropped, conversion, step_conversion, drop_off, avg_time, avg_total
FROM (SELECT funnel_agg(word(word, 4), '1 hour', 'steps(1,2,3),optional(2)') AS f
      FROM unnest(ARRAY['abc', 'a...c', 'ab', 'a', '..abbc']) w(word)) g,
     funnel_steps(f, ARRAY['landing', 'help', 'purchase']);
SELECT funnel_text(f, ARRAY['landing', 'help', 'purchase'], 10, false)
FROM (SELECT funnel_agg(word(word, 4), '1 hour', 'steps(1,2,3),optional(2)') AS f
      FROM unnest(ARRAY['abc', 'a...c', 'ab', 'a', '..abbc']) w(word)) g;
-- Times of entries, as a funnel of attempts.
SELECT funnel_agg(e.times) FROM funnel_entries(word('abac', 4), '1 hour', 'steps(1,2,3)') e;
SELECT funnel_agg(e.times) FROM funnel_entries(word('abac', 4), '1 hour', 'steps(1,2,3),optional(2)') e;
SELECT funnel_agg(e.times, 'steps(1,2,3),optional(2)')
FROM funnel_entries(word('abac', 4), '1 hour', 'steps(1,2,3),optional(2)') e;
SELECT funnel_agg(e.times, 'any_order') FROM funnel_entries(word('ba', 3), '1 hour', 'any_order,steps(1,2)') e;
SELECT funnel_agg(e.times, NULL) FROM funnel_entries(word('ba', 3), '1 hour', 'any_order,steps(1,2)') e;

-- The times must be those of the mode's steps.
SELECT funnel_agg(ARRAY[now(), now(), now()], 'steps(1,2)');
SELECT funnel_agg(ARRAY[now()], 'steps(1,2,3)');
SELECT funnel_agg(array_fill(now(), ARRAY[64]), 'exclude(3)');
SELECT funnel_agg(t) FROM (VALUES (ARRAY[now()]), (ARRAY[now(), now()])) v(t);

-- A time means the same in every session.
SET intervalstyle = sql_standard;
SELECT funnel_level(word('a..b'), '1 day', 'within(2,-1 days 30 hours)');
RESET intervalstyle;

-- Errors point at the word.
CREATE FUNCTION complaint(mode text, conditions int DEFAULT 4) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
BEGIN
    PERFORM funnel_level(word('abc', conditions), '1 day', mode);
    RETURN 'no complaint';
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN message || coalesce(' (' || nullif(detail, '') || ')', '');
END $$;
SELECT mode, complaint(mode)
FROM unnest(ARRAY[
    'strict', 'steps(1,2', 'exclude', 'any_order(2)', 'steps(1,5)', 'optional(9)', 'exclude(2,1)', 'exclude(4,3,1)',
    'within(2,1 month)', 'within(2,soon)', 'within(2,1 hour),within(2,2 hours)', 'within(1,1 hour)', 'optional(1)',
    'any_order,optional(2)', 'any_order,within(2,1 hour)', 'any_order,exclude(4,1,2)', 'allow_reentry',
    'any_order,allow_reentry', 'steps()', 'steps(1,2)x', 'steps(0)', 'steps(1),steps(2)', 'exclude(4,1,4)',
        'exclude(5)',
    'exclude(4,2,2)', 'within(2)', 'within(2,-1 hour)', 'within(x,1 hour)', 'within(2,)', 'within(2,infinity)',
    'optional(1,2)', 'steps(99999)', 'exclude(1),exclude(2),exclude(3)', 'foo(1)', 'steps(1,,2)', ',', '(',
        'steps(1))'])
     WITH ORDINALITY m(mode, n)
ORDER BY n;
SELECT complaint('exclude(3)', 3), complaint('exclude(2),exclude(3)', 3);
SELECT complaint('steps(' || repeat('1,', 64) || '1)');
SELECT complaint(repeat('exclude(4),', 64) || 'exclude(4)');
-- The whole message, as a newcomer sees it.
SELECT funnel_level(word('abc'), '1 day', 'exlude(4)');
SELECT funnel_level(word('abc'), '1 day', 'exclude(6)');
SELECT window_funnel('1 day', 'within(2,1 month)', now(), true, true);
SELECT window_funnel(10, 'within(2,1 minute)', 1, true, true);

-- 64 conditions, each a step or excluded, and a million events.
SELECT funnel_level(j, '1 hour'), funnel_level(j, '1 hour', 'exclude(64)'),
       funnel_level(j, '1 hour', 'exclude(64,1,2),optional(2),within(3,1 second)')
FROM (SELECT journey_agg(timestamptz '2026-01-01' + n * interval '1 ms',
                         (SELECT array_agg(n % 64 = k ORDER BY k) FROM generate_series(0, 63) k)) AS j
      FROM generate_series(0, 639) n) g;
SELECT funnel_level(j, '1 hour'), funnel_level(j, '1 hour', 'exclude(3)'), funnel_level(j, '1 hour', 'exclude(3,1,2)'),
       funnel_level(j, '1 hour', 'exclude(3),within(2,1 second)'), funnel_level(j, '1 hour', 'strict_once,exclude(3)'),
       funnel_level(j, '1 second', 'steps(1,2,3),optional(2)'), funnel_level(j, '1 hour', 'any_order,exclude(3)')
FROM (SELECT journey_agg(timestamptz '2026-01-01' + n * interval '1 ms', n % 3 = 0, n = 600000, n % 3 = 1) AS j
      FROM generate_series(0, 999999) n) g;

DROP TABLE questions, funnels;
DROP FUNCTION complaint, word, minutes, word_events;
