-- heatmap_compare, heatmap_difference, heatmap_similarity: against SQL, and what is refused.
\i sql/base/uniform.inc
\pset null '-'
CREATE TABLE maps (name text, h heatmap);
INSERT INTO maps VALUES
    ('a', '{"cols":3,"rows":2,"extent":[0,0,30,20],"outside":4,"cells":[[0,0,10],[1,0,30],[2,1,60]]}'),
    ('b', '{"cols":3,"rows":2,"extent":[0,0,30,20],"outside":1,"cells":[[1,0,30],[0,1,20],[2,1,50]]}'),
    ('empty', '{"cols":3,"rows":2,"extent":[0,0,30,20],"cells":[]}'),
    ('weights', '{"cols":3,"rows":2,"extent":[0,0,30,20],"cells":[[0,0,0.5],[1,0,2]]}'),
    ('negative', '{"cols":3,"rows":2,"extent":[0,0,30,20],"cells":[[0,0,-1],[1,0,2]]}'),
    ('other', '{"cols":2,"rows":2,"extent":[0,0,30,20],"cells":[[0,0,1]]}');
CREATE FUNCTION map(text) RETURNS heatmap STABLE LANGUAGE sql AS 'SELECT h FROM maps WHERE name = $1';
SELECT cell, col, "row", x, y, count_a, count_b, share_a, share_b, round(difference::numeric, 4) AS difference,
       round(z::numeric, 4) AS z, round(p_value::numeric, 6) AS p_value, round(q_value::numeric, 6) AS q_value
FROM heatmap_compare(map('a'), map('b'));
-- R 4.2.2: binom.test(30, 60, 0.5), (0, 10, 0.5), (20, 20, 0.5), (50, 110, 0.5); scores by their formula
SELECT bool_and(abs(p_value / p - 1) < 1e-9 AND abs(z - (count_b - n / 2) / sqrt(n / 4)) < 1e-12) AS as_r
FROM heatmap_compare(map('a'), map('b')) JOIN
     (VALUES (0, 10.0, 0.001953125), (1, 60, 1), (3, 20, 1.9073486328125e-06), (5, 110, 0.3909274566995049)) v(cell, n,
         p)
     USING (cell);
-- all other figures on random maps, against plain SQL
CREATE TABLE random AS
SELECT heatmap_agg(floor(uniform(i, 1) * 20)::int, floor(uniform(i, 2) ^ 2 * 30)::int, heatmap_grid(20, 30, 1)) FILTER
       (WHERE i % 3 = 0) AS a,
       heatmap_agg(floor(uniform(i, 1) * 20)::int, floor(uniform(i, 2) * 30)::int, heatmap_grid(20, 30, 1)) FILTER
           (WHERE i % 3 > 0) AS b
FROM generate_series(1, 90000) i;
WITH cells AS (
    SELECT coalesce(a.cell, b.cell) AS cell, coalesce(a.value, 0) AS count_a, coalesce(b.value, 0) AS count_b,
           coalesce(a.share, 0) AS share_a, coalesce(b.share, 0) AS share_b
    FROM (SELECT c.* FROM random, heatmap_cells(a) c) a FULL JOIN (SELECT c.* FROM random, heatmap_cells(b) c) b
         ON a.cell = b.cell)
SELECT count(*) AS cells, count(DISTINCT c.cell) = count(*) AS once, bool_and(c.count_a = s.count_a AND c.count_b =
       s.count_b
           AND c.share_a = s.share_a AND c.share_b = s.share_b AND c.difference = s.share_b - s.share_a) AS same,
       array_agg(c.q_value ORDER BY c.cell) = adjust_p(array_agg(c.p_value ORDER BY c.cell)) AS adjusted,
       bool_and(sign(c.z) = sign(c.difference) OR abs(c.difference) < 1e-15) AS signs
FROM random, heatmap_compare(random.a, random.b) c FULL JOIN cells s USING (cell);
-- the other way round: other signs, the same p-values
SELECT bool_and(abs(c.p_value - d.p_value) < 1e-12 AND abs(c.q_value - d.q_value) < 1e-12 AND c.z = -d.z AND
       c.difference = -d.difference
                AND c.x = d.x AND c.y = d.y AND c.count_a = d.count_b) AS mirrored
