-- The demo's queries, on the events that events.sql generates.
--
--     psql -f examples/events.sql -f examples/demo.sql
\pset pager off
\pset footer off
\if :{?color}
\else
    \set color true
\endif

CREATE EXTENSION IF NOT EXISTS heatmap;

\echo
\echo == What there is: one row an event, as a tracker writes them
\set ECHO queries
SELECT device, url_path, count(*) AS events, count(*) FILTER (WHERE event_type = 1) AS clicks,
       count(DISTINCT visitor_id) AS visitors
FROM events WHERE url_path IN ('/', '/pricing') GROUP BY device, url_path ORDER BY url_path, device;
\set ECHO none

\echo == One heatmap for each page and device: 10-pixel cells over the whole page
\set ECHO queries
CREATE TABLE maps AS
SELECT device, url_path, heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h, 10)) AS h
FROM events WHERE event_type = 1 GROUP BY device, url_path;

SELECT device, url_path, heatmap_cols(h) AS cols, heatmap_rows(h) AS rows, heatmap_total(h) AS clicks,
       heatmap_outside(h) AS outside, pg_size_pretty(pg_column_size(h)::bigint) AS stored
FROM maps WHERE url_path IN ('/', '/pricing') ORDER BY url_path, device;
\set ECHO none

\echo == The first two screens of the landing page, slightly blurred
\pset format unaligned
\pset tuples_only on
\set ECHO queries
SELECT heatmap_text(heatmap_blur(heatmap_crop(h, box '(0,0),(1440,1800)'), 8), 80, :color)
FROM maps WHERE device = 'desktop' AND url_path = '/';

SELECT heatmap_text(heatmap_blur(heatmap_crop(h, box '(0,0),(820,2210)'), 8), 50, :color)
FROM maps WHERE device = 'tablet' AND url_path = '/';

SELECT heatmap_text(heatmap_blur(heatmap_crop(h, box '(0,0),(390,1330)'), 6), 39, :color)
FROM maps WHERE device = 'phone' AND url_path = '/';
\set ECHO none
\pset format aligned
\pset tuples_only off

\echo
\echo == The hottest spots of the landing page, and what is there
\set ECHO queries
SELECT m.device, s.rank, s.x, s.y, round(100 * s.share::numeric, 2) AS percent, t.name AS target
FROM maps m CROSS JOIN heatmap_hotspots(heatmap_blur(h, 15), 5) s
     LEFT JOIN demo_targets t ON t.device = m.device AND t.url_path = m.url_path AND t.area @> point(s.x, s.y)
WHERE m.url_path = '/' ORDER BY m.device, s.rank;
\set ECHO none

\echo == Clicks on each target: measured from the heatmap, and the truth that the events were made from
\set ECHO queries
SELECT name, kind, heatmap_sum(h, area) AS clicks,
       round((100 * heatmap_sum(h, area) / (heatmap_total(h) + heatmap_outside(h)))::numeric, 2) AS percent,
       100 * share AS truth
FROM maps JOIN demo_targets USING (device, url_path)
WHERE device = 'desktop' AND url_path = '/' ORDER BY share DESC LIMIT 10;

SELECT count(*) AS targets,
       count(*) FILTER (WHERE abs(heatmap_sum(h, area) - share * (heatmap_total(h) + heatmap_outside(h))) < 1) AS as_in_truth
FROM maps JOIN demo_targets USING (device, url_path);
\set ECHO none

\echo == Who clicked each button: of the visits that scrolled to it, with a 95% interval; and how many clicks that made for each visit
-- A pixel is where its middle is: the far edges of an area belong to the next one.
\set ECHO queries
WITH visits AS (SELECT visit_id, max(scroll_pct) / 100.0 * max(page_h) AS seen FROM events
                WHERE device = 'desktop' AND url_path = '/' AND event_type = 2 GROUP BY visit_id),
     clicks AS (SELECT name, visit_id, count(*) AS n FROM events JOIN demo_targets USING (device, url_path)
                WHERE device = 'desktop' AND url_path = '/' AND event_type = 1 AND area @> point(page_x + 0.5, page_y + 0.5) GROUP BY name, visit_id)
