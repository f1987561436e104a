-- How the cost grows. The tables groups and first_N hold the first of the uniform clicks.

-- Growth with the rows.
DO $$
DECLARE
    all_rows bigint := (SELECT count(*) FROM uniform);
    n bigint;
    t text;
BEGIN
    FOREACH n IN ARRAY ARRAY[all_rows / 10, all_rows / 5, all_rows / 2, all_rows] LOOP
        t := CASE WHEN n = all_rows THEN 'uniform' ELSE 'first_' || n END;
        CALL measure('growth',
            format('rows: %s / `sum(x), sum(y)`', to_char(n, 'FM999,999,999')), '',
            format('SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM %I', t),
            format('SELECT sum(x) + sum(y) FROM %I', t),
            units => n, unit => 'row');
    END LOOP;
END
$$;

-- Growth with the groups, in random order.
DO $$
DECLARE
    all_rows bigint := (SELECT count(*) FROM groups);
    n int;
BEGIN
    FOREACH n IN ARRAY ARRAY[1, 100, 1000, 20000] LOOP
        CALL measure('growth',
            format('groups: %s, of %s rows / the two sums', to_char(n, 'FM999,999'),
                   to_char(all_rows, 'FM999,999,999')), '',
            format('SELECT count(h) FROM (SELECT heatmap_agg(x, y, canvas()) AS h
                                          FROM groups GROUP BY %I) AS g', 'g' || n),
            format('SELECT count(sum_x) + count(sum_y)
                    FROM (SELECT sum(x) AS sum_x, sum(y) AS sum_y
                          FROM groups GROUP BY %I) AS g', 'g' || n),
            units => all_rows, unit => 'row');
    END LOOP;
END
$$;

-- Growth with the cells of the grid. Uniform clicks are the worst case for the processor's caches.
DO $$
DECLARE
    all_rows bigint := (SELECT count(*) FROM groups);
    size record;
BEGIN
    FOR size IN SELECT * FROM (VALUES (25, 40), (100, 100), (250, 400), (1000, 1000), (2500, 4000))
                AS s(cols, "rows") LOOP
        CALL measure('growth',
            format('cells: %s, with %s rows / `sum(x), sum(y)`',
                   to_char(size.cols * size."rows", 'FM999,999,999'),
                   to_char(all_rows, 'FM999,999,999')), '',
            format('SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(0, 0, 1440, 6000, %s, %s))) FROM groups',
                   size.cols, size."rows"),
            'SELECT sum(x) + sum(y) FROM groups',
            units => all_rows, unit => 'row');
    END LOOP;
END
$$;

-- Blur, whose cost should not depend on sigma. Twenty grids, so that a run takes long enough to
-- measure.
CREATE UNLOGGED TABLE some_grids AS SELECT h FROM grids ORDER BY day LIMIT 20;
DO $$
DECLARE
    n bigint := (SELECT count(*) FROM some_grids);
    cells int;
BEGIN
    FOREACH cells IN ARRAY ARRAY[1, 10, 100] LOOP
        CALL measure('growth',
            format('sigma in cells: %s, blur of 144 x 600 cells / sigma 1', cells), '',
            format('SELECT sum(heatmap_max(heatmap_blur(h, %s))) FROM some_grids', 10 * cells),
            'SELECT sum(heatmap_max(heatmap_blur(h, 10))) FROM some_grids',
            units => n, unit => 'blur');
    END LOOP;
END
$$;

-- A sliding week over a year of daily grids: for each day, adding one grid and removing one,
-- compared with adding seven.
SELECT count(*) AS days FROM grids WHERE day <= 365 \gset
CALL measure('growth',
    format('merging the seven grids of each of %s days anew / sliding `rollup`', :days), '',
    'SELECT sum(heatmap_total(week))
     FROM (SELECT rollup(h) OVER (ORDER BY day ROWS 6 PRECEDING) AS week
           FROM grids WHERE day <= 365) AS w',
    'SELECT sum(heatmap_total(week))
     FROM grids AS today
     CROSS JOIN LATERAL (SELECT rollup(h) AS week FROM grids
                         WHERE day BETWEEN today.day - 6 AND today.day) AS w
     WHERE today.day <= 365',
    faster => true, same => true, units => :days, unit => 'day');
