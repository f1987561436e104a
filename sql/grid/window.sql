-- Moving window frames: the aggregates take rows back. Each frame must give what it gives when it is
-- aggregated on its own.
\i sql/base/uniform.inc
CREATE TABLE moves AS
SELECT i,
       CASE WHEN uniform(i, 1) < 0.1 THEN NULL WHEN uniform(i, 2) < 0.05 THEN 'NaN'
            ELSE uniform(i, 3) * 34 - 2 END AS x,
       uniform(i, 4) * 74 - 2 AS y, (uniform(i, 5) * 10)::int - 4 AS whole, uniform(i, 6) * 10 - 4 AS real,
       heatmap_grid(30, 70) AS grid
FROM generate_series(1, 300) i;
-- a run of rows that all do not count
UPDATE moves SET x = NULL WHERE i BETWEEN 100 AND 130;
SELECT count(*) FILTER (WHERE x IS NULL) > 31 AS nulls, count(*) FILTER (WHERE x = 'NaN') > 0 AS nans,
       count(*) FILTER (WHERE x < 0 OR y < 0 OR (x > 30 AND x <> 'NaN') OR y > 70) > 0 AS outside,
       min(whole) < 0 AND max(whole) > 0 AS signs,
       count(*) FILTER (WHERE whole = 0) > 0 AS zeros
FROM moves;

