-- A report as one HTML page: where people click, how far they scroll, where they drop off. Every picture is made in the
-- database; the page needs no network.
--
--     psql -XAtq -v ON_ERROR_STOP=1 -f examples/report.sql -o report.html
--
-- It runs from the top of the repository, from where it reads examples/report/. Change the settings and the views below to
-- fit your own tables; everything after them uses nothing else.
\set title 'The shop, four weeks'
\set page '/'
\set weeks 4
-- Who got no further than this step: what they clicked on this page once they were there.
\set last_step 2
\set last_page '/pricing'
\pset format unaligned
\pset tuples_only on
\set QUIET on
BEGIN;
SET LOCAL TimeZone = 'UTC';
SET LOCAL client_min_messages = warning;

CREATE FUNCTION pg_temp.escape(v text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$SELECT replace(replace(replace(replace(v, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')$$;

-- One row a click: positions in pixels of the page, and its size.
CREATE TEMP VIEW report_clicks AS
SELECT device, url_path AS page, visitor_id AS visitor, visit_id AS visit, created_at AS at, page_x AS x, page_y AS y,
       page_w AS width, page_h AS height, is_dead AS dead
FROM events WHERE event_type = 1;

-- One row each time that a view gets deeper: the lowest point that was on the screen.
CREATE TEMP VIEW report_scrolls AS
SELECT device, url_path AS page, visitor_id AS visitor, visit_id AS visit, created_at AS at,
       scroll_pct / 100.0 * page_h AS depth, viewport_h AS screen
FROM events WHERE event_type = 2;

-- One row a page view.
CREATE TEMP VIEW report_views AS
SELECT device, url_path AS page, visitor_id AS visitor, visit_id AS visit, created_at AS at
FROM events WHERE event_type = 3;

-- One row for each event that is a step of the funnel; a column for each step.
CREATE TEMP VIEW report_steps AS
SELECT device, visitor_id AS visitor, created_at AS at, event_name = 'view_landing' AS step1,
       event_name = 'view_product' AS step2, event_name = 'add_to_cart' AS step3, event_name = 'purchase' AS step4
FROM events WHERE event_type = 4;
\set steps 'ARRAY[\'landing page\', \'product\', \'cart\', \'purchase\']'
\set window '\'7 days\''

-- Which variant of an A/B test, a or b, a visitor saw. Without rows, the report has no such part.
CREATE TEMP VIEW report_variants AS SELECT visitor_id AS visitor, variant FROM demo_variants;

-- What is where on the page: for the drawing of the page and for rates. A screenshot does for the drawing, too: return
-- '<img src="data:image/png;base64,..." alt="">' from report_drawing.
CREATE TEMP VIEW report_elements AS
SELECT device, url_path AS page, name AS label, kind, area FROM demo_targets;

CREATE TEMP VIEW report_drawing AS
SELECT device, page, string_agg(format(
           '<g class="%s"><rect x="%s" y="%s" width="%s" height="%s" rx="6"/><text x="%s" y="%s">%s</text></g>',
           pg_temp.escape(kind), (area[1])[0], (area[1])[1], width(area), height(area), (center(area))[0],
           (center(area))[1] + 6, pg_temp.escape(label)), '' ORDER BY label) AS drawing
FROM report_elements GROUP BY device, page;

---------------------------------------------------------------------------------------------------
-- What the page shows
---------------------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.whole(v numeric) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$SELECT to_char(v, 'FM999,999,999,990')$$;
CREATE FUNCTION pg_temp.percent(v float8) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$SELECT coalesce(to_char(100 * v, 'FM990.0') || '%', '')$$;
-- A cell of a table with a bar behind the text.
CREATE FUNCTION pg_temp.bar(share float8, text text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$SELECT format('<td class="bar"><span style="width:%s%%"></span>%s</td>', round((100 * least(share, 1))::numeric, 1), text)$$;
-- A picture for each theme; the style sheet shows one of them.
CREATE FUNCTION pg_temp.themes(light text, dark text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$SELECT '<div class="picture on-light">' || light || '</div><div class="picture on-dark">' || dark || '</div>'$$;

CREATE TEMP TABLE period AS
SELECT date_trunc('week', max(at))::date - 7 * (:weeks - 1) AS first_day, max(at)::date AS last_day FROM report_clicks;

-- The devices, the one with the most clicks first. Pages differ a little in size from visit to visit: the picture is as
-- large as the largest.
CREATE TEMP TABLE devices AS
SELECT device, row_number() OVER (ORDER BY count(*) DESC) AS n, max(width) AS width, max(height) AS height,
       CASE WHEN max(width) < 600 THEN 5 ELSE 10 END AS cell
FROM report_clicks, period WHERE page = :'page' AND at >= first_day GROUP BY device;

-- A map for each day, device and layer. Ranges of dates are added up from them.
CREATE TEMP TABLE daily AS
WITH clicks AS (
    SELECT *, rage_click(at, x, y) OVER (PARTITION BY visit, page ORDER BY at) IS NOT NULL AS rage
    FROM report_clicks, period WHERE page = :'page' AND at >= first_day
)
SELECT device, at::date AS day, layer,
       heatmap_agg(x * d.width::float8 / c.width, y, heatmap_grid(d.width, d.height, d.cell)) AS map
FROM clicks AS c JOIN devices AS d USING (device), LATERAL (VALUES ('all clicks', true), ('rage clicks', rage), ('dead clicks', dead)) AS layers(layer, belongs)
WHERE belongs GROUP BY device, day, layer;

CREATE TEMP TABLE whole AS SELECT device, layer, rollup(map) AS map FROM daily GROUP BY device, layer;

-- A picture for every range of weeks.
CREATE TEMP TABLE ranges AS
WITH weekly AS (
    SELECT device, layer, (day - first_day) / 7 AS week, rollup(map) AS map FROM daily, period GROUP BY device, layer, week
), added AS (
    SELECT device, layer, first, last, rollup(map) AS map
    FROM generate_series(0, :weeks - 1) AS first, generate_series(first, :weeks - 1) AS last, weekly
    WHERE week BETWEEN first AND last GROUP BY device, layer, first, last
)
SELECT device, layer, first, last, map, heatmap_data_uri(map) AS picture,
       (SELECT json_agg(round(value::numeric, 1) ORDER BY "position") FROM heatmap_legend(map)) AS legend
FROM added;

CREATE TEMP TABLE deepest AS
SELECT device, visit, max(depth) AS depth, max(screen) AS screen
FROM report_scrolls, period WHERE page = :'page' AND at >= first_day GROUP BY device, visit;

CREATE TEMP TABLE scroll_maps AS
SELECT device, scroll_agg(depth, height, 100) AS h, avg(screen) AS fold
FROM deepest JOIN devices USING (device) GROUP BY device;

CREATE TEMP TABLE attention AS
WITH shown AS (
    SELECT device, page, depth, screen, dwell_time(at) OVER (PARTITION BY visit ORDER BY at) AS time
    FROM (SELECT device, visit, page, at, depth, screen FROM report_scrolls
          UNION ALL SELECT device, visit, page, at, NULL, NULL FROM report_views) AS positions, period
    WHERE at >= first_day
)
SELECT device, attention_agg(depth - screen, depth, extract(epoch FROM time)::float8, height, 60) AS map
FROM shown JOIN devices USING (device) WHERE page = :'page' AND depth IS NOT NULL GROUP BY device;

-- Of the views that scrolled to an element, those that clicked it.
CREATE TEMP TABLE rates AS
SELECT e.device, e.label, count(*) AS exposed, count(c.visit) AS clicked, coalesce(sum(c.clicks), 0) AS clicks
FROM report_elements AS e
     JOIN deepest AS d ON d.device = e.device AND d.depth >= (e.area[1])[1]
     LEFT JOIN (SELECT e.device, e.label, c.visit, count(*) AS clicks
                FROM report_elements AS e JOIN report_clicks AS c USING (device, page) CROSS JOIN period
                WHERE page = :'page' AND at >= first_day AND x >= (area[1])[0] AND x < (area[0])[0] AND y >= (area[1])[1] AND y < (area[0])[1]
                GROUP BY e.device, e.label, c.visit) AS c ON c.device = e.device AND c.label = e.label AND c.visit = d.visit
WHERE e.page = :'page' GROUP BY e.device, e.label;

CREATE TEMP TABLE journeys AS
SELECT device, visitor, journey_agg(at, step1, step2, step3, step4) AS journey
FROM report_steps, period WHERE at >= first_day GROUP BY device, visitor;

CREATE TEMP TABLE paths AS
SELECT path_agg(at, page, 5) AS path FROM report_views, period WHERE at >= first_day GROUP BY visit;

CREATE TEMP TABLE sessions AS
SELECT visitor, session, min(at) AS begins, max(at) - min(at) AS length
FROM (SELECT visitor, at, sessionize(at) OVER (PARTITION BY visitor ORDER BY at) AS session
      FROM (SELECT visitor, at FROM report_views UNION ALL SELECT visitor, at FROM report_clicks
            UNION ALL SELECT visitor, at FROM report_scrolls) AS e, period
      WHERE at >= first_day) AS s
GROUP BY visitor, session;

-- On the device with the most clicks: the clicks of both variants in cells that are large enough for changes to show, and
-- how many people there were in each cell of the map.
CREATE TEMP TABLE variants AS
SELECT d.device, d.width, d.height, heatmap_agg(x, y, large) FILTER (WHERE variant = 'a') AS a,
       heatmap_agg(x, y, large) FILTER (WHERE variant = 'b') AS b,
       heatmap_visitors_agg(x, y, c.visitor, heatmap_grid(d.width, d.height, cell)) AS people
FROM (SELECT *, heatmap_grid(0, 0, width, height, width / (8 * cell), height / (8 * cell)) AS large FROM devices) AS d
     JOIN report_clicks AS c USING (device) CROSS JOIN period LEFT JOIN report_variants AS v USING (visitor)
WHERE n = 1 AND page = :'page' AND at >= first_day GROUP BY d.device, d.width, d.height;

-- Visitors by the week of their first view ever, and the share of them that was there in each week since.
CREATE TEMP TABLE retention AS
WITH active AS (
    SELECT DISTINCT visitor, (at::date - first_day) / 7 AS week FROM report_views, period WHERE at >= first_day
), cohorts AS (
    SELECT visitor, (min(at)::date - min(first_day)) / 7 AS cohort FROM report_views, period
    GROUP BY visitor HAVING min(at) >= min(first_day)
), sizes AS (
    SELECT cohort, count(*) AS size FROM cohorts GROUP BY cohort
)
SELECT cohort, size, week - cohort AS since, count(*) AS visitors, count(*)::float8 / size AS share
FROM active JOIN cohorts USING (visitor) JOIN sizes USING (cohort) GROUP BY cohort, size, week;

---------------------------------------------------------------------------------------------------
-- The page
---------------------------------------------------------------------------------------------------

\qecho '<!DOCTYPE html>'
\qecho '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
SELECT '<title>' || pg_temp.escape(:'title') || '</title>';
\qecho '<style>'
\set style `cat examples/report/style.css`
SELECT :'style';
\qecho '</style></head><body>'
SELECT format('<header><h1>%s</h1><p>%s to %s</p><button id="theme" type="button" aria-label="switch between light and dark">light / dark</button></header><main>',
              pg_temp.escape(:'title'), to_char(first_day, 'FMDD Mon YYYY'), to_char(last_day, 'FMDD Mon YYYY')) FROM period;

WITH counts AS (SELECT layer, heatmap_total(map) + heatmap_outside(map) AS clicks FROM whole)
SELECT '<section aria-label="in short"><dl class="tiles">' || string_agg(format('<div><dt>%s</dt><dd>%s</dd></div>', name, value), '' ORDER BY place) || '</dl></section>'
FROM (SELECT 1 AS place, 'visitors' AS name, pg_temp.whole(count(DISTINCT visitor)) AS value FROM sessions
      UNION ALL SELECT 2, 'sessions', pg_temp.whole(count(*)) FROM sessions
      UNION ALL SELECT 3, 'median session (h:mm:ss)', to_char(percentile_disc(0.5) WITHIN GROUP (ORDER BY length), 'FMHH24:MI:SS') FROM sessions
      UNION ALL SELECT 4, 'clicks on ' || pg_temp.escape(:'page'), pg_temp.whole(sum(clicks)::numeric) FROM counts WHERE layer = 'all clicks'
      UNION ALL SELECT 5, 'of them rage clicks', pg_temp.percent(sum(clicks) FILTER (WHERE layer = 'rage clicks') / sum(clicks) FILTER (WHERE layer = 'all clicks')) FROM counts
      UNION ALL SELECT 6, 'of them dead clicks', pg_temp.percent(sum(clicks) FILTER (WHERE layer = 'dead clicks') / sum(clicks) FILTER (WHERE layer = 'all clicks')) FROM counts) AS tiles;

-- Clicks over the page, for each device
SELECT '<section><h2>Where they click on ' || pg_temp.escape(:'page') || '</h2><form class="controls"><fieldset><legend>device</legend>'
    || (SELECT string_agg(format('<label><input type="radio" name="device" value="%1$s"%2$s> %1$s</label>', pg_temp.escape(device),
                                 CASE WHEN n = 1 THEN ' checked' END), ' ' ORDER BY n) FROM devices)
    || '</fieldset><fieldset><legend>show</legend>'
    || (SELECT string_agg(format('<label><input type="radio" name="layer" value="%1$s"%2$s> %1$s</label>', layer,
                                 CASE WHEN layer = 'all clicks' THEN ' checked' END), ' ' ORDER BY layer)
        FROM (SELECT DISTINCT layer FROM whole) AS l)
    || '</fieldset><fieldset><legend>weeks: <output id="dates"></output></legend>'
    || (SELECT string_agg(format('<label>%s <input type="range" name="%s" min="0" max="%s" value="%s"></label>',
                                 label, name, :weeks - 1, value), ' ' ORDER BY name)
        FROM (VALUES ('from', 'first', 0), ('to', 'last', :weeks - 1)) AS r(label, name, value))
    || '</fieldset><fieldset><legend>opacity</legend><input type="range" name="opacity" min="0" max="100" value="100"'
    || ' aria-label="opacity of the map"></fieldset></form>';

SELECT '<div class="device" data-device="' || pg_temp.escape(d.device) || CASE WHEN n > 1 THEN '" hidden>' ELSE '">' END
    || '<figure class="clicks"><figcaption>' || pg_temp.escape(d.device) || ': <output class="count"></output></figcaption>'
    || '<p class="legend"><span aria-hidden="true">few</span> <span class="ramp" aria-hidden="true"></span> <output class="most"></output></p>'
    || '<div class="frame" tabindex="0" role="region" aria-label="the page and its clicks">'
    || format('<div class="page" style="aspect-ratio:%s/%s">', width, height)
    || format('<svg class="drawing" viewBox="0 0 %s %s" aria-hidden="true">', width, height) || w.drawing || '</svg>'
    || '<img class="heat" src="' || r.picture || '" alt="heatmap of the clicks on the page"></div>'
    || '<div class="strip"><img src="' || heatmap_data_uri(a.map, 'magma', 'linear') || '" alt="how long each part of the page was on the screen"></div></div>'
    || format('<p>The strip beside the page is the time that each part was on the screen: %s hours where it is lightest.</p></figure>',
              pg_temp.whole(((SELECT max(value) FROM heatmap_legend(a.map)) / 3600)::numeric))
    || '<figure class="scroll">' || pg_temp.themes(scroll_svg(s.h, fold => s.fold, unit => ' px', title => 'How far down they come, ' || d.device, width => 300, height => 560),
                                                   scroll_svg(s.h, fold => s.fold, unit => ' px', title => 'How far down they come, ' || d.device, width => 300, height => 560, theme => 'dark'))
    || '</figure></div>'
FROM devices AS d JOIN report_drawing AS w ON w.device = d.device AND w.page = :'page'
     JOIN ranges AS r ON r.device = d.device AND r.layer = 'all clicks' AND r.first = 0 AND r.last = :weeks - 1
     JOIN attention AS a ON a.device = d.device JOIN scroll_maps AS s ON s.device = d.device ORDER BY n;
\qecho '</section>'

-- Hot spots and elements
\qecho '<section><h2>What they click</h2><div class="columns">'
SELECT '<div><h3>Of the views that came to it, how many clicked it, ' || pg_temp.escape(device)
    || '</h3><table><thead><tr><th>element</th><th>clicked it</th><th>95% interval</th><th>views that came to it</th><th>clicks</th></tr></thead><tbody>'
    || string_agg(format('<tr><th>%s</th>', pg_temp.escape(label)) || pg_temp.bar(rate, pg_temp.percent(rate))
                  || format('<td>%s to %s</td><td>%s</td><td>%s</td></tr>', pg_temp.percent(low), pg_temp.percent(high),
                            pg_temp.whole(exposed), pg_temp.whole(clicks)), '' ORDER BY rate DESC)
    || '</tbody></table></div>'
FROM (SELECT * FROM rates, click_rate(clicked, exposed) WHERE device = (SELECT device FROM devices WHERE n = 1) ORDER BY rate DESC LIMIT 12) AS r
GROUP BY device;
SELECT '<div><h3>Hottest spots, ' || pg_temp.escape(device) || '</h3><table><thead><tr><th>rank</th><th>at</th><th>what is there</th><th>clicks a cell, smoothed</th></tr></thead><tbody>'
    || string_agg(format('<tr><th>%s</th><td>%s, %s</td><td>%s</td>', rank, round(x), round(y), coalesce(pg_temp.escape(label), 'nothing'))
                  || pg_temp.bar(value / max, to_char(value, 'FM999,990.0')) || '</tr>', '' ORDER BY rank)
    || '</tbody></table></div>'
FROM (SELECT d.device, s.*, max(s.value) OVER () AS max, e.label
      FROM devices AS d JOIN whole AS w ON w.device = d.device AND w.layer = 'all clicks', heatmap_hotspots(heatmap_blur(map, 15), 10) AS s
           LEFT JOIN report_elements AS e ON e.page = :'page' AND e.area @> point(s.x, s.y) AND e.device = (SELECT device FROM devices WHERE n = 1)
      WHERE d.n = 1) AS spots
GROUP BY device;
\qecho '</div></section>'

-- Funnel
\qecho '<section><h2>Where they drop off</h2><div class="columns">'
SELECT '<figure>' || pg_temp.themes(funnel_svg(f, :steps, 'All devices, within ' || :window, width => 520), funnel_svg(f, :steps, 'All devices, within ' || :window, width => 520, theme => 'dark')) || '</figure>'
FROM (SELECT funnel_agg(journey, :window) AS f FROM journeys) AS q;
SELECT '<div><h3>Came from the step before, by device</h3><table><thead><tr><th>device</th>'
    || (SELECT string_agg('<th>' || pg_temp.escape(label) || '</th>', '' ORDER BY n) FROM unnest(:steps) WITH ORDINALITY AS l(label, n)) || '</tr></thead><tbody>'
    || string_agg(row, '' ORDER BY device) || '</tbody></table></div>'
FROM (SELECT device, '<tr><th>' || pg_temp.escape(device) || '</th>' || string_agg(CASE WHEN step = 1 THEN '<td>' || pg_temp.whole(reached) || '</td>' ELSE pg_temp.bar(step_conversion, pg_temp.percent(step_conversion)) END, '' ORDER BY step) || '</tr>' AS row
      FROM (SELECT device, funnel_agg(journey, :window) AS f FROM journeys GROUP BY device) AS q, funnel_steps(f) GROUP BY device) AS rows;
\qecho '</div>'
SELECT '<h3>How long it took since the first step</h3><table><thead><tr><th>step</th><th>half of them at most</th><th>nine in ten at most</th></tr></thead><tbody>'
    || string_agg(format('<tr><th>%s</th><td>%s</td><td>%s</td></tr>', pg_temp.escape(label), median_total, p90_total), '' ORDER BY step) || '</tbody></table>'
FROM (SELECT funnel_agg(journey, :window) AS f FROM journeys) AS q, funnel_steps(f, :steps) WHERE step > 1;
SELECT '<h3>' || pg_temp.escape(format('What they clicked on %s, %s: those who got no further than "%s", and those who went on', :'last_page', device, (:steps)[:last_step]))
    || '</h3><p class="note">% of the clicks of each group on this page after they had reached that step.</p>' FROM devices WHERE n = 1;
SELECT '<table><thead><tr><th>element</th><th>dropped off</th><th>went on</th></tr></thead><tbody>'
    || string_agg('<tr><th>' || pg_temp.escape(label) || '</th>' || pg_temp.bar(dropped, pg_temp.percent(dropped)) || pg_temp.bar(went_on, pg_temp.percent(went_on)) || '</tr>', '' ORDER BY dropped DESC)
    || '</tbody></table>'
FROM (SELECT label, heatmap_sum(dropped, area) / heatmap_total(dropped) AS dropped, heatmap_sum(went_on, area) / heatmap_total(went_on) AS went_on
      FROM (SELECT c.device, c.page, heatmap_agg(x, y, heatmap_grid(size.width, size.height)) FILTER (WHERE level = :last_step) AS dropped,
                   heatmap_agg(x, y, heatmap_grid(size.width, size.height)) FILTER (WHERE level > :last_step) AS went_on
            FROM report_clicks AS c JOIN (SELECT visitor, funnel_level(journey, :window) AS level, funnel_times(journey, :window) AS times FROM journeys) AS v USING (visitor),
                 (SELECT max(width) AS width, max(height) AS height FROM report_clicks
                  WHERE device = (SELECT device FROM devices WHERE n = 1) AND page = :'last_page') AS size
            WHERE device = (SELECT device FROM devices WHERE n = 1) AND page = :'last_page' AND at >= times[:last_step] GROUP BY c.device, c.page) AS maps
           JOIN report_elements AS e USING (device, page)) AS elements;
\qecho '</section>'

-- Paths
\qecho '<section><h2>Ways through a visit</h2>'
SELECT '<table><thead><tr><th>pages, in order</th><th>visits</th><th>share</th></tr></thead><tbody>'
    || string_agg(format('<tr><th>%s</th><td>%s</td>', pg_temp.escape(way), pg_temp.whole(n)) || pg_temp.bar(n::float8 / total, pg_temp.percent(n::float8 / total)) || '</tr>', '' ORDER BY n DESC, way)
    || '</tbody></table>'
FROM (SELECT array_to_string(path, ' → ') AS way, count(*) AS n, sum(count(*)) OVER () AS total FROM paths GROUP BY path ORDER BY n DESC, path LIMIT 10) AS p;
\qecho '</section>'

-- Variants and people
SELECT '<section><h2>Is it real, and how many were they?</h2><div class="columns">';
CREATE FUNCTION pg_temp.over_page(drawing text, width float8, height float8, VARIADIC pictures text[]) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$SELECT '<div class="frame" tabindex="0" role="region" aria-label="the page"><div class="plain" style="aspect-ratio:' || width || '/' || height
        || format('"><svg class="drawing" viewBox="0 0 %s %s" aria-hidden="true">', width, height) || drawing || '</svg>'
        || (SELECT string_agg(format('<img src="%s" alt="">', picture), '') FROM unnest(pictures) AS picture) || '</div></div>'$$;
SELECT '<figure><figcaption>What changed in variant b, ' || pg_temp.escape(device) || '</figcaption>'
    || pg_temp.over_page(drawing, width, height, heatmap_data_uri(heatmap_difference(a, b), 'coolwarm', opacity => 0.25),
                         heatmap_data_uri(heatmap_difference(a, b, 0.01), 'coolwarm', opacity => 0.9))
    || format('<p class="note">Red: a larger share of the clicks in b (%s clicks) than in a (%s). Strong: the %s of %s cells whose change is more than chance (q &lt; 0.01). Pale: all others, of which most is chance.</p></figure>',
              pg_temp.whole(heatmap_total(b)::numeric), pg_temp.whole(heatmap_total(a)::numeric),
              (SELECT count(*) FROM heatmap_compare(a, b) WHERE q_value < 0.01), (SELECT count(*) FROM heatmap_compare(a, b)))
FROM variants JOIN report_drawing USING (device) WHERE page = :'page' AND a IS NOT NULL AND b IS NOT NULL;
SELECT '<figure><figcaption>People, not clicks, ' || pg_temp.escape(device) || '</figcaption>'
    || pg_temp.over_page(drawing, width, height, heatmap_data_uri(people::heatmap))
    || format('<p class="note">%s people clicked here. A cell counts each of them once, however often they clicked there.</p></figure>',
              pg_temp.whole(heatmap_visitors_count(people)))
FROM variants JOIN report_drawing USING (device) WHERE page = :'page';
\qecho '</div>'
SELECT '<h3>Did variant b convert better?</h3><table><thead><tr><th>step</th><th>a</th><th>b</th><th>b minus a, 95% interval</th><th>more than chance (q &lt; 0.01)</th></tr></thead><tbody>'
    || string_agg(format('<tr><th>%s</th><td>%s of %s</td><td>%s of %s</td><td>%s (%s to %s)</td><td>%s</td></tr>', pg_temp.escape(label),
                         pg_temp.whole(reached_a), pg_temp.whole(entered_a), pg_temp.whole(reached_b), pg_temp.whole(entered_b),
                         to_char(100 * difference, 'FMSG990.0'), to_char(100 * low, 'FMSG990.0'), to_char(100 * high, 'FMSG990.0'),
                         CASE WHEN q_value < 0.01 THEN 'yes' ELSE 'no' END), '' ORDER BY step)
    || '</tbody></table><p class="note">Percentage points of those who entered, all devices.</p>'
FROM (SELECT c.*, first_value(reached_a) OVER (ORDER BY step) AS entered_a, first_value(reached_b) OVER (ORDER BY step) AS entered_b
      FROM (SELECT funnel_agg(journey, :window) FILTER (WHERE variant = 'a') AS a, funnel_agg(journey, :window) FILTER (WHERE variant = 'b') AS b
            FROM journeys JOIN report_variants USING (visitor)) AS v, funnel_compare(a, b, :steps) AS c) AS steps
WHERE step > 1 HAVING count(*) > 0;
\qecho '</section>'

-- Sessions: days, hours, retention
\qecho '<section><h2>When they come, and come back</h2>'
SELECT '<figure class="wide">' || pg_temp.themes(svg_light, svg_dark) || '</figure>'
FROM (SELECT heatmap_svg(h, title => 'Sessions by weekday and hour (UTC)', col_labels => hours, row_labels => days) AS svg_light,
             heatmap_svg(h, title => 'Sessions by weekday and hour (UTC)', col_labels => hours, row_labels => days, theme => 'dark') AS svg_dark
      FROM (SELECT heatmap_agg(extract(hour FROM begins)::int, extract(isodow FROM begins)::int - 1, heatmap_grid(0, 0, 24, 7, 24, 7)) AS h FROM sessions) AS q,
           (SELECT array_agg(to_char(hour, 'FM00') ORDER BY hour) AS hours FROM generate_series(0, 23) AS hour) AS h,
           (SELECT ARRAY['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] AS days) AS d) AS charts;
SELECT '<figure>' || pg_temp.themes(svg_light, svg_dark)
    || '<figcaption>A blank cell is a week that has not come yet, or one in which nobody came back.</figcaption></figure>'
FROM (SELECT heatmap_svg(h, 'viridis', 'linear', title => 'Came back, % of those who first came in a week', col_labels => since, row_labels => cohorts, width => 90 * :weeks) AS svg_light,
             heatmap_svg(h, 'viridis', 'linear', title => 'Came back, % of those who first came in a week', col_labels => since, row_labels => cohorts, width => 90 * :weeks, theme => 'dark') AS svg_dark
      FROM (SELECT heatmap_agg(since, cohort, heatmap_grid(0, 0, :weeks, :weeks, :weeks, :weeks), round(100 * share::numeric, 1)::float8) AS h FROM retention) AS q,
           (SELECT array_agg(CASE n WHEN 0 THEN 'first week' ELSE 'week ' || n END ORDER BY n) AS since FROM generate_series(0, :weeks - 1) AS n) AS s,
           (SELECT array_agg(to_char(first_day + 7 * cohort, 'FMDD Mon') || ' (' || size || ')' ORDER BY cohort) AS cohorts
            FROM (SELECT DISTINCT cohort, size FROM retention) AS c, period) AS c) AS charts;
SELECT '<figure class="wide">' || pg_temp.themes(svg_light, svg_dark) || '</figure>'
FROM (SELECT heatmap_svg(h, 'viridis', 'linear', title => 'Sessions a day', col_labels => days, row_labels => ARRAY[''], width => 840, height => 40) AS svg_light,
             heatmap_svg(h, 'viridis', 'linear', title => 'Sessions a day', col_labels => days, row_labels => ARRAY[''], width => 840, height => 40, theme => 'dark') AS svg_dark
      FROM (SELECT heatmap_agg(begins::date - first_day, 0, heatmap_grid(0, 0, 7 * :weeks, 1, 7 * :weeks, 1)) AS h FROM sessions, period) AS q,
           (SELECT array_agg(to_char(first_day + n, 'FMDD Mon') ORDER BY n) AS days FROM period, generate_series(0, 7 * :weeks - 1) AS n) AS d) AS charts;
\qecho '</section></main>'
\qecho '<footer>Made by one SQL script in PostgreSQL with the extension heatmap: every event counted, none sent anywhere.</footer>'

-- The pictures of all ranges, and the cells for what hovering shows
\qecho '<script>'
SELECT 'const report = ' || replace(json_build_object(
    'dates', (SELECT json_agg(ARRAY[to_char(first_day + 7 * n, 'FMDD Mon'), to_char(first_day + 7 * n + 6, 'FMDD Mon')] ORDER BY n) FROM period, generate_series(0, :weeks - 1) AS n),
    'pictures', (SELECT json_object_agg(concat_ws('|', device, layer, first, last), json_build_object('src', picture, 'legend', legend, 'total', heatmap_total(map))) FROM ranges),
    'devices', (SELECT json_object_agg(device, json_build_object('cols', heatmap_cols(map), 'rows', heatmap_rows(map))) FROM whole WHERE layer = 'all clicks'),
    'cells', (SELECT json_object_agg(concat_ws('|', device, layer, week), cells)
              FROM (SELECT device, layer, first AS week, (SELECT json_object_agg(cell, value) FROM heatmap_cells(map)) AS cells FROM ranges WHERE first = last) AS w)
)::text, '</', '<\/') || ';';
\set script `cat examples/report/script.js`
SELECT :'script';
\qecho '</script></body></html>'
COMMIT;
