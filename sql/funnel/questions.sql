-- The recipes of docs/questions on random events, against plain SQL that knows no funnels.
\pset null '-'
SET timezone = 'UTC';
SET datestyle = 'ISO';
\i sql/base/uniform.inc
-- 400 visitors, whose events all have times of their own.
CREATE TABLE events AS
SELECT (uniform(i, 1) * 400)::int AS visitor,
       timestamptz '2026-01-05' + (uniform(i, 2) * 20 * 86400)::int * interval '1 s' + i * interval '1 microsecond' AS
           ts,
       (ARRAY['landing', 'landing', 'product', 'product', 'purchase', 'help', 'other'])[1 + floor(uniform(i, 3) *
           7)::int] AS name,
       (ARRAY['phone', 'desktop', 'tablet'])[1 + floor(uniform(i, 4) * 3)::int] AS device,
       '/' || (uniform(i, 5) * uniform(i, 6) * 12)::int AS page
FROM generate_series(1, 6000) i;
CREATE INDEX ON events (visitor, ts);
ANALYZE events;
CREATE TABLE journeys AS
SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase', name = 'help') AS j FROM events
       GROUP BY visitor;
-- Every landing with the earliest product after it, and the earliest purchase after that, within two days.
CREATE TABLE attempts AS
SELECT l.visitor, l.ts AS t1, p.ts AS t2, b.ts AS t3, 1 + (p.ts IS NOT NULL)::int + (b.ts IS NOT NULL)::int AS level
FROM events l
     LEFT JOIN LATERAL (SELECT ts FROM events e WHERE e.visitor = l.visitor AND e.name = 'product' AND e.ts >= l.ts
                        AND e.ts <= l.ts + interval '2 days' ORDER BY ts LIMIT 1) p ON true
     LEFT JOIN LATERAL (SELECT ts FROM events e WHERE e.visitor = l.visitor AND e.name = 'purchase' AND e.ts >= p.ts
                        AND e.ts <= l.ts + interval '2 days' ORDER BY ts LIMIT 1) b ON true
WHERE l.name = 'landing';
-- The one that counts for each visitor: the furthest, of those the first to end, of those the last to begin.
CREATE TABLE best AS
SELECT DISTINCT ON (visitor) * FROM attempts ORDER BY visitor, level DESC, coalesce(t3, t2, t1), t1 DESC;

-- attempts instead of people
SELECT step, reached, exact
FROM (SELECT funnel_agg(times) AS f FROM journeys, funnel_entries(j, '2 days', 'steps(1,2,3)')) a, funnel_steps(f),
     LATERAL (SELECT count(*) AS exact FROM attempts WHERE level >= step) e ORDER BY step;
-- conversion by week of entry
SELECT week::date, entered, bought, exact_entered, exact_bought
FROM (SELECT week, count(*) AS entered, count(*) FILTER (WHERE level = 3) AS bought
      FROM (SELECT visitor, date_trunc('week', entered) AS week, max(level) AS level
            FROM journeys, funnel_entries(j, '2 days', 'steps(1,2,3)') GROUP BY visitor, week) b GROUP BY week) w,
     LATERAL (SELECT count(DISTINCT visitor) AS exact_entered,
                     count(DISTINCT visitor) FILTER (WHERE level = 3) AS exact_bought
              FROM attempts WHERE date_trunc('week', t1) = week) e
ORDER BY week;
-- the first entry alone
SELECT step, reached, exact
FROM (SELECT funnel_agg(times) AS f
      FROM (SELECT DISTINCT ON (visitor) times FROM journeys, funnel_entries(j, '2 days', 'steps(1,2,3)')
            ORDER BY visitor, entered) firsts) g, funnel_steps(f),
     LATERAL (SELECT count(*) AS exact FROM attempts a
              WHERE level >= step AND NOT EXISTS (SELECT FROM attempts b WHERE b.visitor = a.visitor AND b.t1 < a.t1)) e
ORDER BY step;
-- what those did next who saw a product and did not buy
SELECT count(*) AS visitors, count(*) FILTER (WHERE went_on_to[1] IS DISTINCT FROM exact) AS wrong
FROM (SELECT visitor, path_agg(ts, page, 3) AS went_on_to
      FROM (SELECT visitor, funnel_times(j, '2 days', 'steps(1,2,3)') AS t FROM journeys) t JOIN events USING (visitor)
      WHERE t[2] IS NOT NULL AND t[3] IS NULL AND ts > t[2] GROUP BY visitor) n
     JOIN (SELECT DISTINCT ON (visitor) best.visitor, page AS exact FROM best JOIN events e USING (visitor)
           WHERE level = 2 AND e.ts > t2 ORDER BY visitor, e.ts) x USING (visitor);