FROM random, LATERAL (SELECT * FROM heatmap_compare(a, b)) c JOIN LATERAL (SELECT * FROM heatmap_compare(b, a)) d USING
       (cell);
-- a map and itself, or three times itself: nothing has changed
SELECT count(*) AS cells, count(*) FILTER (WHERE p_value = 1 AND q_value = 1 AND z = 0 AND difference = 0) AS unchanged
FROM random, heatmap_compare(a, 3 * a);
-- no change: at most as many cells below a q-value as false discoveries are accepted; one true change is found
WITH halves AS (
    SELECT heatmap_agg(x, y, heatmap_grid(100, 100, 5)) FILTER (WHERE uniform(i, 5) < 0.5) AS a,
           heatmap_agg(x, y, heatmap_grid(100, 100, 5)) FILTER (WHERE uniform(i, 5) >= 0.5) AS b,
           heatmap_agg(x, y, heatmap_grid(100, 100, 5)) FILTER (WHERE uniform(i, 5) >= 0.5)
               + heatmap_agg(42, 33, heatmap_grid(100, 100, 5)) FILTER (WHERE i <= 60) AS changed
    FROM generate_series(1, 40000) i, LATERAL (SELECT uniform(i, 6) * 100 AS x, uniform(i, 7) * 100 AS y) p)
SELECT (SELECT count(*) FROM heatmap_compare(a, b) WHERE q_value < 0.01) AS without_change,
       (SELECT array_agg(DISTINCT (col, "row")) FROM heatmap_compare(a, changed) WHERE q_value < 0.01) AS with_one,
       heatmap_difference(a, changed, 0.01) AS significant
FROM halves;
-- nothing to compare with
SELECT * FROM heatmap_compare(map('a'), map('empty')) LIMIT 1;
SELECT count(*) FROM heatmap_compare(map('empty'), map('empty'));
SELECT count(*) FROM heatmap_compare(NULL, map('a'));
SELECT heatmap_difference(map('a'), map('empty')), heatmap_difference(map('empty'), map('a'), 0.5),
       heatmap_difference(NULL, map('a')), heatmap_difference(map('a'), NULL, 0.1),
       heatmap_similarity(map('a'), map('empty')), heatmap_similarity(map('empty'), map('a')),
           heatmap_similarity(map('a'), NULL);
-- differences are those of shares, also of weights
SELECT heatmap_difference(map('a'), map('b')) = heatmap_shares(map('b')) - heatmap_shares(map('a')) AS shares,
       heatmap_difference(map('a'), map('b'));
SELECT heatmap_difference(map('a'), map('b'), 0.01), heatmap_difference(map('a'), map('a')),
       heatmap_difference(map('a'), map('b'), 1)
       = heatmap_difference(map('a'), map('b')) AS all_cells;
SELECT heatmap_difference(map('a'), map('weights'));
-- the cosine, also where squares leave float8
SELECT abs(heatmap_similarity(a, b) - (SELECT sum(count_a * count_b) / sqrt(sum(count_a ^ 2) * sum(count_b ^ 2))
                                       FROM heatmap_compare(a, b))) < 1e-12 AS cosine FROM random;
SELECT heatmap_similarity(map('a'), 0.25 * map('a')), heatmap_similarity(map('a'), -1 * map('a')),
       heatmap_similarity(map('a') * 1e300, map('a') * 1e-300),
       heatmap_similarity(map('other'), '{"cols":2,"rows":2,"extent":[0,0,30,20],"cells":[[1,1,7]]}');
\set VERBOSITY default
SELECT heatmap_compare(map('a'), map('other'));
SELECT heatmap_difference(map('a'), map('other'));
SELECT heatmap_similarity(map('a'), map('other'));
SELECT heatmap_compare(map('a'), map('weights'));
SELECT heatmap_compare(map('negative'), map('a'));
SELECT heatmap_difference(map('weights'), map('a'), 0.01);
SELECT heatmap_difference(map('a'), map('b'), 2);
SELECT heatmap_difference(map('a'), map('b'), 'NaN');
SELECT heatmap_compare(map('a') * 1e15, map('a') * 1e15);
DROP TABLE maps, random;
DROP FUNCTION map, uniform;
