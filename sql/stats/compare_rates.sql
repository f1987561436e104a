-- compare_rates: published values, its level over simulated experiments, and what is refused.
\i sql/base/uniform.inc
\pset null '-'
-- R 4.2.2: fisher.test(matrix(c(a, c, b, d), 2))$p.value for a of a + b and c of c + d
SELECT count(*) AS vectors, max(abs(r.p_value / p - 1)) < 1e-9 AS close
FROM (VALUES (3, 4, 1, 4, 4.857142857142858e-01), (10, 12, 3, 18, 5.367241191434359e-04), (0, 5, 5, 5,
       7.936507936507940e-03),
             (120, 1000, 150, 1000, 5.759585086892682e-02), (1, 10, 11, 14, 2.759456185220084e-03),
             (50, 1000, 80, 1000, 8.308448377756893e-03), (1000, 10000, 1100, 10000, 2.237887480048016e-02),
             (0, 100, 6, 100, 2.893028202315755e-02), (11, 28, 5, 49, 3.765811245957306e-03),
             (300, 100000, 390, 100000, 6.779612877654476e-04), (400, 1000, 1400, 2000, 6.496135140644897e-56))
     AS v(a, n, b, m, p), compare_rates(a, n, b, m) AS r;
-- Newcombe 1998, table II, method 10, whose difference is the first rate minus the second
SELECT a, n, b, m, round(r.low::numeric, 4) AS low, round(r.high::numeric, 4) AS high
FROM (VALUES (56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10),
             (10, 10, 0, 20), (10, 10, 0, 10)) v(a, n, b, m), compare_rates(b, m, a, n) r;
SELECT * FROM compare_rates(100, 1000, 120, 1000);
SELECT * FROM compare_rates(100, 1000, 120, 1000, confidence => 0.5);
-- the same question the other way round
SELECT count(*) AS rows, bool_and(abs(r.p_value - s.p_value) < 1e-12 AND r.difference = -s.difference AND r.low =
       -s.high
                                  AND r.rate_a = s.rate_b AND r.lift IS NOT DISTINCT FROM
                                      CASE WHEN i > 0 THEN r.difference / r.rate_a END) AS mirrored
FROM generate_series(0, 20) i, generate_series(0, 30, 3) j, compare_rates(i, 20, j, 30) r, compare_rates(j, 30, i, 20)
       s;
-- 1,000 simulated pairs without a difference: at most as many are found as the level says, but for three standard
-- deviations; the interval holds the true difference in 95% of them
SELECT count(*) AS pairs, count(*) FILTER (WHERE r.p_value < 0.05) <= 50 + 3 * sqrt(1000 * 0.05 * 0.95) AS level,
       count(*) FILTER (WHERE r.low <= 0 AND r.high >= 0) BETWEEN 929 AND 971 AS covered
FROM (SELECT pair, count(*) FILTER (WHERE uniform(pair * 1000 + i, 1) < 0.1) AS a,
             count(*) FILTER (WHERE uniform(pair * 1000 + i, 2) < 0.1) AS b
      FROM generate_series(1, 1000) pair, generate_series(1, 500) i GROUP BY pair) s,
     compare_rates(a, 500, b, 500) r;
-- and with one, of 10% to 15%: this experiment finds two in three
SELECT count(*) FILTER (WHERE r.p_value < 0.05) BETWEEN 550 AND 750 AS power,
       count(*) FILTER (WHERE r.low <= 0.05 AND r.high >= 0.05) BETWEEN 929 AND 971 AS covered
FROM (SELECT pair, count(*) FILTER (WHERE uniform(pair * 1000 + i, 1) < 0.1) AS a,
             count(*) FILTER (WHERE uniform(pair * 1000 + i, 2) < 0.15) AS b
      FROM generate_series(1, 1000) pair, generate_series(1, 500) i GROUP BY pair) s,
     compare_rates(a, 500, b, 500) r;
-- large counts take no longer
SELECT p_value FROM compare_rates(500000000000, 1000000000000, 500000000000, 1000000000000);
SELECT round(p_value::numeric, 9) AS p_value FROM compare_rates(2097152, 4194303, 2097151, 4194303);
SELECT p_value BETWEEN 0.15729 AND 0.15730 AS one_standard_error
FROM compare_rates(500000000000, 1000000000000, 500001000000, 1000000000000);
SELECT p_value = 0 AS nothing FROM compare_rates(0, 9223372036854775807, 9223372036854775807, 9223372036854775807);
-- no trials, no comparison
SELECT * FROM compare_rates(0, 0, 5, 10);
SELECT * FROM compare_rates(5, 10, 0, 0);
SELECT * FROM compare_rates(0, 10, 0, 10);
SELECT * FROM compare_rates(NULL, 10, 5, 10);
\set VERBOSITY default
SELECT compare_rates(11, 10, 5, 10);
SELECT compare_rates(5, 10, -1, 10);
SELECT compare_rates(5, 10, 5, 10, 1);
SELECT compare_rates(5, 10, 5, 10, 'NaN');
DROP FUNCTION uniform;