SELECT name AS label, clicked, exposed, round(rate::numeric, 4) AS rate, round(low::numeric, 4) AS low, round(high::numeric, 4) AS high,
       round(clicks / exposed, 4) AS clicks_a_visit
FROM (SELECT name, area, count(*) AS exposed, count(n) AS clicked, sum(n) AS clicks
      FROM demo_targets JOIN visits ON seen >= (area[1])[1] LEFT JOIN clicks USING (name, visit_id)
      WHERE device = 'desktop' AND url_path = '/' AND kind = 'button' GROUP BY device, url_path, name) AS buttons,
     click_rate(clicked, exposed)
ORDER BY (area[1])[1], (area[1])[0];
\set ECHO none

\echo == Dead clicks on each target, after which the page did not react, and the truth: all clicks on what only looks clickable or is broken
\set ECHO queries
CREATE TABLE dead_maps AS
SELECT device, url_path, heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h, 10)) AS dead
FROM events WHERE event_type = 1 AND is_dead GROUP BY device, url_path;

SELECT device, name, kind, heatmap_sum(h, area) AS clicks, heatmap_sum(dead, area) AS dead,
       CASE WHEN kind IN ('dead', 'broken') THEN round(share * (heatmap_total(h) + heatmap_outside(h))) ELSE 0 END AS truth
FROM maps JOIN dead_maps USING (device, url_path) JOIN demo_targets USING (device, url_path)
WHERE url_path = '/' ORDER BY dead DESC, clicks DESC, device, name LIMIT 8;
\set ECHO none

\echo == A stored grid for each day, and any range of days from those
\set ECHO queries
CREATE TABLE daily AS
SELECT created_at::date AS day, heatmap_agg(page_x, page_y, heatmap_grid(1440, 6000, 10)) AS h
FROM events WHERE event_type = 1 AND device = 'desktop' AND url_path = '/' GROUP BY day;

SELECT day, heatmap_total(h) AS clicks, heatmap_total(rollup(h) OVER week) AS clicks_in_7_days,
       heatmap_at(rollup(h) OVER week, 265, 505) AS on_hero_button
FROM daily WINDOW week AS (ORDER BY day ROWS 6 PRECEDING) ORDER BY day LIMIT 10;
\set ECHO none

\echo == The same, kept up to date by itself: events arrive while the map is read, and every snapshot is exact
\set ECHO queries
CALL rollup_create('live_clicks', 'events',
    dimensions => $$device, url_path, (created_at AT TIME ZONE 'UTC')::date AS day, page_w, page_h$$,
    aggregates => $$heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h, 10)) AS map, count(*) AS clicks$$,
    filter => 'event_type = 1', levels => '{month}');

BEGIN;
SELECT sum(clicks) AS clicks_on_pricing FROM live_clicks_between('-infinity', 'infinity') WHERE url_path = '/pricing';

INSERT INTO events (heatmap_event_id, website_id, session_id, visit_id, visitor_id, device, url_path, event_type, page_x, page_y,
                    page_w, page_h, created_at)
SELECT gen_random_uuid(), website_id, session_id, visit_id, visitor_id, device, url_path, event_type, page_x, page_y, page_w, page_h,
       created_at + interval '1 day'
FROM events WHERE event_type = 1 AND url_path = '/pricing' AND device = 'phone' LIMIT 1000;
DELETE FROM events WHERE event_type = 1 AND url_path = '/pricing' AND device = 'tablet';

SELECT sum(clicks) AS clicks_on_pricing, count(*) AS devices FROM live_clicks_between('-infinity', 'infinity')
WHERE url_path = '/pricing';

SELECT rollup, groups, parts, rollup_check(rollup) AS differences FROM rollups;
ROLLBACK;

