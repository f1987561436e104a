-- click_rate: Wilson's score interval against published values and its formula, and what is refused.
\pset null '-'
-- published values: Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
SELECT clicks, views, round(rate::numeric, 4) AS rate, round(low::numeric, 4) AS low, round(high::numeric, 4) AS high
FROM (VALUES (81, 263), (15, 148), (0, 20), (1, 29), (20, 20)) v(clicks, views), click_rate(clicks, views);
-- the formula
SELECT count(*) AS rows,
       max(greatest(abs(r.low - (p + z * z / 2 / n - z * sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n)),
                    abs(r.high - (p + z * z / 2 / n + z * sqrt(p * (1 - p) / n + z * z / 4 / n / n))
                        / (1 + z * z / n)))) < 1e-12 AS close,
       bool_and(r.low <= r.rate AND r.rate <= r.high AND r.low >= 0 AND r.high <= 1) AS ordered
FROM (VALUES (0.5, 0.674489750196082), (0.9, 1.644853626951473), (0.95, 1.959963984540054), (0.99, 2.575829303548901),
             (0.999999, 4.89163847569859)) c(confidence, z),
     generate_series(0, 200, 7) k, (VALUES (200.0), (1000), (123456789)) t(n), LATERAL (SELECT k / n AS p) s,
     click_rate(k, n::bigint, confidence) r;
SELECT * FROM click_rate(0, 0);
SELECT * FROM click_rate(NULL, 10);
SELECT * FROM click_rate(9223372036854775807, 9223372036854775807);
\set VERBOSITY default
SELECT click_rate(11, 10);
SELECT click_rate(-1, 10);
SELECT click_rate(0, -1);
SELECT click_rate(1, 10, 1);
SELECT click_rate(1, 10, 0);
SELECT click_rate(1, 10, 'NaN');
