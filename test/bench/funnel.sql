-- Funnels: the lines with a target, then how the cost grows. Needs the psql variable rows.

SELECT :rows / 50 AS visitors \gset

-- window_funnel, compared with what it costs only to find and count the events of each visitor.
SELECT $$SELECT sum(level)
         FROM (SELECT window_funnel(interval '7 days', ts, kind = 1, kind = 2, kind = 3, kind = 4)
                      AS level
               FROM %I WHERE kind IN (1, 2, 3, 4) GROUP BY visitor) AS v$$ AS funnel,
       $$SELECT sum(n)
         FROM (SELECT count(*) AS n
               FROM %I WHERE kind IN (1, 2, 3, 4) GROUP BY visitor) AS v$$ AS events,
       $$SELECT sum(level)
         FROM (SELECT window_funnel(interval '7 days', '%s', ts,
                                    kind = 1, kind = 2, kind = 3, kind = 4) AS level
               FROM %I WHERE kind IN (1, 2, 3, 4) GROUP BY visitor) AS v$$ AS funnel_of_mode \gset

CALL measure('target',
    format('`window_funnel` of 4 steps, %s visitors of 50 events, in order of time / `count(*)`',
           to_char(:visitors, 'FM999,999,999')),
    'at most 1.3', format(:'funnel', 'visits'), format(:'events', 'visits'),
    plan => 'Plain Aggregate > Hashed Aggregate > Seq Scan');
CALL measure('target', 'the same, shuffled / `count(*)`', 'at most 1.3',
    format(:'funnel', 'visits_shuffled'), format(:'events', 'visits_shuffled'),
    plan => 'Plain Aggregate > Hashed Aggregate > Seq Scan');
SET enable_hashagg = off;
SET enable_sort = off;
CALL measure('target', 'the same, sorted by visitor: GroupAggregate, index scan / `count(*)`',
    'at most 1.3',
    format(:'funnel', 'visits_by_visitor'), format(:'events', 'visits_by_visitor'),
    plan => 'Plain Aggregate > Sorted Aggregate > Index Scan');
RESET enable_sort;
RESET enable_hashagg;