SELECT sum(clicks) AS clicks_on_pricing FROM live_clicks_between('-infinity', 'infinity') WHERE url_path = '/pricing';
\set ECHO none

\echo == How far down the landing page views get: one band for each percent, and the end of the page, and the truth
\set ECHO queries
CREATE TABLE scroll_maps AS
SELECT device, url_path, scroll_agg(depth, 100, 100) AS h
FROM (SELECT device, url_path, visit_id, max(scroll_pct) AS depth FROM events WHERE event_type = 2 GROUP BY device, url_path, visit_id) AS views
GROUP BY device, url_path;

SELECT device, heatmap_total(h) AS views, scroll_pct, round(scroll_reach(h, scroll_pct)::numeric, 3) AS reach, t.reach AS truth
FROM scroll_maps JOIN demo_scroll AS t USING (device, url_path)
WHERE url_path = '/' AND device = 'desktop' ORDER BY scroll_pct;

SELECT device, round(scroll_percentile(h, 0.5)) AS median_percent, round(scroll_percentile(h, 0.9)) AS one_in_ten_passed
FROM scroll_maps WHERE url_path = '/' ORDER BY device;
\set ECHO none

\echo == How long each part of the landing page was on the screen on the way down, in all and for each view that came to it
\set ECHO queries
CREATE TABLE attention_maps AS
SELECT device, url_path, attention_agg(seen - viewport_h, seen, extract(epoch FROM dwell)::float8, page_h, 12) AS h
FROM (SELECT *, scroll_pct * page_h / 100.0 AS seen, dwell_time(created_at) OVER (PARTITION BY visit_id ORDER BY created_at) AS dwell
      FROM events WHERE event_type IN (2, 3)) AS positions
WHERE event_type = 2 GROUP BY device, url_path;

SELECT a."row" AS band, a.y_min AS top, a.y_max AS bottom, round(a.value) AS seconds,
       round((a.value / (heatmap_total(s.h) * scroll_reach(s.h, 100 * a.y_min / 6000)))::numeric, 1) AS seconds_a_view
FROM attention_maps AS m JOIN scroll_maps AS s USING (device, url_path), heatmap_cells(m.h, include_empty => true) AS a
WHERE device = 'desktop' AND url_path = '/' ORDER BY band;
\set ECHO none

\echo == The way to a purchase within 7 days: where visitors drop off, and how long each step takes
\set ECHO queries
CREATE TABLE journeys AS
SELECT device, visitor_id,
       journey_agg(created_at, event_name = 'view_landing', event_name = 'view_product',
                               event_name = 'add_to_cart', event_name = 'purchase') AS j
FROM events WHERE event_name IS NOT NULL GROUP BY device, visitor_id;

SELECT step, label, reached, dropped, round(100 * conversion::numeric, 1) AS percent,
       round(100 * drop_off::numeric, 1) AS drop_off, avg_time, median_time, p90_time
FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys) AS all_visitors,
     funnel_steps(f, ARRAY['landing page', 'product', 'cart', 'purchase']);
\set ECHO none

\echo == The same for each device, and the truth that the events were made from
\set ECHO queries
SELECT device, step, reached, round(share * first_value(reached) OVER (PARTITION BY device ORDER BY step)) AS truth
FROM (SELECT device, funnel_agg(j, '7 days') AS f FROM journeys GROUP BY device) AS funnels
     CROSS JOIN funnel_steps(f) JOIN demo_funnel USING (device, step) ORDER BY device, step;
\set ECHO none

\echo == Other questions to the same journeys: who bought at once, who within a month, and the truth
\set ECHO queries
SELECT device, count(*) FILTER (WHERE funnel_level(j, '7 days', 'within(4,12 hours)') = 4) AS at_once,
       round(share * n) - round(share * later_visit_share * n) AS truth,
       count(*) FILTER (WHERE funnel_level(j, '30 days', 'steps(1,4)') = 2) AS within_a_month, round((share + late_share) * n) AS truth
