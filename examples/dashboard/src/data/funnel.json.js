import {printRows} from "./query.js";

// How many visitors came to each step within seven days of the first one.
await printRows(`
  SELECT step, label, reached, conversion, drop_off, median_seconds, median_total_seconds
  FROM (SELECT funnel_agg(j, '7 days') AS f
        FROM (SELECT journey_agg(created_at, event_name = 'view_landing', event_name = 'view_product',
                                 event_name = 'add_to_cart', event_name = 'purchase') AS j
              FROM events WHERE event_name IS NOT NULL GROUP BY visitor_id) AS journeys) AS funnel,
       funnel_steps(f, ARRAY['landing page', 'product', 'cart', 'purchase'])
  ORDER BY step
`);