CREATE FUNCTION wrong_frames(expression text, frame text, condition text)
    RETURNS TABLE (wrong bigint, frames bigint, nulls bigint) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format('
        SELECT count(*) FILTER (WHERE moving IS DISTINCT FROM (SELECT %1$s
                                                               FROM (SELECT * FROM moves WHERE %3$s ORDER BY i) m)),
               count(*), count(*) FILTER (WHERE moving IS NULL)
        FROM (SELECT i AS n, %1$s OVER (ORDER BY i %2$s) AS moving FROM moves) s', expression, frame, condition);
END $$;
-- frames that slide, that jump over rows, that grow and shrink, that look ahead
SELECT e, f, w.* FROM (VALUES
        ('ROWS BETWEEN 6 PRECEDING AND CURRENT ROW', 'i BETWEEN n - 6 AND n'),
        ('ROWS BETWEEN 40 PRECEDING AND 20 PRECEDING', 'i BETWEEN n - 40 AND n - 20'),
        ('ROWS BETWEEN 3 FOLLOWING AND 90 FOLLOWING', 'i BETWEEN n + 3 AND n + 90'),
        ('ROWS BETWEEN CURRENT ROW AND CURRENT ROW', 'i = n'),
        ('ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW', 'i <= n'),
        ('ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'i >= n'),
        ('GROUPS BETWEEN 2 PRECEDING AND 2 FOLLOWING', 'i BETWEEN n - 2 AND n + 2'),
        ('RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE CURRENT ROW',
         'i BETWEEN n - 5 AND n + 5 AND i <> n')) f(f, condition),
    (VALUES ('heatmap_agg(x, y, grid)'), ('heatmap_agg(point(x, y), grid)'), ('heatmap_agg(x, y, grid, whole)'),
        ('heatmap_agg(whole, i, grid)'), ('heatmap_agg(whole, i, grid, whole)'),
        ('heatmap_agg(point(x, y), grid, whole)')) e(e),
    wrong_frames(e, f, condition) w ORDER BY f, e;
-- real weights: rounding must not add up, so the frame starts over and is as good as new
SELECT e, f, w.* FROM (VALUES
        ('ROWS BETWEEN 6 PRECEDING AND CURRENT ROW', 'i BETWEEN n - 6 AND n'),
        ('ROWS BETWEEN 40 PRECEDING AND 20 PRECEDING', 'i BETWEEN n - 40 AND n - 20')) f(f, condition),
    (VALUES ('heatmap_agg(x, y, grid, real)'), ('heatmap_agg(x, y, grid, whole / 3.0)'),
            ('heatmap_agg(x, y, grid, whole * 1e16)')) e(e),
    wrong_frames(e, f, condition) w ORDER BY f, e;
-- the frame's grid may change when no row of the old one is left
SELECT i, heatmap_cols(heatmap_agg(x, 1, heatmap_grid(i * 10, 10))
                       OVER (ORDER BY i ROWS BETWEEN CURRENT ROW AND CURRENT ROW))
FROM (VALUES (1, 1), (2, NULL), (3, 1)) v(i, x) ORDER BY i;
SELECT heatmap_agg(1, 1, heatmap_grid(i * 10, 10)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 3) i;

-- rollup of stored grids: a seven-day window, whole and real values
CREATE TABLE daily AS SELECT i / 10 AS day, heatmap_agg(x, y, grid) AS h, heatmap_agg(x, y, grid, real) AS r FROM moves
GROUP BY 1;
UPDATE daily SET h = NULL WHERE day IN (3, 4, 5, 20);
SELECT count(*) AS days,
       count(*) FILTER (WHERE h IS DISTINCT FROM (SELECT rollup(d.h) FROM daily d
                                                  WHERE d.day BETWEEN w.day - 6 AND w.day)) AS wrong,
       count(*) FILTER (WHERE r IS DISTINCT FROM (SELECT rollup(d.r ORDER BY d.day) FROM daily d
                                                  WHERE d.day BETWEEN w.day - 6 AND w.day)) AS wrong_real,
       count(*) FILTER (WHERE three IS DISTINCT FROM (SELECT rollup(d.h) FROM daily d
                                                      WHERE d.day BETWEEN w.day - 2 AND w.day)) AS wrong_three,
       count(three)
FROM (SELECT day, rollup(h) OVER week AS h, rollup(r) OVER week AS r,
             rollup(h) OVER (ORDER BY day ROWS 2 PRECEDING) AS three
      FROM daily WINDOW week AS (ORDER BY day ROWS 6 PRECEDING)) w;
-- many different cells pass through a small window: zeros left behind do not pile up
SELECT max(heatmap_occupied(h)) AS occupied, min(heatmap_total(h)) AS least, max(heatmap_total(h)) AS most FROM (
    SELECT heatmap_agg((i * 37) % 1440, (i * 101) % 6000, heatmap_grid(1440, 6000, 1))
               OVER (ORDER BY i ROWS 49 PRECEDING) AS h FROM generate_series(1, 20000) i) s;
-- states that an aggregate of somebody's own leaves unfinished: an executor node has filled them, and not noted that
-- their `outside` is a fraction; the window starts over rather than taking a rounded sum back
CREATE AGGREGATE unfinished_agg(float8, float8, heatmap, float8) (SFUNC = heatmap_accum_weighted, STYPE = heatmap);
CREATE TABLE unfinished AS
SELECT g, unfinished_agg(5, y, heatmap_grid(30, 70), w) AS h
FROM (SELECT i / 3 AS g, CASE i % 3 WHEN 0 THEN 5 ELSE 100 END AS y, CASE i % 3 WHEN 0 THEN 1 ELSE 0.1 * i END AS w
      FROM generate_series(0, 299) i ORDER BY i) rows GROUP BY g;
SELECT count(*) AS frames,
       count(*) FILTER (WHERE moving IS DISTINCT FROM (SELECT rollup(u.h ORDER BY u.g) FROM unfinished u
                                                       WHERE u.g / 5 = s.g / 5
                                                         AND u.g BETWEEN s.g - 2 AND s.g)) AS wrong
FROM (SELECT g, rollup(h) OVER (PARTITION BY g / 5 ORDER BY g ROWS 2 PRECEDING) AS moving FROM unfinished) s;
DROP TABLE unfinished;
DROP AGGREGATE unfinished_agg(float8, float8, heatmap, float8);
DROP FUNCTION wrong_frames, uniform;
DROP TABLE moves, daily;