FROM journeys JOIN demo_funnel USING (device)
     JOIN (SELECT device, count(*) FILTER (WHERE funnel_level(j, '7 days') > 0) AS n FROM journeys GROUP BY device) AS entered USING (device)
WHERE event_name = 'purchase' GROUP BY device, share, late_share, later_visit_share, n ORDER BY device;
\set ECHO none

\echo == How long they took since the landing page, which is not the sum of the medians of the steps
\set ECHO queries
SELECT label, median_time, median_total, funnel_quantile(f, step, 0.75, since => 1) AS three_of_four
FROM (SELECT funnel_agg(j, '7 days') AS f FROM journeys) AS all_visitors,
     funnel_steps(f, ARRAY['landing page', 'product', 'cart', 'purchase']) WHERE step > 1;
\set ECHO none

\echo == What those who dropped at step 3 (cart) clicked on the product page, and those who went on
\set ECHO queries
SELECT t.name, round((100 * heatmap_sum(dropped, area) / heatmap_total(dropped))::numeric, 1) AS dropped_percent,
       round((100 * heatmap_sum(went_on, area) / heatmap_total(went_on))::numeric, 1) AS went_on_percent
FROM (SELECT heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h)) FILTER (WHERE level = 2) AS dropped,
             heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h)) FILTER (WHERE level > 2) AS went_on
      FROM events JOIN (SELECT visitor_id, funnel_level(j, '7 days') AS level, funnel_times(j, '7 days') AS times FROM journeys) AS v USING (visitor_id)
      WHERE event_type = 1 AND device = 'desktop' AND url_path = '/pricing' AND created_at >= times[2]) AS maps,
     demo_targets AS t
WHERE device = 'desktop' AND url_path = '/pricing' ORDER BY dropped_percent DESC;
\set ECHO none

\echo == An A/B test: which areas of the landing page changed in variant b, and the truth: the video button, and no other place
\set ECHO queries
CREATE TABLE variant_maps AS
SELECT device, url_path, heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h, 80)) FILTER (WHERE variant = 'a') AS a,
       heatmap_agg(page_x, page_y, heatmap_grid(page_w, page_h, 80)) FILTER (WHERE variant = 'b') AS b
FROM events JOIN demo_variants USING (visitor_id) WHERE event_type = 1 GROUP BY device, url_path;

SELECT m.device, m.url_path, c.x, c.y, count_a, count_b, round(z::numeric, 1) AS z, q_value < 0.01 AS changed, t.name AS target
FROM variant_maps AS m CROSS JOIN heatmap_compare(a, b) AS c
     LEFT JOIN demo_targets AS t ON t.device = m.device AND t.url_path = m.url_path
                                AND area && box(point(c.x - 40, c.y - 40), point(c.x + 40, c.y + 40))
WHERE q_value < 0.01 ORDER BY z DESC;
\set ECHO none

\echo == Did variant b convert better: at the last step alone, as in the truth
\set ECHO queries
SELECT label, reached_a, reached_b, round(100 * difference::numeric, 1) AS points, round(100 * low::numeric, 1) AS low,
       round(100 * high::numeric, 1) AS high, q_value < 0.01 AS changed
FROM (SELECT funnel_agg(j, '7 days') FILTER (WHERE variant = 'a') AS a, funnel_agg(j, '7 days') FILTER (WHERE variant = 'b') AS b
      FROM journeys JOIN demo_variants USING (visitor_id)) AS variants,
     funnel_compare(a, b, ARRAY['landing page', 'product', 'cart', 'purchase']);
\set ECHO none