-- first touch
SELECT device, entered, bought, exact_entered, exact_bought
FROM (SELECT device, count(*) FILTER (WHERE level >= 1) AS entered, count(*) FILTER (WHERE level >= 3) AS bought
      FROM (SELECT DISTINCT ON (visitor) visitor, device FROM events ORDER BY visitor, ts, device) first
           JOIN (SELECT visitor, funnel_level(j, '2 days', 'steps(1,2,3)') AS level FROM journeys) l USING (visitor)
      GROUP BY device) d,
     LATERAL (SELECT count(*) AS exact_entered, count(*) FILTER (WHERE level = 3) AS exact_bought FROM best
              WHERE d.device = (SELECT e.device FROM events e WHERE e.visitor = best.visitor ORDER BY ts LIMIT 1)) e
ORDER BY device;
-- last touch: the device at the last step that was reached
SELECT device, entered, bought, exact_entered, exact_bought
FROM (SELECT device, count(*) AS entered, count(t[3]) AS bought
      FROM (SELECT visitor, funnel_times(j, '2 days', 'steps(1,2,3)') AS t FROM journeys) times,
           LATERAL (SELECT max(device) AS device FROM events e
                    WHERE e.visitor = times.visitor AND e.ts = coalesce(t[3], t[2], t[1])) touch
      WHERE t[1] IS NOT NULL GROUP BY device) d,
     LATERAL (SELECT count(*) AS exact_entered, count(*) FILTER (WHERE level = 3) AS exact_bought
              FROM best JOIN events e ON e.visitor = best.visitor AND e.ts = coalesce(t3, t2, t1)
              WHERE e.device = d.device) e
ORDER BY device;
-- the value at step 2
SELECT device, saw_product, bought, exact_saw_product, exact_bought
FROM (SELECT device, count(*) AS saw_product, count(t[3]) AS bought
      FROM (SELECT visitor, funnel_times(j, '2 days', 'steps(1,2,3)') AS t FROM journeys) times,
           LATERAL (SELECT max(device) AS device FROM events e
                    WHERE e.visitor = times.visitor AND e.ts = t[2] AND e.name = 'product') touch
      WHERE t[2] IS NOT NULL GROUP BY device) d,
     LATERAL (SELECT count(*) AS exact_saw_product, count(*) FILTER (WHERE level = 3) AS exact_bought
              FROM best JOIN events e ON e.visitor = best.visitor AND e.ts = t2 WHERE e.device = d.device) e
ORDER BY device;
-- all events: the whole funnel on one device
SELECT device, step, reached, exact
FROM (SELECT device, funnel_agg(j, '2 days') AS f
      FROM (SELECT visitor, device, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j
            FROM events GROUP BY visitor, device) t GROUP BY device) d, funnel_steps(f),
     LATERAL (SELECT count(DISTINCT l.visitor) AS exact
              FROM events l LEFT JOIN events p ON p.visitor = l.visitor AND p.device = l.device AND p.name = 'product'
                                             AND p.ts BETWEEN l.ts AND l.ts + interval '2 days'
                            LEFT JOIN events b ON b.visitor = l.visitor AND b.device = l.device AND b.name = 'purchase'
                                             AND b.ts BETWEEN p.ts AND l.ts + interval '2 days'
              WHERE l.name = 'landing' AND l.device = d.device AND (step < 2 OR p.ts IS NOT NULL) AND (step < 3 OR b.ts
                  IS NOT NULL)) e
ORDER BY device, step;
-- a property held constant: product and purchase on the same device, whichever it is
SELECT level, count(*) AS visitors,
       (SELECT count(DISTINCT p.visitor) FROM events p JOIN events b USING (visitor, device)
        WHERE p.name = 'product' AND b.name = 'purchase' AND b.ts BETWEEN p.ts AND p.ts + interval '2 days') AS exact_2
FROM (SELECT visitor, max(funnel_level(j, '2 days')) AS level
      FROM (SELECT visitor, device, journey_agg(ts, name = 'product', name = 'purchase') AS j FROM events GROUP BY
          visitor, device) t
      GROUP BY visitor) b
GROUP BY level ORDER BY level;
-- entering at any step, and which step came first
SELECT entry, step + entry - 1 AS step, reached, exact
FROM (SELECT entry, funnel_agg(j, '2 days', mode) AS f
      FROM journeys, (VALUES (1, 'steps(1,2,3)'), (2, 'steps(2,3)')) AS e(entry, mode) GROUP BY entry) g,
          funnel_steps(f),
     LATERAL (SELECT CASE entry WHEN 1 THEN (SELECT count(DISTINCT visitor) FROM attempts WHERE level >= step)
                     ELSE (SELECT count(DISTINCT p.visitor) FROM events p
                                  LEFT JOIN events b ON b.visitor = p.visitor AND b.name = 'purchase'
                                            AND b.ts BETWEEN p.ts AND p.ts + interval '2 days'
                           WHERE p.name = 'product' AND (step = 1 OR b.ts IS NOT NULL)) END AS exact) e
