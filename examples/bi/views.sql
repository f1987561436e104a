-- Views for BI tools: every column is a plain number, text or boolean, and no name needs quotes.
--
--     psql -v ON_ERROR_STOP=1 -f examples/events.sql -f examples/bi/views.sql
--
-- For your own table, change the views of the schema bi_source; those of the schema bi only read them. Give the
-- tool the schema bi alone: the views of bi_source have columns (heatmap, funnel, timestamptz) that it cannot show.
--
-- Counts are int and not bigint, which node-postgres returns as text. Days and times are text in UTC, because drivers
-- turn dates into midnights of their own time zone. Lengths of time are seconds.

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS heatmap;
DROP SCHEMA IF EXISTS bi, bi_source CASCADE;
CREATE SCHEMA bi_source;
CREATE SCHEMA bi;

---------------------------------------------------------------------------------------------------
-- Your table
---------------------------------------------------------------------------------------------------

CREATE VIEW bi_source.event AS
SELECT created_at AS at, created_at AT TIME ZONE 'UTC' AS utc, visitor_id, visit_id, device, url_path::text AS page,
       event_type = 1 AS is_click, event_type = 2 AS is_scroll, event_type = 3 AS is_view, event_name,
       page_x AS x, page_y AS y, page_w, page_h, scroll_pct
FROM events;

-- The rectangles whose clicks are to be counted.
CREATE VIEW bi_source.zone AS
SELECT device, url_path AS page, name, area FROM demo_targets;

CREATE VIEW bi_source.click_map AS
SELECT device, page, heatmap_agg(x, y, heatmap_grid(page_w, page_h, 10)) AS h
FROM bi_source.event WHERE is_click GROUP BY device, page;

CREATE VIEW bi_source.scroll_map AS
SELECT device, page, scroll_agg(depth, 100, 20) AS h
FROM (SELECT device, page, visit_id, max(scroll_pct) AS depth FROM bi_source.event WHERE is_scroll
      GROUP BY device, page, visit_id) AS views
GROUP BY device, page;

CREATE VIEW bi_source.device_funnel AS
SELECT device, funnel_agg(j, '7 days') AS f
FROM (SELECT device, visitor_id,
             journey_agg(at, event_name = 'view_landing', event_name = 'view_product',
                             event_name = 'add_to_cart', event_name = 'purchase') AS j
      FROM bi_source.event WHERE event_name IS NOT NULL GROUP BY device, visitor_id) AS journeys
GROUP BY device;

CREATE VIEW bi_source.funnel_label AS
SELECT ARRAY['landing page', 'product', 'cart', 'purchase'] AS labels;

CREATE VIEW bi_source.visit_path AS
SELECT visit_id, path_agg(at, page, 5) AS path FROM bi_source.event WHERE is_view GROUP BY visit_id;

---------------------------------------------------------------------------------------------------
-- Where they clicked
---------------------------------------------------------------------------------------------------

CREATE VIEW bi.click_cells AS
SELECT device, page, x_min, y_min, x_max, y_max, value, share, intensity, sqrt(intensity) AS sqrt_intensity
FROM bi_source.click_map, heatmap_cells(heatmap_fit(h, 2000));
COMMENT ON VIEW bi.click_cells IS
    'A row is a rectangle of a page, on one device, that was clicked: at most 2,000 a page and device. sqrt_intensity is for tools that colour linearly';

-- Tools for categories draw the rows in the order in which they come, hence the ORDER BY.
CREATE VIEW bi.click_grid AS
SELECT device, page, cell, col AS grid_col, c."row" AS grid_row, x, y, value, share, intensity, sqrt(intensity) AS sqrt_intensity
FROM bi_source.click_map, heatmap_cells(heatmap_fit(h, 2000), include_empty => true) AS c
ORDER BY device, page, cell;
COMMENT ON VIEW bi.click_grid IS
    'A row is a cell of the grid over a page on one device, also without clicks, row by row from the top left: at most 2,000 a page and device. x and y are its middle';

