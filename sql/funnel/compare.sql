-- funnel_compare: against funnel_steps, compare_rates and adjust_p, and what is refused.
\i sql/base/uniform.inc
\pset null '-'
CREATE TABLE funnels AS
SELECT variant, funnel_agg(j, '7 days') AS f
FROM (SELECT v, v % 2 AS variant,
             journey_agg('2026-01-01'::timestamptz + s * interval '1 min', s = 1, s = 2, s = 3) AS j
      FROM generate_series(1, 4000) v, generate_series(1, 3) s
      WHERE s = 1 OR uniform(v, 1) < CASE WHEN s = 2 THEN 0.5 ELSE 0.2 + v % 2 * 0.1 END
      GROUP BY v) AS js GROUP BY variant;
CREATE FUNCTION funnel(variant int) RETURNS funnel STABLE LANGUAGE sql AS 'SELECT f FROM funnels WHERE variant = $1';
SELECT step, label, reached_a, reached_b, round(conversion_a::numeric, 4) AS conversion_a, round(conversion_b::numeric,
       4) AS conversion_b,
       round(difference::numeric, 4) AS difference, round(low::numeric, 4) AS low, round(high::numeric, 4) AS high,
       p_value < 0.001 AS p_small, q_value < 0.001 AS q_small
FROM funnel_compare(funnel(0), funnel(1), ARRAY['landing', 'product', NULL]);
SELECT c.step, (c.reached_a, c.conversion_a) = (a.reached, a.conversion) AS a, (c.reached_b, c.conversion_b) =
       (b.reached, b.conversion) AS b,
       (c.difference, c.low, c.high, c.p_value) = (r.difference, r.low, r.high, r.p_value) AS as_rates,
       c.q_value = (adjust_p(array_agg(c.p_value) FILTER (WHERE c.step > 1) OVER ()))[c.step - 1] AS adjusted
FROM funnel_compare(funnel(0), funnel(1), confidence => 0.8) c JOIN funnel_steps(funnel(0)) a USING (step) JOIN
       funnel_steps(funnel(1)) b USING (step),
     compare_rates(c.reached_a, (SELECT reached FROM funnel_steps(funnel(0)) WHERE step = 1), c.reached_b,
                   (SELECT reached FROM funnel_steps(funnel(1)) WHERE step = 1), 0.8) r;
-- the same funnel; nobody in one of them; one step; NULL
SELECT step, difference, p_value, q_value FROM funnel_compare(funnel(1), funnel(1));
SELECT c.* FROM (SELECT funnel_agg(j, '7 days') AS f FROM (SELECT journey_agg('2026-01-01'::timestamptz, false, true,
       true) AS j) j) nobody,
       funnel_compare(funnel(1), nobody.f) c;
SELECT c.* FROM (SELECT funnel_agg(j, '1 day') AS f FROM (SELECT journey_agg('2026-01-01'::timestamptz, true) AS j) j)
       one,
       funnel_compare(one.f, one.f, '{a}') c;
SELECT count(*) FROM funnel_compare(NULL, funnel(1));
SELECT count(*) FROM funnel_compare(funnel(1), NULL);
SELECT count(*) FROM funnel_compare(funnel(1), funnel(1), confidence => NULL);
\set VERBOSITY default
SELECT funnel_compare(funnel(0), f) FROM (SELECT funnel_agg(j, '1 day') AS f FROM (SELECT
       journey_agg('2026-01-01'::timestamptz, true) AS j) j) one;
SELECT funnel_compare(funnel(0), funnel(1), '{a}');
SELECT funnel_compare(funnel(0), funnel(1), confidence => 0);
DROP TABLE funnels;
DROP FUNCTION funnel(int), uniform;
