import {printRows} from "./query.js";

// An A/B test: how many visitors of each variant came to each step behind the first one, the difference of the shares with
// its 95% interval, and whether it is more than chance.
await printRows(`
  WITH journeys AS (
    SELECT visitor_id, journey_agg(created_at, event_name = 'view_landing', event_name = 'view_product',
                                   event_name = 'add_to_cart', event_name = 'purchase') AS j
    FROM events WHERE event_name IS NOT NULL GROUP BY visitor_id
  ), funnels AS (
    SELECT funnel_agg(j, '7 days') FILTER (WHERE variant = 'a') AS a,
           funnel_agg(j, '7 days') FILTER (WHERE variant = 'b') AS b
    FROM journeys JOIN demo_variants USING (visitor_id)
  )
  SELECT label, reached_a, reached_b, difference, low, high, q_value < 0.01 AS changed
  FROM funnels, funnel_compare(a, b, ARRAY['landing page', 'product', 'cart', 'purchase'])
  WHERE step > 1 ORDER BY step
`);
