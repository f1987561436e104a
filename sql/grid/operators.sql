-- test/run jit runs this file, too.
-- The operators of heatmaps: + - * /, comparison, hashing, and the operator classes for indexes, joins and sorts.
CREATE TABLE maps (id int, h heatmap);
INSERT INTO maps VALUES
    (1, '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":1,"cells":[[0,0,1],[2,6,3]]}'),
    (2, '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":2,"cells":[[2,6,3],[1,5,0.5]]}'),
    (3, '{"cols":3,"rows":7,"extent":[0,0,30,70]}'),
    (4, '{"cols":7,"rows":3,"extent":[0,0,30,70],"cells":[[2,2,3]]}');
SELECT a.h + b.h, a.h - b.h, a.h - a.h FROM maps a, maps b WHERE a.id = 1 AND b.id = 2;
SELECT h * 2, 2 * h, h * -0.5, h * 0 FROM maps WHERE id = 1;
SELECT a.h + b.h = b.h + a.h AS commutes, (a.h + b.h) - b.h = a.h AS inverse, a.h + c.h = a.h AS neutral
FROM maps a, maps b, maps c WHERE a.id = 1 AND b.id = 2 AND c.id = 3;
-- the other sign, and ratios: averages, rates; empty where the divisor is 0
SELECT -h, -(-h) = h AS inverse FROM maps WHERE id = 1;
SELECT a.h / b.h, a.h / a.h, a.h / c.h FROM maps a, maps b, maps c WHERE a.id = 1 AND b.id = 2 AND c.id = 3;
SELECT a.h + NULL IS NULL AS strict FROM maps a WHERE id = 1;
\set VERBOSITY default
SELECT a.h + b.h FROM maps a, maps b WHERE a.id = 1 AND b.id = 4;
SELECT a.h - b.h FROM maps a, maps b WHERE a.id = 1 AND b.id = 4;
SELECT a.h / b.h FROM maps a, maps b WHERE a.id = 1 AND b.id = 4;
SELECT h * 1e300 / (h * 1e-300) FROM maps WHERE id = 1;
SELECT h * 'NaN' FROM maps WHERE id = 1;
SELECT h * 'Infinity' FROM maps WHERE id = 3;
SELECT h * 1e308 * 10 FROM maps WHERE id = 1;
SELECT (h * 1.7e308) + (h * 1.7e308) FROM maps WHERE id = 3;
SELECT (h * 5e307) + (h * 5e307) FROM maps WHERE id = 1;
\set VERBOSITY terse

-- equality is that of the value: how it was computed does not matter
SELECT heatmap_agg(x, y, heatmap_grid(30, 70)) = heatmap_agg(x, y, heatmap_grid(30, 70), 1.0) AS weighted,
       heatmap_agg(x, y, heatmap_grid(30, 70)) = rollup(heatmap_grid(30, 70) + h) AS added,
       heatmap_agg(x, y, heatmap_grid(30, 70)) = (array_agg(h ORDER BY h))[1] AS parsed,
       heatmap_hash(heatmap_agg(x, y, heatmap_grid(30, 70))) = heatmap_hash((array_agg(h ORDER BY h))[1]) AS hash,
       heatmap_hash_extended(heatmap_agg(x, y, heatmap_grid(30, 70)), 42)
       = heatmap_hash_extended((array_agg(h ORDER BY h))[1], 42) AS hash_extended
FROM (VALUES (1, 1, '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,0,1],[2,6,1]]}'::heatmap),
             (29, 69, NULL)) v(x, y, h);

-- every byte counts, and the seed does
SELECT a = b AS same, a < b AS less, heatmap_hash(a) = heatmap_hash(b) AS same_hash,
       heatmap_hash_extended(a, 1) = heatmap_hash_extended(a, 2) AS same_seeds
FROM (SELECT h AS a, h + (SELECT heatmap_agg(99.5, 99.5, heatmap_grid(100, 100, 1), 2)) AS b
      FROM (SELECT heatmap_agg(x, y, heatmap_grid(100, 100, 1)) AS h
            FROM generate_series(0, 99) x, generate_series(0, 99) y) s) v;
-- with seed 0 both hash functions agree
SELECT bool_and((heatmap_hash_extended(h, 0) & 4294967295) = (heatmap_hash(h)::bigint & 4294967295)) AS agree,
       count(DISTINCT heatmap_hash_extended(h, 7)) FROM maps;
SELECT (heatmap_hash_extended(h, 0) & 4294967295) = (heatmap_hash(h)::bigint & 4294967295) AS agree,
       heatmap_hash(h) <> heatmap_hash(h * 2) AS different
FROM (SELECT heatmap_agg(x, y, heatmap_grid(2000, 1000, 1)) AS h
      FROM generate_series(0, 1999) x, generate_series(0, 999) y) s;

-- operator classes, on mixed grids too
INSERT INTO maps SELECT id + 10, h FROM maps;
INSERT INTO maps VALUES (20, NULL), (21, NULL);
SELECT count(*) AS groups FROM (SELECT h FROM maps GROUP BY h) s;
SET enable_hashagg = off;
SELECT count(DISTINCT h), count(*) FROM maps;
SELECT count(*) AS groups FROM (SELECT h FROM maps GROUP BY h) s;
RESET enable_hashagg;
SELECT count(*) AS rows FROM (SELECT h FROM maps UNION SELECT h FROM maps) s;
SELECT count(*) AS rows FROM (SELECT h FROM maps EXCEPT SELECT h FROM maps WHERE id = 1) s;
SELECT count(*) AS pairs, count(*) FILTER (WHERE a.h < b.h) AS lt, count(*) FILTER (WHERE a.h <= b.h) AS le,
       count(*) FILTER (WHERE a.h = b.h) AS eq,
       count(*) FILTER (WHERE a.h <> b.h) AS ne, count(*) FILTER (WHERE a.h >= b.h) AS ge,
       count(*) FILTER (WHERE a.h > b.h) AS gt,
       bool_and((a.h < b.h) = (b.h > a.h)) AS antisymmetric,
       bool_and(heatmap_cmp(a.h, b.h) = -heatmap_cmp(b.h, a.h)) AS cmp
FROM maps a, maps b WHERE a.h IS NOT NULL AND b.h IS NOT NULL;
SET enable_seqscan = off;
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT count(*) AS hash_joined FROM maps a JOIN maps b USING (h);
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*) AS merge_joined FROM maps a JOIN maps b USING (h);
CREATE INDEX maps_btree ON maps (h);
SELECT count(*) AS by_btree FROM maps WHERE h = (SELECT h FROM maps WHERE id = 1);
DROP INDEX maps_btree;
CREATE INDEX maps_hash ON maps USING hash (h);
SELECT count(*) AS by_hash FROM maps WHERE h = (SELECT h FROM maps WHERE id = 1);
SELECT amvalidate(oid) FROM pg_opclass WHERE opcname = 'heatmap_ops';
RESET enable_seqscan;
RESET enable_nestloop;
RESET enable_hashjoin;
DROP TABLE maps;
