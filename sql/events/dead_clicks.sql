-- The recipe for dead clicks of docs/guides/behaviour.md against cases that products publish with their detectors.
CREATE TABLE signs_of_life (product text, kind text, before interval, after interval);
INSERT INTO signs_of_life VALUES
    ('PostHog', 'change', '0', '2500 ms'), ('PostHog', 'view', '0', '2500 ms'), ('PostHog', 'scroll', '0', '100 ms'),
    ('PostHog', 'select', '0', '100 ms'), ('PostHog', 'focus', '999 ms', '1000 ms'),
    ('Sentry', 'change', '0', '3001 ms'), ('Sentry', 'scroll', '0', '301 ms'),
    ('Datadog', 'change', '80 ms', '100 ms'), ('Datadog', 'request', '80 ms', '100 ms'), ('Datadog', 'input', '80 ms',
        '1 day'),
    ('Datadog', 'scroll', '80 ms', '1 day'), ('Datadog', 'view', '80 ms', '1 day'),
    ('Amplitude', 'change', '0', '3000 ms'), ('Amplitude', 'view', '0', '3000 ms');
-- signals in milliseconds after the click on `a` at 0, the verdict on that click, and how many clicks on `a` count;
-- "end" only
-- says how far the rows go
CREATE TABLE cases (id int PRIMARY KEY, product text, signals text, expected text, clicks int DEFAULT 1);
INSERT INTO cases VALUES
    (15, 'PostHog', 'a 999, a 1000, end 9000', 'dead', 2), (25, 'Sentry', 'a 200, a 1200, end 9000', 'dead', 2);
INSERT INTO cases VALUES
    (1, 'PostHog', 'scroll 99, end 4000', 'alive'), (2, 'PostHog', 'scroll 2501, end 4000', 'dead'),
    (3, 'PostHog', 'change 100, end 4000', 'alive'), (4, 'PostHog', 'change 2501, end 4000', 'dead'),
    (5, 'PostHog', 'select 99, end 4000', 'alive'), (6, 'PostHog', 'select 100, end 4000', 'dead'),
    (7, 'PostHog', 'end 3001', 'dead'), (8, 'PostHog', 'end 25', 'pending'),
    (9, 'PostHog', 'focus 99, end 4000', 'alive'), (10, 'PostHog', 'focus -800, end 4000', 'alive'),
    (11, 'PostHog', 'focus -1500, end 0', 'pending'), (12, 'PostHog', 'focus -2000, end 4000', 'dead'),
    (13, 'PostHog', 'focus 1, focus 10000', 'alive'), (14, 'PostHog', 'focus 50, end 4000', 'alive'),
    (16, 'PostHog', 'b 20, change 2000, end 4000', 'alive'),
    (17, 'PostHog', 'scroll 500, change 900, end 4000', 'alive'), (18, 'PostHog', 'scroll 500, view 2499, end 4000',
        'alive'),
    (19, 'PostHog', 'b 100, b 200, scroll 300, end 4000', 'dead'),
    (20, 'Sentry', 'end 7000', 'dead'), (21, 'Sentry', 'change 500, end 7000', 'alive'),
    (22, 'Sentry', 'change 5000, end 9000', 'dead'), (23, 'Sentry', 'scroll 150, end 7000', 'alive'),
    (24, 'Sentry', 'scroll 301, end 7000', 'dead'), 
    (26, 'Sentry', 'select 10, b 20, change 2800, end 9000', 'alive'),
    (27, 'Datadog', 'change 80, end 90000000', 'alive'), (28, 'Datadog', 'change -10, end 90000000', 'alive'),
    (29, 'Datadog', 'change 500, end 90000000', 'dead'), (30, 'Datadog', 'input 3000, end 90000000', 'alive'),
    (31, 'Datadog', 'input -200, end 90000000', 'dead'), (32, 'Datadog', 'request 50, b 60, end 90000000', 'alive'),
    (33, 'Amplitude', 'scroll 50, end 4000', 'dead'), (34, 'Amplitude', 'change 2800, end 4000', 'alive'),
    (35, 'Amplitude', 'focus 50, end 4000', 'dead'), (36, 'Amplitude', 'view 1, end 4000', 'alive');
CREATE TABLE signals AS
SELECT id AS visitor, product, timestamptz '2026-01-05 10:00+00' + ms * interval '1 ms' AS ts,
       CASE WHEN word IN ('a', 'b') THEN 'click' ELSE word END AS kind, CASE WHEN word IN ('a', 'b') THEN word END AS
           element
FROM (SELECT id, product, 'a' AS word, 0 AS ms FROM cases
      UNION ALL
      SELECT id, product, split_part(s, ' ', 1), split_part(s, ' ', 2)::int FROM cases, unnest(string_to_array(signals,
          ', ')) s) e;
CREATE VIEW judged_clicks AS
SELECT visitor, ts, element,
       CASE WHEN EXISTS (SELECT FROM signals AS s JOIN signs_of_life AS l ON l.kind = s.kind AND l.product = c.product
                         WHERE s.visitor = c.visitor AND s.ts >= c.ts - l.before AND s.ts < c.ts + l.after) THEN 'alive'
            WHEN ts + (SELECT max(after) FROM signs_of_life l WHERE l.product = c.product)
                 > (SELECT max(ts) FROM signals s WHERE s.visitor = c.visitor) THEN 'pending'
            ELSE 'dead' END AS verdict
FROM (SELECT *, row_number() OVER (PARTITION BY visitor, element, burst ORDER BY ts) AS n
      FROM (SELECT *, sessionize(ts, '999 ms', max_length => '999 ms') OVER (PARTITION BY visitor, element ORDER BY ts)
          AS burst
            FROM signals WHERE kind = 'click') AS bursts) AS c
WHERE n = 1;
SELECT count(*) AS cases, count(*) FILTER (WHERE verdict <> expected) AS wrong_verdicts, count(*) FILTER (WHERE counted
       <> clicks)
       AS wrong_counts
FROM cases
     JOIN LATERAL (SELECT (array_agg(verdict ORDER BY ts))[1] AS verdict, count(*) AS counted FROM judged_clicks
                   WHERE visitor = id AND element = 'a') j ON true;
SELECT id, signals, expected, verdict
FROM cases JOIN judged_clicks ON visitor = id AND element = 'a' AND ts = '2026-01-05 10:00+00' WHERE verdict <>
       expected ORDER BY id;
DROP TABLE signs_of_life, cases, signals CASCADE;