\echo == People, not clicks: how many visitors clicked each button, over all days, of those who saw the page
\set ECHO queries
SELECT label, clicked, round(rate::numeric, 4) AS rate, round(rate_low::numeric, 4) AS low, round(rate_high::numeric, 4) AS high
FROM (SELECT heatmap_visitors_agg(page_x, page_y, visitor_id, heatmap_grid(page_w, page_h, 10)) FILTER (WHERE event_type = 1) AS v,
             count(DISTINCT visitor_id) AS visitors FROM events WHERE device = 'desktop' AND url_path = '/') AS page,
     (SELECT array_agg(name ORDER BY name) AS labels, array_agg(area ORDER BY name) AS areas FROM demo_targets
      WHERE device = 'desktop' AND url_path = '/' AND kind = 'button') AS targets,
     heatmap_visitors_zones(v, labels, areas, visitors) ORDER BY clicked DESC;
\set ECHO none

\echo == Who came back: visitors by their first week, and the share of them in each week since
\set ECHO queries
SELECT cohort, size, string_agg(to_char(100 * share, '990.0'), ' ' ORDER BY period) AS percent_by_week
FROM (SELECT heatmap_visitors_agg((created_at::date - first + 0.5) / 7, 0, visitor_id, heatmap_grid(4, 1, 1)) AS v
      FROM events, (SELECT min(created_at)::date AS first FROM events) AS f) AS weeks, retention_rows(v, v) GROUP BY cohort, size ORDER BY cohort;
\set ECHO none

\echo == The most frequent ways through a visit, as edges of a Sankey chart
\set ECHO queries
SELECT step, source, target, count(*) AS visits
FROM (SELECT path_agg(created_at, url_path, 4) AS path FROM events WHERE event_type = 3 GROUP BY visit_id) AS paths,
     path_edges(path) GROUP BY step, source, target ORDER BY visits DESC, step, source, target LIMIT 8;
\set ECHO none

\echo == The last pages before the first page of a purchase, with how long they were open
\set ECHO queries
SELECT path, count(*) AS visits, round(avg((SELECT sum(seconds) FROM path_edges(path, false, times)))) AS mean_seconds
FROM (SELECT path_agg(created_at, url_path, 3, url_path = '/checkout', 'before') AS path,
             path_times(created_at, url_path, 3, url_path = '/checkout', 'before') AS times
      FROM events WHERE event_type = 3 GROUP BY visit_id) AS paths
WHERE path IS NOT NULL GROUP BY path ORDER BY visits DESC, path LIMIT 5;
\set ECHO none

\echo == Rage clicks: bursts of at least 3 clicks, and the truth that the events were made from
\set ECHO queries
SELECT device, count(DISTINCT (visit_id, rage)) AS bursts, count(*) AS clicks
FROM (SELECT device, visit_id, rage_click(created_at, page_x, page_y) OVER (PARTITION BY visit_id ORDER BY created_at) AS rage
      FROM events WHERE event_type = 1) AS e
WHERE rage IS NOT NULL GROUP BY device ORDER BY device;

SELECT device, round(burst_share * count(*)) AS truth
FROM demo_rage JOIN events USING (device, url_path) WHERE event_type = 3 GROUP BY device, burst_share ORDER BY device;
\set ECHO none

\echo == Sessions by pauses of 30 minutes, and the visits that the events were made from
\set ECHO queries
SELECT count(DISTINCT (visitor_id, session)) AS sessions, count(DISTINCT visit_id) AS visits,
       count(DISTINCT (visitor_id, session, visit_id)) AS both
FROM (SELECT visitor_id, visit_id, sessionize(created_at) OVER (PARTITION BY visitor_id ORDER BY created_at) AS session FROM events) AS s;
\set ECHO none

\echo == Time on each page: the time to the next page view of a visit
\set ECHO queries
SELECT url_path, count(*) AS views, count(dwell) AS left_for_another, percentile_cont(0.5) WITHIN GROUP (ORDER BY dwell) AS median
FROM (SELECT url_path, dwell_time(created_at) OVER (PARTITION BY visit_id ORDER BY created_at) AS dwell FROM events WHERE event_type = 3) AS d
GROUP BY url_path ORDER BY views DESC;
\set ECHO none
