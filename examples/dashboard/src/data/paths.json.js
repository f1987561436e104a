import {printRows} from "./query.js";

// From page to page, the first three pages of each visit. A path that has more ends in '...'; the others end in '(exit)',
// so that as many visits leave a page as come to it.
await printRows(`
  SELECT step, source, target, count(*) AS visits
  FROM (SELECT path_agg(created_at, url_path, 3) AS path FROM events WHERE event_type = 3 GROUP BY visit_id) AS paths,
       path_edges(path, ends => true)
  WHERE step > 0
  GROUP BY step, source, target
  ORDER BY step, visits DESC, source, target
`);
