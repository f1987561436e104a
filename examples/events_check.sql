-- Compares the generated events with the ground truth, in plain SQL:
--
--     psql -v ON_ERROR_STOP=1 -f examples/events_check.sql
--
-- One row per check.  A check without a tolerance in its text is exact; there, a share of n means
-- share * n rounded up or down.

WITH click AS (
    SELECT device, url_path, visit_id, page_x, page_y, is_dead, created_at
    FROM events
    WHERE event_type = 1
), view AS (
    SELECT device, url_path, visit_id, max(scroll_pct) AS scroll_pct
    FROM events
    WHERE event_type = 2
    GROUP BY device, url_path, visit_id
), traffic AS (
    SELECT device, url_path, views, clicks
    FROM (SELECT device, url_path, count(*) AS views FROM view GROUP BY device, url_path) AS v
    JOIN (SELECT device, url_path, count(*) AS clicks FROM click GROUP BY device, url_path) AS c
        USING (device, url_path)
), visitor AS (
    SELECT device, visitor_id, bool_or(url_path = '/') AS entered
    FROM events
    GROUP BY device, visitor_id
), on_target AS (
    SELECT device, url_path, name, kind, share, clicks AS page_clicks,
           count(*) FILTER (WHERE page_x IS NOT NULL) AS hits,
           count(*) FILTER (WHERE is_dead) AS dead
    FROM demo_targets
    JOIN traffic USING (device, url_path)
    LEFT JOIN click USING (device, url_path)
    WHERE page_x >= (area[1])[0] AND page_x < (area[0])[0]
      AND page_y >= (area[1])[1] AND page_y < (area[0])[1]
    GROUP BY device, url_path, name, kind, share, clicks
), off_target AS (
    SELECT device, url_path,
           count(*) FILTER (WHERE page_x < 0 OR page_x >= page_w OR page_y < 0) AS outside,
           count(*) AS everywhere
    FROM click
    JOIN demo_pages USING (device, url_path)
    GROUP BY device, url_path
), reach AS (
    SELECT device, url_path, knot.scroll_pct, reach, views,
           count(*) FILTER (WHERE view.scroll_pct >= knot.scroll_pct) AS reached
    FROM demo_scroll AS knot
    JOIN traffic USING (device, url_path)
    JOIN view USING (device, url_path)
    GROUP BY device, url_path, knot.scroll_pct, reach, views
), step AS (
    SELECT device, visitor_id, event_name, created_at
    FROM events
    WHERE event_name IS NOT NULL
), step_1 AS (
    SELECT device, visitor_id, created_at AS t1, created_at
    FROM step
    WHERE event_name = 'view_landing'
), step_2 AS (
    SELECT a.device, a.visitor_id, t1, b.created_at
    FROM step_1 AS a
    JOIN step AS b ON b.visitor_id = a.visitor_id AND b.event_name = 'view_product'
                  AND b.created_at BETWEEN a.created_at AND t1 + interval '7 days'
), step_3 AS (
    SELECT a.device, a.visitor_id, t1, b.created_at
    FROM step_2 AS a
    JOIN step AS b ON b.visitor_id = a.visitor_id AND b.event_name = 'add_to_cart'
                  AND b.created_at BETWEEN a.created_at AND t1 + interval '7 days'
), step_4 AS (
    SELECT a.device, a.visitor_id, t1, b.created_at
    FROM step_3 AS a
    JOIN step AS b ON b.visitor_id = a.visitor_id AND b.event_name = 'purchase'
                  AND b.created_at BETWEEN a.created_at AND t1 + interval '7 days'
), completed AS (
    SELECT 1 AS step, device, count(DISTINCT visitor_id) AS people FROM step_1 GROUP BY device
    UNION ALL
    SELECT 2, device, count(DISTINCT visitor_id) FROM step_2 GROUP BY device
    UNION ALL
    SELECT 3, device, count(DISTINCT visitor_id) FROM step_3 GROUP BY device
    UNION ALL
    SELECT 4, device, count(DISTINCT visitor_id) FROM step_4 GROUP BY device
), entered AS (
    SELECT device, count(*) FILTER (WHERE entered) AS people, count(*) AS everyone
    FROM visitor
    GROUP BY device
), late AS (
    SELECT device, count(DISTINCT visitor_id) AS people
    FROM step
    WHERE event_name = 'purchase'
      AND visitor_id NOT IN (SELECT visitor_id FROM step_4)
    GROUP BY device
), near_click AS (
    -- A click continues a burst when it is within 1 s and 30 px of the click before.
    SELECT *, created_at - lag(created_at) OVER by_time <= interval '1 second'
              AND (page_x - lag(page_x) OVER by_time) ^ 2
                  + (page_y - lag(page_y) OVER by_time) ^ 2 <= 30 ^ 2 AS continues
    FROM click
    WINDOW by_time AS (PARTITION BY visit_id, url_path ORDER BY created_at)
), burst AS (
    SELECT device, url_path, visit_id, burst_no, count(*) AS clicks
    FROM (SELECT *, count(*) FILTER (WHERE continues IS NOT TRUE) OVER (
                        PARTITION BY visit_id, url_path ORDER BY created_at) AS burst_no
          FROM near_click) AS numbered
    GROUP BY device, url_path, visit_id, burst_no
    HAVING count(*) >= 3
), bursts AS (
    SELECT device, url_path, count(*) AS bursts, count(DISTINCT visit_id) AS visits,
           sum(clicks) AS clicks
    FROM burst
    GROUP BY device, url_path
), expected_bursts AS (
    SELECT device, url_path, round(burst_share * views)::int AS bursts,
           (SELECT sum(min_clicks + i % (max_clicks - min_clicks + 1))
            FROM generate_series(0, round(burst_share * views)::int - 1) AS i) AS clicks
    FROM demo_rage
    JOIN traffic USING (device, url_path)
), pause AS (
    SELECT visit_id, created_at - lag(created_at) OVER (PARTITION BY visitor_id
                                                        ORDER BY created_at) AS since
    FROM events
), result (sort, "check", expected, actual, ok) AS (
    SELECT 10, 'events, at least 200000 when visitors is the default',
           '>= ' || 14 * count(DISTINCT visitor_id), count(*)::text,
           count(*) >= 14 * count(DISTINCT visitor_id)
    FROM events
    UNION ALL
    SELECT 20, 'all events within 28 days', '2026-01-05 .. 2026-02-01',
           to_char(min(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' .. '
           || to_char(max(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
           min(created_at) >= '2026-01-05 00:00+00' AND max(created_at) < '2026-02-02 00:00+00'
    FROM events
    UNION ALL
    SELECT 30, 'an hour of a working afternoon against one of a working night', '> 5',
           round(day / night, 1)::text, day > 5 * night
    FROM (SELECT (count(*) FILTER (WHERE hour BETWEEN 12 AND 17))::numeric / 6 AS day,
                 (count(*) FILTER (WHERE hour BETWEEN 1 AND 4))::numeric / 4 AS night
          FROM (SELECT extract(hour FROM created_at AT TIME ZONE 'UTC') AS hour,
                       extract(isodow FROM created_at AT TIME ZONE 'UTC') AS dow
                FROM events) AS local
          WHERE dow <= 5) AS rhythm
    UNION ALL
    SELECT 40, 'a weekend day against a working day', '0.5 .. 0.8', round(ratio, 2)::text,
           ratio BETWEEN 0.5 AND 0.8
    FROM (SELECT count(*) FILTER (WHERE dow > 5) / 2.0
                 / (count(*) FILTER (WHERE dow <= 5) / 5.0) AS ratio
          FROM (SELECT extract(isodow FROM created_at AT TIME ZONE 'UTC') AS dow
                FROM events) AS local) AS rhythm
    UNION ALL
    SELECT 50, 'visits end with a pause of 30 minutes', count(DISTINCT visit_id)::text,
           (SELECT count(*) FROM pause
            WHERE since IS NULL OR since > interval '30 minutes')::text,
           count(DISTINCT visit_id) = (SELECT count(*) FROM pause
                                       WHERE since IS NULL OR since > interval '30 minutes')
    FROM events
    UNION ALL
    SELECT 60, 'only clicks have coordinates', '0 other', count(*) || ' other', count(*) = 0
    FROM events
    WHERE (event_type = 1)
          <> (num_nonnulls(x, y, page_x, page_y) = 4)
       OR (event_type <> 1) <> (num_nulls(x, y, page_x, page_y) = 4)
    UNION ALL
    SELECT 70, 'clicks on the page are on the screen and above the depth reached so far', '0 other',
           count(*) || ' other', count(*) = 0
    FROM (SELECT event_type, x, y, page_x, page_y, page_w, page_h, viewport_h,
                 max(scroll_pct) OVER (PARTITION BY visit_id, url_path ORDER BY created_at)
                     AS depth_pct
          FROM events) AS history
    WHERE event_type = 1 AND page_x BETWEEN 0 AND page_w - 1 AND page_y >= 0
      AND (x <> page_x OR y < 0 OR y > viewport_h OR page_y < y
           OR page_y > greatest(viewport_h, page_h * (depth_pct + 0.5) / 100))
    UNION ALL
    SELECT 80, 'target areas are on a 10 px raster, 20 px from each other and from the page edge',
           '0 other',
           count(*) || ' other', count(*) = 0
    FROM demo_targets AS a
    JOIN demo_pages USING (device, url_path)
    WHERE NOT box(point(20, 20), point(page_w - 20, page_h - 20)) @> area
       OR (area[0])[0]::int % 10 + (area[0])[1]::int % 10
          + (area[1])[0]::int % 10 + (area[1])[1]::int % 10 <> 0
       OR EXISTS (SELECT FROM demo_targets AS b
                  WHERE b.device = a.device AND b.url_path = a.url_path AND b.name <> a.name
                    AND box((b.area[0]) + point(19, 19), (b.area[1]) - point(19, 19)) && a.area)
    UNION ALL
    SELECT 90, 'shares of targets, misses, noise and outside add up to 1', '0 other',
           count(*) || ' other', count(*) = 0
    FROM (SELECT FROM demo_targets
          JOIN demo_pages USING (device, url_path)
          GROUP BY device, url_path, miss_share, noise_share, outside_share
          HAVING sum(share) + miss_share + noise_share + outside_share <> 1) AS page
    UNION ALL
    SELECT 100, 'visitors on ' || device, round(visitor_share * sum(everyone) OVER ())::text,
           everyone::text, abs(everyone - visitor_share * sum(everyone) OVER ()) < 1
    FROM demo_devices
    JOIN entered USING (device)
    UNION ALL
    SELECT 110, 'visitors who enter the funnel on ' || device,
           round(entered_share * everyone)::text, people::text,
           abs(people - entered_share * everyone) < 1
    FROM demo_devices
    JOIN entered USING (device)
    UNION ALL
    SELECT 120 + demo_funnel.step,
           format('funnel step %s %s within 7 days on %s', demo_funnel.step, event_name, device),
           round(share * entered.people)::text, coalesce(completed.people, 0)::text,
           abs(coalesce(completed.people, 0) - share * entered.people) < 1
    FROM demo_funnel
    JOIN entered USING (device)
    LEFT JOIN completed USING (device, step)
    UNION ALL
    SELECT 130, 'purchases after more than 7 days on ' || device,
           round(late_share * entered.people)::text, coalesce(late.people, 0)::text,
           -- both ends of the range of ranks are rounded
           abs(coalesce(late.people, 0) - late_share * entered.people) <= 1
    FROM demo_funnel
    JOIN entered USING (device)
    LEFT JOIN late USING (device)
    WHERE event_name = 'purchase'
    UNION ALL
    SELECT 140, 'clicks of ' || device || ' ' || url_path, round(clicks_per_view * views)::text,
           clicks::text, clicks = round(clicks_per_view * views)
    FROM traffic
    JOIN demo_pages USING (device, url_path)
    UNION ALL
    SELECT 150, 'clicks in the targets of ' || device || ' ' || url_path || ', largest error',
           '< 1', round(max(abs(coalesce(hits, 0) - demo_targets.share * clicks)), 2)::text,
           max(abs(coalesce(hits, 0) - demo_targets.share * clicks)) < 1
    FROM demo_targets
    JOIN traffic USING (device, url_path)
    LEFT JOIN on_target USING (device, url_path, name)
    GROUP BY device, url_path
    UNION ALL
    SELECT 160, 'clicks in no target of ' || device || ' ' || url_path,
           round((miss_share + noise_share + outside_share) * clicks)::text,
           (clicks - hits)::text,
           abs(clicks - hits - (miss_share + noise_share + outside_share) * clicks) < 1
    FROM traffic
    JOIN demo_pages USING (device, url_path)
    JOIN (SELECT device, url_path, sum(hits) AS hits
          FROM on_target
          GROUP BY device, url_path) AS target USING (device, url_path)
    UNION ALL
    SELECT 170, 'clicks outside the page of ' || device || ' ' || url_path,
           round(outside_share * everywhere)::text, outside::text,
           abs(outside - outside_share * everywhere) < 1
    FROM off_target
    JOIN demo_pages USING (device, url_path)
    UNION ALL
    SELECT 180, 'dead clicks are those on dead and broken targets and in no target',
           (sum(CASE WHEN kind IN ('dead', 'broken') THEN hits ELSE 0 END)
            + (SELECT count(*) FROM click) - sum(hits))::text,
           (SELECT count(*) FROM click WHERE is_dead)::text,
           sum(CASE WHEN kind IN ('dead', 'broken') THEN hits ELSE 0 END)
           + (SELECT count(*) FROM click) - sum(hits)
           = (SELECT count(*) FROM click WHERE is_dead)
    FROM on_target
    UNION ALL
    SELECT 190, 'views that reach each depth of ' || device || ' ' || url_path || ', largest error',
           '< 1', round(max(abs(reached - reach * views)), 2)::text,
           max(abs(reached - reach * views)) < 1
    FROM reach
    GROUP BY device, url_path
    UNION ALL
    SELECT 200, 'rage bursts of ' || device || ' ' || url_path,
           coalesce(e.bursts, 0) || ' in as many views, ' || coalesce(e.clicks, 0) || ' clicks',
           coalesce(a.bursts, 0) || ' in ' || coalesce(a.visits, 0) || ' views, '
           || coalesce(a.clicks, 0) || ' clicks',
           (coalesce(e.bursts, 0), coalesce(e.bursts, 0), coalesce(e.clicks, 0))
           = (coalesce(a.bursts, 0), coalesce(a.visits, 0), coalesce(a.clicks, 0))
    FROM expected_bursts AS e
    FULL JOIN bursts AS a USING (device, url_path)
)
SELECT "check", expected, actual, ok
FROM result
ORDER BY sort, "check";