-- A pixel belongs to the zone that its middle is in: a point on the edge of two zones would count in both.
CREATE VIEW bi.zones AS
WITH views AS (
    SELECT device, page, count(*) AS views FROM bi_source.event WHERE is_view GROUP BY device, page
), clicked AS (
    SELECT device, page, name, count(DISTINCT visit_id) AS clicked
    FROM bi_source.event JOIN bi_source.zone USING (device, page)
    WHERE is_click AND area @> point(x + 0.5, y + 0.5) GROUP BY device, page, name
), zones AS (
    SELECT device, page, array_agg(name ORDER BY name) AS names, array_agg(area ORDER BY name) AS areas
    FROM bi_source.zone GROUP BY device, page
)
SELECT device, page, name AS zone, x_min, y_min, x_max, y_max, z.clicks, z.share, z.rate AS clicks_a_view, views::int AS views,
       coalesce(clicked, 0)::int AS clicked, r.rate AS click_rate, r.low AS click_rate_low, r.high AS click_rate_high
FROM bi_source.click_map JOIN views USING (device, page) JOIN zones USING (device, page)
     CROSS JOIN heatmap_zones(h, names, areas, views) AS z (name, x_min, y_min, x_max, y_max, clicks, share, rate)
     LEFT JOIN clicked USING (device, page, name)
     CROSS JOIN click_rate(coalesce(clicked, 0), views) AS r;
COMMENT ON VIEW bi.zones IS
    'A row is a zone (a button, a link) of a page on one device: its clicks, and the share of the views that clicked it with a 95% interval';

CREATE VIEW bi.hot_spots AS
SELECT device, page, rank, x, y, value, share FROM bi_source.click_map, heatmap_hotspots(heatmap_blur(h, 15), 10);
COMMENT ON VIEW bi.hot_spots IS
    'A row is a place of a page on one device that is clicked more than its surroundings, the hottest with rank 1. value is the smoothed number of clicks of its 10-pixel cell';

---------------------------------------------------------------------------------------------------
-- How far they scrolled
---------------------------------------------------------------------------------------------------

CREATE VIEW bi.scroll AS
SELECT device, page, band, top, bottom, stopped::int AS stopped, reached::int AS reached, reach, drop_off
FROM bi_source.scroll_map, scroll_bands(h);
COMMENT ON VIEW bi.scroll IS
    'A row is a twentieth of a page on one device, or, with top and bottom 100, its end: the views that came there and those that stopped there. top and bottom are in percent of the page';

---------------------------------------------------------------------------------------------------
-- Where they dropped off
---------------------------------------------------------------------------------------------------

CREATE VIEW bi.funnel AS
SELECT step, label, reached::int AS reached, dropped::int AS dropped, conversion, step_conversion, drop_off,
       avg_seconds, median_seconds, p90_seconds
FROM (SELECT rollup(f) AS f FROM bi_source.device_funnel) AS all_devices, bi_source.funnel_label, funnel_steps(f, labels);
COMMENT ON VIEW bi.funnel IS
    'A row is a step on the way to a purchase within 7 days: the visitors who reached it. Times are from the step before, in seconds';

CREATE VIEW bi.funnel_by_device AS
SELECT device, step, label, reached::int AS reached, dropped::int AS dropped, conversion, step_conversion, drop_off,
       avg_seconds, median_seconds, p90_seconds
FROM bi_source.device_funnel, bi_source.funnel_label, funnel_steps(f, labels);
COMMENT ON VIEW bi.funnel_by_device IS 'A row is a step of the funnel on one device';

---------------------------------------------------------------------------------------------------
-- Which way they went
---------------------------------------------------------------------------------------------------

-- Without the step in the names, a visit that returns to a page would make a circle, which no Sankey layout takes.
CREATE VIEW bi.path_edges AS
SELECT step, step || ' ' || source AS source, step + 1 || ' ' || target AS target, count(*)::int AS visits
FROM bi_source.visit_path, path_edges(path) GROUP BY step, source, target;
COMMENT ON VIEW bi.path_edges IS
    'A row is an edge of a Sankey chart: visits that saw the target right after the source. Names begin with the place in the visit';

