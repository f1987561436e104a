-- The tables of the vectorised scan, made like data.sql. Needs the psql variable rows.

\warn creating clicks with pages, times and devices
SELECT setseed(0.11) \g /dev/null
CREATE UNLOGGED TABLE scanned AS
    SELECT i % 51 AS page_id, timestamptz '2026-01-01' + i * (interval '92 days' / :rows) AS ts,
           1440 * random() AS x, 6000 * random() AS y, floor(1000 * random())::int AS vw, '/page/' || i % 51 AS page,
           (ARRAY['phone', 'desktop', 'tablet'])[1 + i % 3] AS device
    FROM generate_series(1, :rows) AS i;
CREATE UNLOGGED TABLE not_vacuumed (LIKE scanned);
INSERT INTO not_vacuumed SELECT * FROM scanned LIMIT :rows / 10;
DELETE FROM not_vacuumed WHERE vw % 10 = 0;
CREATE UNLOGGED TABLE one_page AS SELECT * FROM scanned LIMIT 50;
CREATE UNLOGGED TABLE pairs AS SELECT i / 2 AS visitor, ts, page_id FROM (SELECT *, row_number() OVER () AS i FROM scanned
    LIMIT :rows / 10) AS s;
VACUUM (ANALYZE) scanned, one_page, pairs;
ANALYZE not_vacuumed;
SELECT count(pg_prewarm(oid)) FROM pg_class WHERE relname IN ('scanned', 'not_vacuumed', 'visits', 'pairs') \g /dev/null
