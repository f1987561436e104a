import {printRows} from "./query.js";

// A picture of the clicks for each device, and the clicks on each named area of the page.
await printRows(`
  WITH pages AS (
    SELECT device, max(page_w) AS page_w, max(page_h) AS page_h
    FROM events WHERE url_path = '/' GROUP BY device
  ), maps AS (
    SELECT device, heatmap_agg(e.page_x, e.page_y, heatmap_grid(p.page_w, p.page_h, 10)) AS h
    FROM events AS e JOIN pages AS p USING (device)
    WHERE url_path = '/' AND event_type = 1 GROUP BY device
  )
  SELECT device, 10 * heatmap_cols(h) AS width, 10 * heatmap_rows(h) AS height,
         heatmap_total(h) + heatmap_outside(h) AS clicks, heatmap_outside(h) AS outside,
         heatmap_data_uri(h) AS picture,
         (SELECT coalesce(json_agg(json_build_object(
                   'name', name, 'x', (area[1])[0], 'y', (area[1])[1],
                   'width', width(area), 'height', height(area), 'clicks', heatmap_sum(h, area))
                   ORDER BY heatmap_sum(h, area) DESC), '[]')
          FROM demo_targets AS t WHERE t.device = maps.device AND url_path = '/') AS areas
  FROM maps ORDER BY clicks DESC
`);