CREATE VIEW bi.paths AS
SELECT array_to_string(path, ' > ') AS path, cardinality(path) AS pages, count(*)::int AS visits,
       count(*) / sum(count(*)) OVER ()::float8 AS share
FROM bi_source.visit_path GROUP BY path;
COMMENT ON VIEW bi.paths IS 'A row is a way through the first five pages of a visit. ... stands for what follows';

---------------------------------------------------------------------------------------------------
-- Who came back, and when
---------------------------------------------------------------------------------------------------

CREATE VIEW bi.retention AS
WITH active AS (
    SELECT DISTINCT visitor_id, date_trunc('week', utc)::date AS week FROM bi_source.event WHERE is_view
), since AS (
    SELECT visitor_id, week, min(week) OVER (PARTITION BY visitor_id) AS cohort FROM active
), cells AS (
    SELECT cohort, (week - cohort) / 7 AS period, count(*)::int AS visitors FROM since GROUP BY cohort, period
)
SELECT to_char(cohort, 'YYYY-MM-DD') AS cohort, period, first_value(visitors) OVER by_cohort AS size, visitors,
       visitors::float8 / first_value(visitors) OVER by_cohort AS share
FROM cells WINDOW by_cohort AS (PARTITION BY cohort ORDER BY period);
COMMENT ON VIEW bi.retention IS
    'A row is a week (period, from 0) of those who first came in the week of cohort, a Monday: how many came then. Weeks in which nobody came have no row';

CREATE VIEW bi.daily AS
SELECT to_char(utc, 'YYYY-MM-DD') AS day, device, count(DISTINCT visitor_id)::int AS visitors,
       count(DISTINCT visit_id)::int AS visits, (count(*) FILTER (WHERE is_view))::int AS views,
       (count(*) FILTER (WHERE is_click))::int AS clicks, (count(*) FILTER (WHERE event_name = 'purchase'))::int AS purchases
FROM bi_source.event GROUP BY day, device;
COMMENT ON VIEW bi.daily IS 'A row is a day (UTC) and a device with any event. Visitors of several days add up to more than there are';

CREATE VIEW bi.sessions AS
SELECT visitor_id::text AS visitor, session::int AS session, min(device) AS device,
       to_char(min(utc), 'YYYY-MM-DD') AS day, to_char(min(utc), 'YYYY-MM-DD HH24:MI:SS') AS began,
       extract(epoch FROM max(utc) - min(utc))::float8 AS seconds, count(*)::int AS events,
       (count(*) FILTER (WHERE is_view))::int AS views, (count(*) FILTER (WHERE is_click))::int AS clicks
FROM (SELECT *, sessionize(at) OVER (PARTITION BY visitor_id ORDER BY at) AS session FROM bi_source.event) AS e
GROUP BY visitor_id, session;
COMMENT ON VIEW bi.sessions IS 'A row is a session of a visitor: events without a pause of more than 30 minutes';

---------------------------------------------------------------------------------------------------
-- Pictures
---------------------------------------------------------------------------------------------------

-- encode() breaks lines, which a data URI must not have.
CREATE VIEW bi.pictures AS
WITH drawn AS (
    SELECT device, page, 'clicks' AS picture, heatmap_data_uri(h) AS png, heatmap_svg(h) AS svg FROM bi_source.click_map
    UNION ALL
    SELECT device, page, 'scroll', NULL, scroll_svg(h, unit => '%') FROM bi_source.scroll_map
    UNION ALL
    SELECT device, NULL, 'funnel', NULL, funnel_svg(f, labels) FROM bi_source.device_funnel, bi_source.funnel_label
)
SELECT device, page, picture,
       coalesce(png, 'data:image/svg+xml;base64,' || translate(encode(convert_to(svg, 'UTF8'), 'base64'), E'\n', '')) AS uri, svg
FROM drawn;
COMMENT ON VIEW bi.pictures IS
    'A row is a picture: the clicks or the scroll depth of a page on one device, or, without a page, the funnel of a device. uri goes into the src of an img, svg into a page';

COMMIT;
