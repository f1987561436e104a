-- retention_rows: against plain SQL on random visits, in all modes, and what is refused.
\i sql/base/uniform.inc
\pset null '-'
-- visitors 0 to 499, a week before and a week behind the grid, too; buys are a part of the visits
CREATE TABLE visits AS
SELECT visitor, day, uniform(i, 3) < 0.2 AS buys
FROM (SELECT i, floor(uniform(i, 1) ^ 2 * 500)::bigint AS visitor, floor(uniform(i, 2) * 84)::int - 7 AS day
      FROM generate_series(1, 3000) i) s WHERE day >= visitor % 60 - 7;
CREATE TABLE sets AS
SELECT heatmap_visitors_agg((day + 0.5) / 7, 0, visitor, heatmap_grid(10, 1, 1)) AS v,
       heatmap_visitors_agg((day + 0.5) / 7, 0, visitor, heatmap_grid(10, 1, 1)) FILTER (WHERE buys) AS buys FROM
           visits;
-- the matrix as everybody writes it, for each of the modes
CREATE FUNCTION expected(bought bool, recurring bool, rolling bool)
RETURNS TABLE (cohort int, size bigint, period int, visitors bigint) LANGUAGE sql AS $$
    WITH starts AS (SELECT DISTINCT visitor, floor(day / 7.0) AS week FROM visits WHERE day BETWEEN 0 AND 69),
         firsts AS (SELECT visitor, week FROM starts s WHERE recurring
                    OR week = (SELECT min(week) FROM starts t WHERE t.visitor = s.visitor)),
         came AS (SELECT DISTINCT visitor, floor(day / 7.0) AS week FROM visits WHERE (buys OR NOT bought) AND day
             BETWEEN 0 AND 69)
    SELECT c, (SELECT count(*) FROM firsts WHERE week = c), p,
           (SELECT count(DISTINCT f.visitor) FROM firsts f JOIN came USING (visitor)
            WHERE f.week = c AND (came.week = c + p OR rolling AND came.week > c + p))
    FROM generate_series(0, 9) c, generate_series(0, 9) p WHERE c + p < 10
$$;
SELECT bought, recurring, rolling, count(*) AS rows, count(*) FILTER (WHERE r IS NOT DISTINCT FROM e) AS same,
       bool_and(share IS NOT DISTINCT FROM CASE WHEN s.size > 0 THEN s.visitors / s.size::float8 END) AS shares
FROM (VALUES (false), (true)) a(bought), (VALUES (false), (true)) b(recurring), (VALUES (false), (true)) c(rolling),
       sets,
     LATERAL (SELECT * FROM retention_rows(v, CASE WHEN bought THEN buys ELSE v END, recurring, rolling)) s,
     LATERAL (SELECT s.cohort, s.size, s.period, s.visitors) r
     JOIN LATERAL (SELECT * FROM expected(bought, recurring, rolling)) e USING (cohort, period)
GROUP BY bought, recurring, rolling ORDER BY 1, 2, 3;
-- the same from sets of days
SELECT count(*) AS rows, bool_and(a = b) AS same
FROM sets, LATERAL (SELECT r AS a FROM retention_rows(v, v) r) a
     JOIN LATERAL (SELECT r AS b FROM (SELECT rollup(d) AS v FROM (SELECT heatmap_visitors_agg((day + 0.5) / 7, 0,
         visitor,
         heatmap_grid(10, 1, 1)) AS d
                   FROM visits GROUP BY day) days) s, retention_rows(s.v, s.v) r) b ON (a).cohort = (b).cohort AND
                       (a).period = (b).period;
-- three visitors by hand: 1 came in 0, 1 and 3; 2 in 1 and 2; 3 in 3, and before the grid
CREATE TABLE three AS SELECT
       '{"cols":4,"rows":1,"extent":[0,0,4,1],'
       '"visitors":"bigint","pairs":[[1,0,1,3],[2,1,2],[3,3,4]]}'::heatmap_visitors AS v;
SELECT r.* FROM three, retention_rows(v, v) r;
SELECT r.* FROM three, retention_rows(v, v, recurring => true) r WHERE cohort = 1;
SELECT r.* FROM three, retention_rows(v, v, rolling => true) r WHERE cohort = 0;
-- nobody, one period, NULL
SELECT r.* FROM retention_rows('{"cols":1,"rows":1,"extent":[0,0,1,1],"visitors":"text","pairs":[]}', NULL) r;
SELECT count(*) FROM three, retention_rows(NULL, v);
-- nobody came back
SELECT count(*) AS rows, sum(size) AS sizes, sum(visitors) AS visitors FROM three, retention_rows(v, NULL);
SELECT count(*) FROM three, retention_rows(v, v, rolling => NULL);
\set VERBOSITY default
SELECT retention_rows(heatmap_visitors_agg(0, 0, 1::bigint, heatmap_grid(10, 2, 1)), NULL);
SELECT retention_rows(heatmap_visitors_agg(0, 0, 1::bigint, heatmap_grid(1001, 1, 1)), NULL);
SELECT retention_rows(v, heatmap_visitors_agg(0, 0, 1::bigint, heatmap_grid(10, 1, 1))) FROM three GROUP BY v;
SELECT retention_rows(v, heatmap_visitors_agg(0, 0, 'a'::text, heatmap_grid(4, 1, 1))) FROM three GROUP BY v;
DROP TABLE visits, sets, three;
DROP FUNCTION expected, uniform;