ORDER BY entry, step;
SELECT came_in_at, count(*) AS visitors, count(*) FILTER (WHERE came_in_at <> exact) AS wrong
FROM (SELECT visitor, (path_agg(ts, name, 1))[1] AS came_in_at FROM events
      WHERE name IN ('landing', 'product', 'purchase') GROUP BY visitor) p
     JOIN (SELECT DISTINCT ON (visitor) visitor, name AS exact FROM events
           WHERE name IN ('landing', 'product', 'purchase') ORDER BY visitor, ts) x USING (visitor)
GROUP BY came_in_at ORDER BY came_in_at;
-- without help between the first step and the last: the tries that remain, by looking at each
SELECT step, reached, exact
FROM (SELECT funnel_agg(j, '2 days', 'exclude(4)') AS f FROM journeys) g, funnel_steps(f),
     LATERAL (SELECT count(DISTINCT visitor) AS exact FROM attempts a
              WHERE level >= step AND NOT EXISTS (
                  SELECT FROM events h WHERE h.visitor = a.visitor AND h.name = 'help' AND h.ts > t1
                  AND (CASE WHEN level = 3 THEN h.ts < t3 ELSE h.ts <= t1 + interval '2 days' END))) e
ORDER BY step;
-- every step in time
SELECT step, reached, exact
FROM (SELECT funnel_agg(j, '2 days', 'steps(1,2,3),within(2,12 hours),within(3,10 hours)') AS f FROM journeys) g,
       funnel_steps(f),
     LATERAL (SELECT count(DISTINCT l.visitor) AS exact
              FROM events l LEFT JOIN events p ON p.visitor = l.visitor AND p.name = 'product'
                                             AND p.ts BETWEEN l.ts AND l.ts + interval '12 hours'
                            LEFT JOIN events b ON b.visitor = l.visitor AND b.name = 'purchase'
                                             AND b.ts BETWEEN p.ts AND p.ts + interval '10 hours'
              WHERE l.name = 'landing' AND (step < 2 OR p.ts IS NOT NULL) AND (step < 3 OR b.ts IS NOT NULL)) e
ORDER BY step;
-- a step that may be skipped: purchases after a landing, whatever came between
SELECT reached, dropped, (SELECT count(DISTINCT l.visitor) FROM events l JOIN events b USING (visitor)
                          WHERE l.name = 'landing' AND b.name = 'purchase' AND b.ts BETWEEN l.ts AND l.ts + interval
                              '2 days') AS exact,
       (SELECT count(DISTINCT visitor) FROM events WHERE name = 'landing') - reached AS exact_dropped
FROM (SELECT funnel_agg(j, '2 days', 'steps(1,2,3),optional(2)') AS f FROM journeys) g, funnel_steps(f) WHERE step = 3;
-- patterns, and the neighbours of a match
SELECT count(*) FILTER (WHERE journey_matches(j, '(?2)(?3)') <> right_after) AS wrong_right_after,
       count(*) FILTER (WHERE journey_matches(j, '(?2)(?t<=3600)(?3)') <> in_an_hour) AS wrong_in_an_hour,
       count(*) FILTER (WHERE journey_count(j, '(?1)') <> landings) AS wrong_landings, count(*) FILTER (WHERE
           right_after) AS right_after
FROM journeys JOIN (SELECT visitor, bool_or(name = 'product' AND next = 'purchase') AS right_after, count(*) FILTER
       (WHERE name = 'landing') AS landings
                    FROM (SELECT visitor, name, lead(name) OVER (PARTITION BY visitor ORDER BY ts) AS next FROM events
                        WHERE name <> 'other') n
                    GROUP BY visitor) p USING (visitor),
     LATERAL (SELECT EXISTS (SELECT FROM events a JOIN events b USING (visitor) WHERE visitor = journeys.visitor AND
         a.name = 'product' AND
                             b.name = 'purchase' AND b.ts > a.ts AND b.ts <= a.ts + interval '1 hour') AS in_an_hour) h;
SELECT count(*) AS visitors, count(*) FILTER (WHERE page IS DISTINCT FROM exact) AS wrong
FROM (SELECT visitor, (journey_match_times(j, '(?3)'))[1] AS bought FROM journeys) m
     LEFT JOIN LATERAL (SELECT page FROM events e WHERE e.visitor = m.visitor AND e.ts < bought ORDER BY ts DESC, page
         LIMIT 1) n ON true
     JOIN (SELECT DISTINCT ON (visitor) visitor, before AS exact
           FROM (SELECT visitor, ts, name, lag(page) OVER (PARTITION BY visitor ORDER BY ts) AS before FROM events) b
           WHERE name = 'purchase' ORDER BY visitor, ts) x USING (visitor);
