import {printRows} from "./query.js";

// The share of the views of the landing page that came down to each percent of its height.
await printRows(`
  SELECT device, heatmap_total(h) AS views, scroll_percentile(h, 0.5) AS median, top AS depth, reach
  FROM (SELECT device, scroll_agg(depth, 100, 100) AS h
        FROM (SELECT device, visit_id, max(scroll_pct) AS depth
              FROM events WHERE event_type = 2 AND url_path = '/' GROUP BY device, visit_id) AS views
        GROUP BY device) AS maps,
       scroll_bands(h)
  ORDER BY views DESC, device, band
`);
