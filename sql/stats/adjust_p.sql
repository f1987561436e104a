-- adjust_p: R's values, the definition on random data, shapes, NULL, and what is refused.
\i sql/base/uniform.inc
-- the example of Benjamini and Hochberg 1995; R 4.2.2: p.adjust(p, "BH")
SELECT bool_and(abs(q - r) < 1e-15) AS as_r, count(*) FILTER (WHERE q <= 0.05) AS discoveries
FROM unnest(adjust_p('{0.0001,0.0004,0.0019,0.0095,0.0201,0.0278,0.0298,0.0344,0.0459,0.3240,0.4262,
                       0.5719,0.6528,0.7590,1}'),
            '{0.0015,0.003,0.0095,0.035625,0.0603,6.3857142857142862e-02,6.3857142857142862e-02,0.0645,0.0765,0.486,
              5.8118181818181813e-01,0.714875,7.5323076923076926e-01,8.1321428571428567e-01,1}'::float8[]) AS u(q, r);
-- the definition in plain SQL
WITH tests AS (SELECT i, (uniform(i, 3) ^ 4)::float8 AS p FROM generate_series(1, 500) i),
     ranked AS (SELECT *, p * count(*) OVER () / rank() OVER (ORDER BY p, i) AS scaled FROM tests),
     expected AS (SELECT i, least(1, min(scaled) OVER (ORDER BY p DESC, i DESC)) AS q FROM ranked),
     adjusted AS (SELECT u.q, u.i FROM (SELECT array_agg(p ORDER BY i) AS p FROM tests) AS a,
                  unnest(adjust_p(p)) WITH ORDINALITY AS u(q, i))
SELECT count(*) AS tests, max(abs(e.q - a.q)) < 1e-15 AS same FROM expected e JOIN adjusted a USING (i);
-- NULLs are no tests; the shape stays
SELECT adjust_p('{0.01,NULL,0.04,NULL}'), adjust_p('{NULL}'), adjust_p('{}'), adjust_p(NULL);
SELECT adjust_p('[2:3][0:1]={{0.01,0.5},{0.02,1}}');
\set VERBOSITY default
SELECT adjust_p('{0.5,1.5}');
SELECT adjust_p('{-0.1}');
SELECT adjust_p('{NaN}');
DROP FUNCTION uniform;