-- paths: from a start to a goal, mean seconds of edges, rare pages in one, circles
SELECT count(*) AS ways, count(*) FILTER (WHERE way <> exact) AS wrong
FROM (SELECT visitor, path_agg(ts, page, 99) AS way
      FROM (SELECT visitor, funnel_times(j, '2 days', 'steps(1,3)') AS t FROM journeys) e JOIN events USING (visitor)
      WHERE ts BETWEEN t[1] AND t[2] GROUP BY visitor) w
     JOIN (SELECT visitor, array_agg(page ORDER BY ts) AS exact
           FROM (SELECT e.visitor, e.ts, page, lag(page) OVER (PARTITION BY e.visitor ORDER BY e.ts) AS before
                 FROM (SELECT DISTINCT ON (visitor) visitor, l.ts AS start, b.ts AS goal FROM events l JOIN events b
                     USING (visitor)
                       WHERE l.name = 'landing' AND b.name = 'purchase' AND b.ts BETWEEN l.ts AND l.ts + interval
                           '2 days'
                       ORDER BY visitor, b.ts, l.ts DESC) g JOIN events e ON e.visitor = g.visitor AND e.ts BETWEEN
                           start AND goal) p
           WHERE page IS DISTINCT FROM before GROUP BY visitor) x USING (visitor);
SELECT sum(edges) AS edges, count(*) FILTER (WHERE edges IS DISTINCT FROM exact OR abs(mean - exact_mean) > 1e-6 OR
       (mean IS NULL) <> (exact_mean IS NULL)) AS wrong
FROM (SELECT source, target, count(*) AS edges, avg(seconds) AS mean
      FROM (SELECT path_agg(ts, page, 999) AS path, path_times(ts, page, 999) AS times FROM events GROUP BY visitor) p,
           path_edges(path, true, times) GROUP BY 1, 2) e
     FULL JOIN (SELECT coalesce(page, '(start)') AS source, coalesce(next, '(exit)') AS target, count(*) AS exact,
                       avg(extract(epoch FROM next_ts - ts)) FILTER (WHERE page IS NOT NULL) AS exact_mean
                FROM (SELECT visitor, page, ts, lead(page) OVER w AS next, lead(ts) OVER w AS next_ts
                      FROM (SELECT visitor, page, ts, lag(page) OVER (PARTITION BY visitor ORDER BY ts) AS before FROM
                          events
                            UNION ALL SELECT DISTINCT visitor, NULL, timestamptz '2025-01-01', 'x' FROM events) r
                      WHERE page IS DISTINCT FROM before WINDOW w AS (PARTITION BY visitor ORDER BY ts)) n
                GROUP BY 1, 2) x USING (source, target);
WITH top AS (SELECT page FROM events GROUP BY page ORDER BY count(DISTINCT visitor) DESC, page LIMIT 3),
paths AS (SELECT visitor, path_agg(ts, CASE WHEN page IN (SELECT page FROM top) THEN page ELSE '(other)' END, 999) AS
       path
          FROM events GROUP BY visitor)
SELECT count(*) AS visitors, count(*) FILTER (WHERE (SELECT count(DISTINCT p) FROM unnest(path) p) > 4) AS too_many,
       count(*) FILTER (WHERE cardinality(path) <> changes) AS wrong
FROM paths JOIN (SELECT visitor, count(*) FILTER (WHERE l IS DISTINCT FROM before) AS changes
                 FROM (SELECT visitor, l, lag(l) OVER (PARTITION BY visitor ORDER BY ts) AS before
                       FROM (SELECT visitor, ts, CASE WHEN page IN (SELECT page FROM top) THEN page ELSE '(other)' END
                           AS l FROM events) o) c
                 GROUP BY visitor) x USING (visitor);
SELECT page, visitors, (SELECT count(DISTINCT a.visitor) FROM events a JOIN events b USING (visitor, page) JOIN events
       c USING (visitor)
                        WHERE a.page = t.page AND a.ts < c.ts AND c.ts < b.ts AND c.page <> a.page) AS exact
FROM (SELECT page, count(*) AS visitors
      FROM (SELECT path_agg(ts, page, 9999) AS path FROM events GROUP BY visitor) p,
           LATERAL (SELECT page FROM unnest(path) AS page GROUP BY page HAVING count(*) > 1) a
      GROUP BY page) t ORDER BY visitors DESC, page LIMIT 3;
DROP TABLE events, journeys, attempts, best;
DROP FUNCTION uniform;
