import {printRows} from "./query.js";

// For each device pictures of the clicks, of the people who clicked, and of what changed in variant b of an A/B test: all of
// it, and what is more than chance. And the clicks on each named area of the page.
await printRows(`
  WITH pages AS (
    SELECT device, max(page_w) AS page_w, max(page_h) AS page_h
    FROM events WHERE url_path = '/' GROUP BY device
  ), maps AS (
    SELECT device, heatmap_agg(e.page_x, e.page_y, grid) AS h, heatmap_visitors_agg(e.page_x, e.page_y, visitor_id, grid) AS v,
           heatmap_agg(e.page_x, e.page_y, large) FILTER (WHERE variant = 'a') AS a,
           heatmap_agg(e.page_x, e.page_y, large) FILTER (WHERE variant = 'b') AS b
    FROM events AS e LEFT JOIN demo_variants USING (visitor_id)
         JOIN (SELECT *, heatmap_grid(page_w, page_h, 10) AS grid,
                      heatmap_grid(0, 0, page_w, page_h, page_w / 80, page_h / 80) AS large FROM pages) AS p USING (device)
    WHERE url_path = '/' AND event_type = 1 GROUP BY device
  )
  SELECT device, 10 * heatmap_cols(h) AS width, 10 * heatmap_rows(h) AS height,
         heatmap_total(h) + heatmap_outside(h) AS clicks, heatmap_outside(h) AS outside,
         heatmap_visitors_count(v) AS people, (SELECT count(*) FROM heatmap_compare(a, b) WHERE q_value < 0.01) AS changed,
         json_build_object('clicks', json_build_array(heatmap_data_uri(h)),
                           'people', json_build_array(heatmap_data_uri(v::heatmap)),
                           'change', json_build_array(
                               heatmap_data_uri(heatmap_difference(a, b), 'coolwarm', opacity => 0.25),
                               heatmap_data_uri(heatmap_difference(a, b, max_q => 0.01), 'coolwarm', opacity => 0.9))) AS pictures,
         (SELECT coalesce(json_agg(json_build_object(
                   'name', name, 'x', (area[1])[0], 'y', (area[1])[1],
                   'width', width(area), 'height', height(area), 'clicks', heatmap_sum(h, area))
                   ORDER BY heatmap_sum(h, area) DESC), '[]')
          FROM demo_targets AS t WHERE t.device = maps.device AND url_path = '/') AS areas
  FROM maps ORDER BY clicks DESC
`);
