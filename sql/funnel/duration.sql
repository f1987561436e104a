-- funnel_quantile and funnel_histogram, and the times of funnel_steps, against the times themselves.
\pset null '-'
SET timezone = 'UTC';
SET intervalstyle = 'postgres';
\i sql/base/uniform.inc
-- Everybody enters at midnight; a few have no second or third step.
CREATE TABLE times AS
SELECT i AS actor, timestamptz '2026-01-01' AS t1,
       CASE WHEN i % 7 > 0 THEN timestamptz '2026-01-01' + exp(uniform(i, 1) * 12) * interval '1 s' END AS t2
FROM generate_series(1, 3000) i;
ALTER TABLE times ADD t3 timestamptz;
UPDATE times SET t3 = t2 + exp(uniform(actor, 2) * 20) * interval '1 microsecond' WHERE actor % 3 > 0;
CREATE TABLE one AS SELECT funnel_agg(ARRAY[t1, t2, t3]) AS f FROM times;
-- within 1 % of percentile_disc
SELECT count(*) AS quantiles,
       count(*) FILTER (WHERE abs(extract(epoch FROM step_2 - exact_2)) > 0.01 * extract(epoch FROM exact_2)) AS
           wrong_2,
       count(*) FILTER (WHERE abs(extract(epoch FROM step_3 - exact_3)) > 0.01 * extract(epoch FROM exact_3)) AS
           wrong_3,
       count(*) FILTER (WHERE abs(extract(epoch FROM total_3 - exact_total)) > 0.01 * extract(epoch FROM exact_total))
           AS wrong_total,
       count(*) FILTER (WHERE total_2 IS DISTINCT FROM step_2 OR before_3 IS DISTINCT FROM step_3) AS wrong_since
FROM one, unnest(ARRAY[0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.999, 1]) p,
LATERAL (SELECT percentile_disc(p) WITHIN GROUP (ORDER BY t2 - t1) AS exact_2,
                percentile_disc(p) WITHIN GROUP (ORDER BY t3 - t2) AS exact_3,
                percentile_disc(p) WITHIN GROUP (ORDER BY t3 - t1) AS exact_total FROM times) e,
LATERAL (SELECT funnel_quantile(f, 2, p) AS step_2, funnel_quantile(f, 3, p) AS step_3,
                funnel_quantile(f, 3, p, 1) AS total_3, funnel_quantile(f, 2, p, since => 1) AS total_2,
                funnel_quantile(f, 3, p, 2) AS before_3) q;
-- The histogram puts everybody into the range of its time.
SELECT step, count(*) AS ranges, sum(journeys) AS journeys, sum(journeys) FILTER (WHERE journeys <> exact) AS wrong,
       max(high_seconds / low_seconds) < 1.017 AS narrow
FROM one, unnest(ARRAY[2, 3]) step, funnel_histogram(f, step),
LATERAL (SELECT count(*) AS exact FROM times, LATERAL (SELECT extract(epoch FROM CASE step WHEN 2 THEN t2 - t1 ELSE t3
       - t2 END) AS s) d
         WHERE s >= low_seconds AND s < high_seconds) e
WHERE low_seconds > 0.000128 GROUP BY step ORDER BY step;
SELECT sum(journeys) AS journeys, sum(journeys) FILTER (WHERE journeys <> exact) AS wrong
FROM one, funnel_histogram(f, 3, since => 1),
LATERAL (SELECT count(*) AS exact FROM times, LATERAL (SELECT extract(epoch FROM t3 - t1) AS s) d
         WHERE s >= low_seconds AND s < high_seconds) e;
-- averages, which are exact to the microsecond
SELECT step, avg_time = exact AS avg, avg_total = exact_total AS avg_total, avg_total_seconds = extract(epoch FROM
       avg_total) AS seconds,
       median_total = funnel_quantile(f, step, 0.5, 1) AS median, p90_total = funnel_quantile(f, step, 0.9, 1) AS p90
FROM one, funnel_steps(f),
LATERAL (SELECT justify_hours(round(avg(extract(epoch FROM CASE step WHEN 2 THEN t2 - t1 ELSE t3 - t2 END)) * 1000000)
       * interval '1 microsecond') AS exact,
                justify_hours(round(avg(extract(epoch FROM CASE step WHEN 2 THEN t2 - t1 ELSE t3 - t1 END)) * 1000000)
                    * interval '1 microsecond') AS exact_total
         FROM times) e
WHERE step > 1 ORDER BY step;
-- Added up in pieces, it is the same funnel.
SELECT f = (SELECT rollup(part) FROM (SELECT funnel_agg(ARRAY[t1, t2, t3]) AS part FROM times GROUP BY actor % 10) p)
       AS same
FROM one;
-- little ones are exact
SELECT low_seconds, high_seconds, journeys
FROM (SELECT funnel_agg(ARRAY[t, t + n * interval '1 microsecond']) AS f FROM (VALUES (now())) v(t), unnest(ARRAY[0, 0,
       1, 127, 128, 129, 1000000]) n) g,
     funnel_histogram(f, 2);
-- nobody reached the step; NULL
SELECT funnel_quantile(f, 2, 0.5), funnel_quantile(NULL, 2, 0.5), funnel_quantile(f, NULL, 0.5), funnel_quantile(f, 2,
       NULL)
FROM (SELECT funnel_agg(ARRAY[now(), NULL]) AS f) g;
SELECT * FROM (SELECT funnel_agg(ARRAY[now(), NULL]) AS f) g, funnel_histogram(f, 2);
SELECT * FROM funnel_histogram(NULL, 2);
SELECT funnel_quantile(f, 1, 0.5) FROM one;
SELECT funnel_quantile(f, 4, 0.5) FROM one;
SELECT funnel_quantile(f, 0, 0.5) FROM one;
SELECT funnel_quantile(f, 3, 1.5) FROM one;
SELECT funnel_quantile(f, 3, 'NaN') FROM one;
SELECT funnel_quantile(f, 3, 0.5, 3) FROM one;
SELECT funnel_quantile(f, 2, 0.5, 0) FROM one;
SELECT funnel_histogram(f, 9) FROM one;
DROP TABLE times, one;
DROP FUNCTION uniform;
