-- The recipes of the README and docs that must not lose people: a breakdown, and the clicks of those
-- who dropped at a step.
SET timezone = 'UTC';
SET datestyle = 'ISO';
-- four visitors; 2 and 4 change from phone to desktop on the way, 3 leaves
CREATE TABLE events (visitor int, ts timestamptz, device text, name text, page text, x float8, y float8);
INSERT INTO events VALUES
    (1, '2026-01-01 10:00', 'desktop', 'landing', '/', NULL, NULL),
    (1, '2026-01-01 10:01', 'desktop', 'click', '/', 100, 100),
    (1, '2026-01-01 10:02', 'desktop', 'product', '/p', NULL, NULL),
    (1, '2026-01-01 10:03', 'desktop', 'click', '/p', 300, 200),
    (1, '2026-01-01 10:04', 'desktop', 'purchase', '/p', NULL, NULL),
    (2, '2026-01-01 10:00', 'phone', 'landing', '/', NULL, NULL),
    (2, '2026-01-01 10:05', 'phone', 'product', '/p', NULL, NULL),
    (2, '2026-01-01 20:00', 'desktop', 'purchase', '/p', NULL, NULL),
    (3, '2026-01-01 10:00', 'phone', 'landing', '/', NULL, NULL),
    (3, '2026-01-01 10:01', 'phone', 'product', '/p', NULL, NULL),
    (3, '2026-01-01 10:02', 'phone', 'click', '/p', 50, 600), (3, '2026-01-01 10:03', 'phone', 'click', '/p', 55, 605),
    (4, '2026-01-01 10:00', 'phone', 'landing', '/', NULL, NULL),
    (4, '2026-01-02 10:00', 'desktop', 'product', '/p', NULL, NULL),
    (4, '2026-01-02 10:01', 'desktop', 'click', '/p', 50, 50);

-- grouping by the raw property takes journeys apart: one who saw a product and one who bought are lost
SELECT device, s.step, s.reached
FROM (SELECT device, funnel_agg(j, '7 days') AS f
      FROM (SELECT visitor, device, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j
            FROM events GROUP BY visitor, device) js GROUP BY device) fs, funnel_steps(f) s
ORDER BY device, step;
-- attributed to the device of step 1, nobody is lost: who has none there is a group, too
INSERT INTO events VALUES
    (5, '2026-01-01 10:00', NULL, 'landing', '/', NULL, NULL), (5, '2026-01-01 10:01', 'phone', 'product', '/p', NULL,
        NULL),
    (6, '2026-01-01 10:00', 'phone', 'product', '/p', NULL, NULL);
SELECT device, s.step, s.reached
FROM (SELECT coalesce(device, '(unknown)') AS device, funnel_agg(j, '7 days') AS f
      FROM (SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j FROM events
            GROUP BY visitor) js
           CROSS JOIN LATERAL (SELECT min(device) AS device FROM events e
                               WHERE e.visitor = js.visitor AND e.name = 'landing'
                                     AND e.ts = (funnel_times(j, '7 days'))[1]) entry
      WHERE funnel_level(j, '7 days') > 0 GROUP BY 1) fs, funnel_steps(f) s
ORDER BY device, step;

-- where those who saw a product and did not buy clicked on the product page: not visitor 1, who bought
SELECT h AS clicks_of_the_dropped, heatmap_total(h) AS clicks
FROM (SELECT heatmap_agg(x, y, heatmap_grid(400, 800, 100)) AS h
      FROM events JOIN (SELECT visitor, journey_agg(ts, name = 'landing', name = 'product', name = 'purchase') AS j
                        FROM events GROUP BY visitor) js USING (visitor)
      WHERE funnel_level(j, '7 days') = 2 AND page = '/p' AND name = 'click'
            AND ts >= (funnel_times(j, '7 days'))[2]) maps;
DELETE FROM events WHERE visitor > 4;
-- ten visitors who land in week 1 and fail, land again in week 2 and buy: 10, 0 and 10, 10
SELECT week::date, max(reached) FILTER (WHERE step = 1) AS entered, max(reached) FILTER (WHERE step = 3) AS bought
FROM (SELECT week, funnel_agg(times) AS f
      FROM (SELECT DISTINCT ON (visitor, week) visitor, date_trunc('week', entered) AS week, times
            FROM (SELECT visitor, journey_agg(ts, n = 1, n = 2, n = 3) AS j
                  FROM generate_series(1, 10) visitor,
                       (VALUES (timestamptz '2026-01-05 10:00', 1), ('2026-01-13 10:00', 1), ('2026-01-13 10:01', 2),
                               ('2026-01-14 10:00', 3)) e(ts, n)
                  GROUP BY visitor) js, funnel_entries(j, '7 days')
            ORDER BY visitor, week, level DESC, entered) best
      GROUP BY week) weeks, funnel_steps(f) GROUP BY week ORDER BY week;
DROP TABLE events;
