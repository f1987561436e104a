import {printRows} from "./query.js";

// Visits of each day, and their average over that day and the six before it.
await printRows(`
  SELECT to_char(day, 'YYYY-MM-DD') AS day, visits,
         CASE WHEN count(*) OVER week = 7 THEN avg(visits) OVER week END AS average
  FROM (SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT visit_id) AS visits
        FROM events GROUP BY day) AS days
  WINDOW week AS (ORDER BY day ROWS 6 PRECEDING)
  ORDER BY day
`);
