-- funnel_svg and funnel_text: funnels as pictures.
\pset format unaligned
\pset tuples_only on
CREATE TABLE journeys AS
SELECT visitor, journey_agg('2026-01-01'::timestamptz + step * '10 min'::interval, step = 1, step = 2, step = 3) AS j
FROM generate_series(1, 8) AS visitor, generate_series(1, 3) AS step WHERE visitor * step <= 8 GROUP BY visitor;
SELECT replace(funnel_svg(f, ARRAY['landing', 'cart', 'paid'], 'Way to buy'), '><', E'>\n<')
FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
-- on a phone, on dark, without labels
SELECT replace(funnel_svg(f, width => 300, theme => 'dark'), '><', E'>\n<')
FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
SELECT funnel_text(f, ARRAY['landing', 'cart', U&'pay\00E9']) FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys)
       AS q;
SELECT funnel_text(f, NULL, 20, false) FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
-- nobody
SELECT funnel_text(funnel_agg(j, '1 day'), NULL, 5, false) FROM (SELECT journey_agg(now(), false, false) AS j) AS q;
SELECT funnel_svg(funnel_agg(j, '1 day')) LIKE '%<rect%NaN%' FROM (SELECT journey_agg(now(), false, false) AS j) AS q;
SELECT funnel_svg(NULL) IS NULL, funnel_text(NULL) IS NULL;
-- markup in labels is inert
SELECT funnel_svg(f, ARRAY['<script>', '"&', NULL]) LIKE '%<script%' FROM (SELECT funnel_agg(j, '1 day') AS f FROM
       journeys) AS q;
-- a label stays on its line
SELECT funnel_text(f, ARRAY[E'a\nb', E'\x1b', 'c'], 5, false)
FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
-- wrong arguments
SELECT funnel_svg(f, ARRAY['one']) FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
SELECT funnel_text(f, ARRAY['one']) FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
SELECT funnel_svg(f, width => 239) FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
SELECT funnel_svg(f, theme => 'grey') FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
SELECT funnel_text(f, NULL, 1001) FROM (SELECT funnel_agg(j, '1 day') AS f FROM journeys) AS q;
DROP TABLE journeys;
