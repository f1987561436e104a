import {printRows} from "./query.js";

// Of the visitors who first came in a week, how many came (again) in that week and in each one after it. Weeks that are
// not over yet, or in which nobody came back, have a row; weeks after the last event have none.
await printRows(`
  WITH weeks AS (
    SELECT DISTINCT visitor_id, date_trunc('week', created_at AT TIME ZONE 'UTC')::date AS week FROM events
  ), cohorts AS (
    SELECT visitor_id, min(week) AS cohort FROM weeks GROUP BY visitor_id
  )
  SELECT to_char(cohort, 'YYYY-MM-DD') AS cohort, (w.week - cohort) / 7 AS weeks_later,
         count(DISTINCT visitor_id) AS visitors,
         count(*) FILTER (WHERE weeks.week = w.week)::float8 / count(DISTINCT visitor_id) AS share
  FROM (SELECT DISTINCT week FROM weeks) AS w JOIN cohorts ON cohort <= w.week JOIN weeks USING (visitor_id)
  GROUP BY cohort, w.week
  ORDER BY cohort, weeks_later
`);
