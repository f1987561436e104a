-- The tables. All randomness comes from random() with a fixed seed in serial plans, so the rows are
-- the same every time. Needs the psql variables rows, grids and pages.


\warn creating click tables
SELECT setseed(0.1) \g /dev/null
CREATE UNLOGGED TABLE uniform AS
    SELECT 1440 * random() AS x, 6000 * random() AS y FROM generate_series(1, :rows);

-- Twenty targets of a landing page with their share of the clicks in percent, most of them above
-- the fold. They lie at least six standard deviations inside the page, so that no click is outside.
CREATE TABLE buttons (x float8, y float8, sigma_x float8, sigma_y float8, percent int);
INSERT INTO buttons VALUES
    (90, 40, 14, 5, 4), (420, 40, 14, 5, 5), (560, 40, 14, 5, 6), (700, 40, 14, 5, 3),
    (840, 40, 14, 5, 3), (1180, 40, 12, 5, 5), (1330, 40, 16, 5, 9), (520, 420, 26, 7, 16),
    (740, 420, 26, 7, 6), (720, 640, 90, 30, 8), (300, 760, 40, 20, 4), (1140, 760, 40, 20, 3),
    (240, 1300, 30, 10, 3), (720, 1300, 30, 10, 4), (1200, 1300, 30, 10, 2), (400, 2400, 40, 8, 2),
    (1040, 2400, 40, 8, 2), (720, 3900, 60, 15, 2), (720, 5200, 30, 8, 2), (720, 5900, 60, 12, 1);

-- One slot for each percent. The ten slots that no button takes are clicks anywhere on the page.
CREATE TABLE slots AS
    SELECT row_number() OVER (ORDER BY b.y, b.x) - 1 AS slot, b.x, b.y, sigma_x, sigma_y
    FROM buttons b, generate_series(1, percent)
    UNION ALL
    SELECT n, NULL, NULL, NULL, NULL FROM generate_series(90, 99) n;

-- The method of Box and Muller makes two normal deviates from two uniform ones. The clicks must
-- stay in random order, like those of visitors; a merge join would sort them by button.
SET enable_mergejoin = off;
SELECT setseed(0.2) \g /dev/null
CREATE UNLOGGED TABLE clustered AS
    SELECT CASE WHEN s.x IS NULL THEN 1440 * u
                ELSE s.x + s.sigma_x * sqrt(-2 * ln(1 - u)) * cos(2 * pi() * v) END AS x,
           CASE WHEN s.x IS NULL THEN 6000 * v
                ELSE s.y + s.sigma_y * sqrt(-2 * ln(1 - u)) * sin(2 * pi() * v) END AS y
    FROM (SELECT floor(100 * random())::int AS slot, random() AS u, random() AS v
          FROM generate_series(1, :rows)) AS click
    JOIN slots s USING (slot);
RESET enable_mergejoin;

CREATE UNLOGGED TABLE clustered_int AS
    SELECT floor(x)::int AS x, floor(y)::int AS y FROM clustered;

SELECT setseed(0.3) \g /dev/null
CREATE UNLOGGED TABLE pages_in_order AS
    SELECT page, 1440 * random() AS x, 6000 * random() AS y
    FROM generate_series(1, :pages) AS page, generate_series(1, 50);
CREATE UNLOGGED TABLE pages_shuffled AS SELECT * FROM pages_in_order ORDER BY random();

SELECT setseed(0.4) \g /dev/null
CREATE UNLOGGED TABLE ten_thousand AS
    SELECT 1 AS page, 1440 * random() AS x, 6000 * random() AS y FROM generate_series(1, 10000);

\warn creating tables for growth
SELECT format('CREATE UNLOGGED TABLE first_%1$s AS SELECT * FROM uniform LIMIT %1$s', :rows / n)
FROM unnest(ARRAY[10, 5, 2]) AS n \gexec

SELECT setseed(0.5) \g /dev/null
CREATE UNLOGGED TABLE groups AS
    SELECT x, y, 1 AS g1, floor(100 * random())::int AS g100, floor(1000 * random())::int AS g1000,
           floor(20000 * random())::int AS g20000
    FROM uniform LIMIT :rows / 5;

-- Grids with a count in every cell: 1 plus an exponentially distributed number, whose mean depends
-- on the day of the week.
\warn creating stored grids
CREATE TABLE cells AS SELECT x, y FROM heatmap_cells(canvas(), true);
SELECT setseed(0.6) \g /dev/null
CREATE UNLOGGED TABLE grids AS
    SELECT day, h
    FROM generate_series(1, :grids) AS day
    CROSS JOIN LATERAL (
        SELECT heatmap_agg(x, y, canvas(), 1 + floor((6 + day % 7) * -ln(1 - random()))) AS h
        FROM cells) AS dense;
ALTER TABLE grids ADD PRIMARY KEY (day);

\warn exploding the grids into rows
CREATE UNLOGGED TABLE exploded AS
    SELECT c.col, c."row", c.value FROM grids, heatmap_cells(h) AS c;

-- One stored grid of all clicks for each table, and the rows that it would be without the type.
CREATE UNLOGGED TABLE uniform_grid AS SELECT heatmap_agg(x, y, canvas()) AS h FROM uniform;
CREATE UNLOGGED TABLE uniform_cells AS
    SELECT c.col, c."row", c.value FROM uniform_grid, heatmap_cells(h) AS c;
CREATE UNLOGGED TABLE clustered_grid AS SELECT heatmap_agg(x, y, canvas()) AS h FROM clustered;
CREATE UNLOGGED TABLE clustered_cells AS
    SELECT c.col, c."row", c.value FROM clustered_grid, heatmap_cells(h) AS c;

-- After this, scans have no hint bits to set, and every page is in shared_buffers if they fit. A
-- scan of a large table alone would bring only a few of its pages there.
\warn vacuuming and warming the caches
VACUUM (ANALYZE);
SELECT count(pg_prewarm(oid)) FROM pg_class
WHERE relkind IN ('r', 't') AND relpersistence = 'u' \g /dev/null