-- What the executor needs to evaluate four conditions for each row, whatever uses them.
CALL measure('target', '`window_funnel` of 4 steps, in order of time / `bool_or` of each step', 'none',
    format(:'funnel', 'visits'),
    'SELECT sum(a::int + b::int + c::int + d::int)
     FROM (SELECT bool_or(kind = 1) AS a, bool_or(kind = 2) AS b, bool_or(kind = 3) AS c,
                  bool_or(kind = 4) AS d
           FROM visits WHERE kind IN (1, 2, 3, 4) GROUP BY visitor) AS v');

-- From here on, only the first tenth of the visitors: the self-joins are slow.
SELECT format('of %s visitors', to_char(:visitors / 10, 'FM999,999,999')) AS of_visitors \gset

CALL measure('target', format('`window_funnel` %s, mode `strict_order` / default', :'of_visitors'),
    'at most 1.5',
    format(:'funnel_of_mode', 'strict_order', 'some_visits'), format(:'funnel', 'some_visits'));
CALL measure('target', format('`window_funnel` %s, mode `strict_increase` / default', :'of_visitors'),
    'at most 1.5',
    format(:'funnel_of_mode', 'strict_increase', 'some_visits'), format(:'funnel', 'some_visits'));

-- The same without the extension. A chain is an event of each step, none of them before the event
-- of the step before, and the last at most seven days after the first. The level of a visitor is
-- the length of the longest chain. All queries compute the sum of the levels, which is also the sum
-- over all steps of the number of visitors that reached the step.

-- Exact by definition: all chains. A step is NULL where a chain ends.
CALL measure('target', format('self-join, all chains %s / `window_funnel`', :'of_visitors'),
    'at least 3 x faster', format(:'funnel', 'some_visits'),
    $$SELECT sum(level)
      FROM (SELECT max(CASE WHEN s4.ts IS NOT NULL THEN 4
                            WHEN s3.ts IS NOT NULL THEN 3
                            WHEN s2.ts IS NOT NULL THEN 2 ELSE 1 END) AS level
            FROM indexed_visits AS s1
            LEFT JOIN indexed_visits AS s2
                ON s2.kind = 2 AND s2.visitor = s1.visitor
                AND s2.ts BETWEEN s1.ts AND s1.ts + interval '7 days'
            LEFT JOIN indexed_visits AS s3
                ON s3.kind = 3 AND s3.visitor = s1.visitor
                AND s3.ts BETWEEN s2.ts AND s1.ts + interval '7 days'
            LEFT JOIN indexed_visits AS s4
                ON s4.kind = 4 AND s4.visitor = s1.visitor
                AND s4.ts BETWEEN s3.ts AND s1.ts + interval '7 days'
            WHERE s1.kind = 1 GROUP BY s1.visitor) AS v$$,
    faster => true, same => true);

-- Exact for this reason: among all chains from one event of step 1, one takes each step as early as
-- possible. It is never behind another chain, because the events that can continue the other one
-- within the window can continue it, too. So it is as long as any, and every event of step 1 is
-- tried. Each lookup is one descent of an index-only scan. The second query does the same, but asks
-- level by level from the top, and is done with a visitor at the first chain that it finds.
SELECT $$CROSS JOIN LATERAL (SELECT min(ts) AS ts FROM indexed_visits
                             WHERE kind = %1$s AND visitor = s1.visitor
                             AND ts BETWEEN s%2$s.ts AND s1.ts + interval '7 days') AS s%1$s
       $$ AS lookup \gset
SELECT format(:'lookup', 2, 1) AS lookup_2, format(:'lookup', 3, 2) AS lookup_3,
       format(:'lookup', 4, 3) AS lookup_4 \gset
CALL measure('target',
    format('self-join, earliest next step by index %s / `window_funnel`', :'of_visitors'),
    'at least 3 x faster', format(:'funnel', 'some_visits'),
    format($$SELECT sum(level)
             FROM (SELECT max(CASE WHEN s4.ts IS NOT NULL THEN 4
                                   WHEN s3.ts IS NOT NULL THEN 3
                                   WHEN s2.ts IS NOT NULL THEN 2 ELSE 1 END) AS level
                   FROM indexed_visits AS s1 %s %s %s
                   WHERE s1.kind = 1 GROUP BY s1.visitor) AS v$$,
           :'lookup_2', :'lookup_3', :'lookup_4'),
    faster => true, same => true);
CALL measure('target',
    format('the same %s, each until its first complete chain / `window_funnel`', :'of_visitors'),
    'none', format(:'funnel', 'some_visits'),
    format($$SELECT sum(CASE WHEN EXISTS (SELECT FROM indexed_visits AS s1 %1$s %2$s %3$s
                                          WHERE s1.kind = 1 AND s1.visitor = v.visitor
                                          AND s4.ts IS NOT NULL) THEN 4
                             WHEN EXISTS (SELECT FROM indexed_visits AS s1 %1$s %2$s
                                          WHERE s1.kind = 1 AND s1.visitor = v.visitor
                                          AND s3.ts IS NOT NULL) THEN 3
                             WHEN EXISTS (SELECT FROM indexed_visits AS s1 %1$s
                                          WHERE s1.kind = 1 AND s1.visitor = v.visitor
                                          AND s2.ts IS NOT NULL) THEN 2 ELSE 1 END)
             FROM (SELECT DISTINCT visitor FROM indexed_visits WHERE kind = 1) AS v$$,
           :'lookup_2', :'lookup_3', :'lookup_4'),
    faster => true, same => true);

-- Exact for this reason: among all chains that have reached a step so far, the one that started
-- last can be continued wherever another can. start_k is its start, carried from row to row.
CALL measure('target', format('window functions %s / `window_funnel`', :'of_visitors'),
    'none', format(:'funnel', 'some_visits'),
    $$SELECT sum(level)
      FROM (SELECT max(CASE WHEN kind = 4 AND ts <= start_3 + interval '7 days' THEN 4
                            WHEN kind = 3 AND ts <= start_2 + interval '7 days' THEN 3
                            WHEN kind = 2 AND ts <= start_1 + interval '7 days' THEN 2
                            WHEN kind = 1 THEN 1 END) AS level
            FROM (SELECT *, max(start_2) FILTER (WHERE kind = 3 AND ts <= start_2 + interval '7 days')
                            OVER so_far AS start_3
                  FROM (SELECT *, max(start_1) FILTER (WHERE kind = 2
                                                       AND ts <= start_1 + interval '7 days')
                                  OVER so_far AS start_2
                        FROM (SELECT *, max(ts) FILTER (WHERE kind = 1) OVER so_far AS start_1
                              FROM some_visits
                              WINDOW so_far AS (PARTITION BY visitor ORDER BY ts, kind)) AS one
                        WINDOW so_far AS (PARTITION BY visitor ORDER BY ts, kind)) AS two
                  WINDOW so_far AS (PARTITION BY visitor ORDER BY ts, kind)) AS three
            GROUP BY visitor) AS v$$,
    faster => true, same => true);

\warn memory and bytes
INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'memory of a visitor of 50 events (peak of the HashAggregate / visitors)', 'under 2 kB',
       format('%s bytes more than the %s with `count(*)`', (funnel - events) / :visitors,
              events / :visitors)
FROM (SELECT hash_memory('SELECT window_funnel(interval ''7 days'', ts, kind = 1, kind = 2, kind = 3,
                                               kind = 4)
                          FROM visits WHERE kind IN (1, 2, 3, 4) GROUP BY visitor') AS funnel,
             hash_memory('SELECT count(*)
                          FROM visits WHERE kind IN (1, 2, 3, 4) GROUP BY visitor') AS events) AS peak
UNION ALL
SELECT 'target', 'a stored journey of 50 events', 'none',
       format('%s bytes; %s as rows', round(avg(pg_column_size(j))),
              pg_table_size('visits') / :visitors)
FROM journeys;

-- Stored journeys, compared with their events. Both queries give the sum of the levels.
CALL measure('growth',
    format('`window_funnel` of %s events / `funnel_agg` of their %s stored journeys',
           to_char(50 * :visitors, 'FM999,999,999'), to_char(:visitors, 'FM999,999,999')), '',
    'SELECT sum(reached)
     FROM funnel_steps((SELECT funnel_agg(j, interval ''7 days'') FROM journeys))',
    format(:'funnel', 'visits'),
    faster => true, same => true, units => :visitors, unit => 'journey');

-- Growth with the steps; each event matches one of them.
DO $$
DECLARE
    all_rows bigint := (SELECT count(*) FROM steps);
    n int;
    conditions text;
BEGIN
    FOREACH n IN ARRAY ARRAY[2, 8, 32, 64] LOOP
        conditions := (SELECT string_agg(format('of_%s = %s', n, step), ', ' ORDER BY step)
                       FROM generate_series(0, n - 1) AS step);
        CALL measure('growth',
            format('steps: %s, of %s events, 50 a visitor / `count(*)`', n,
                   to_char(all_rows, 'FM999,999,999')), '',
            format('SELECT sum(level)
                    FROM (SELECT window_funnel(interval ''7 days'', ts, %s) AS level
                          FROM steps GROUP BY visitor) AS v', conditions),
            'SELECT sum(n) FROM (SELECT count(*) AS n FROM steps GROUP BY visitor) AS v',
            units => all_rows, unit => 'row');
    END LOOP;
END
$$;

-- Growth with the events of a visitor.
DO $$
DECLARE
    all_rows bigint := (SELECT count(*) FROM crowds);
    n int;
BEGIN
    FOREACH n IN ARRAY ARRAY[10, 1000, 100000] LOOP
        CALL measure('growth',
            format('events a visitor: %s, of %s events / `count(*)`', to_char(n, 'FM999,999'),
                   to_char(all_rows, 'FM999,999,999')), '',
            format('SELECT sum(level)
                    FROM (SELECT window_funnel(interval ''7 days'', ts,
                                               kind = 1, kind = 2, kind = 3, kind = 4) AS level
                          FROM crowds GROUP BY %I) AS v', 'of_' || n),
            format('SELECT sum(n) FROM (SELECT count(*) AS n FROM crowds GROUP BY %I) AS v',
                   'of_' || n),
            units => all_rows, unit => 'row');
    END LOOP;
END
$$;
