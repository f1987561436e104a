-- heatmap_visitors_agg and rollup: against count(DISTINCT), the same bytes in every plan, and what is refused.
\i sql/base/uniform.inc
\i sql/base/plan_has.inc
\pset null '-'
CREATE TABLE clicks (id int, day int, part int, visitor bigint, name text, u uuid, x float8, y float8);
INSERT INTO clicks
SELECT i, i % 30, i % 3000, v, 'visitor ' || v, md5(v::text)::uuid, uniform(i, 2) * 110 - 5, uniform(i, 3) * 210 - 5
FROM (SELECT i, floor(uniform(i, 1) ^ 3 * 3000)::bigint - 1000 AS v FROM generate_series(1, 40000) i) s;
UPDATE clicks SET visitor = NULL, name = NULL, u = NULL WHERE id % 97 = 0;
UPDATE clicks SET x = NULL WHERE id % 89 = 0;
UPDATE clicks SET y = 'NaN' WHERE id % 83 = 0;
UPDATE clicks SET x = 'Infinity' WHERE id % 79 = 0 AND x IS NOT NULL;
ANALYZE clicks;
-- each cell's visitors, and those outside
CREATE TABLE expected AS
SELECT heatmap_cell(x, y, heatmap_grid(100, 200, 10)) AS cell, count(DISTINCT visitor) AS visitors
FROM clicks WHERE x IS NOT NULL AND y <> 'NaN' AND visitor IS NOT NULL GROUP BY 1;
CREATE TABLE sets AS
SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) AS n,
       heatmap_visitors_agg(x, y, name, heatmap_grid(100, 200, 10)) AS t,
       heatmap_visitors_agg(x, y, u, heatmap_grid(100, 200, 10)) AS u FROM clicks;
SELECT count(*) AS cells, bool_and(e.visitors = n.value AND e.visitors = t.value AND e.visitors = u.value) AS same
FROM (SELECT c.* FROM sets, heatmap_cells(n::heatmap) c) n FULL JOIN (SELECT c.* FROM sets, heatmap_cells(t::heatmap)
       c) t USING (cell)
     FULL JOIN (SELECT c.* FROM sets, heatmap_cells(u::heatmap) c) u USING (cell)
     FULL JOIN (SELECT * FROM expected WHERE cell IS NOT NULL) e USING (cell);
SELECT heatmap_outside(n::heatmap) = visitors AS n, heatmap_outside(t::heatmap) = visitors AS t,
       heatmap_outside(u::heatmap) = visitors AS u
FROM sets, expected WHERE cell IS NULL;
-- any order of rows, and sets of sets
SELECT n = heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10) ORDER BY visitor, x) AS by_visitor,
       n = heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10) ORDER BY -id) AS backwards
FROM sets, clicks GROUP BY n;
CREATE TABLE daily AS
SELECT day, heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) AS v FROM clicks GROUP BY day;
SELECT n = rollup(v) AS all_days, n = rollup(v ORDER BY day DESC) AS backwards FROM sets, daily GROUP BY n;
SELECT n = rollup(w) AS of_weeks FROM sets, (SELECT rollup(v) AS w FROM daily GROUP BY day / 7) s GROUP BY n;
-- parallel, hashed, spilled, sorted, grouping sets, partitions, windows, the vectorised scan
CREATE TABLE parts (LIKE clicks) PARTITION BY RANGE (day);
SELECT format('CREATE TABLE parts_%s PARTITION OF parts FOR VALUES FROM (%s) TO (%s)', k, 10 * k, 10 * k + 10) FROM
       generate_series(0, 2) k
       \gexec
INSERT INTO parts SELECT * FROM clicks;
ANALYZE parts;
CREATE FUNCTION digest(relation text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT md5(string_agg(part || v::text, '','' ORDER BY part)) FROM
        (SELECT part, heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) AS v FROM %I GROUP BY part)
            s', relation) INTO result;
    RETURN result;
END $$;
SELECT digest('clicks') AS digest \gset
\set query 'SELECT part, heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) FROM clicks GROUP BY part'
SELECT plan_has(:'query', 'HeatmapScan') AS scan;
SET heatmap.vectorized_scan = off;
SELECT plan_has(:'query', 'HashAggregate') AS hashed, digest('clicks') = :'digest' AS same;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SET enable_sort = off;
SELECT plan_has(:'query', 'Disk Usage') AS spilled, digest('clicks') = :'digest' AS same;
SET enable_hashagg = off;
SET enable_sort = on;
SELECT plan_has(:'query', 'GroupAggregate') AS sorted, digest('clicks') = :'digest' AS same;
RESET ALL;
SET cpu_operator_cost = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT plan_has(:'query', 'Gather') AS parallel, digest('clicks') = :'digest' AS same;
RESET cpu_operator_cost;
SET heatmap.vectorized_scan = off;
SELECT plan_has('SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) FROM clicks', 'Partial') AS
       parallel, digest('clicks') = :'digest' AS same;
SET enable_partitionwise_aggregate = on;
SELECT digest('parts') = :'digest' AS partitions;
RESET ALL;
SELECT digest('parts') = :'digest' AS partitions;
SELECT count(*), bool_and(v = s.w) AS same
FROM (SELECT day, heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) AS w FROM clicks GROUP BY GROUPING
       SETS ((day), ())) s
     JOIN (SELECT * FROM daily UNION ALL SELECT NULL, n FROM sets) d ON d.day IS NOT DISTINCT FROM s.day;
-- a moving window is computed anew for each frame
SELECT count(*), bool_and(w = (SELECT rollup(v) FROM daily e WHERE e.day BETWEEN d.day - 2 AND d.day)) AS same
FROM (SELECT day, rollup(v) OVER (ORDER BY day ROWS 2 PRECEDING) AS w FROM daily) d;
-- nothing, or nothing that counts
SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) FROM clicks WHERE false;
SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10)) FROM clicks WHERE visitor IS NULL;
SELECT rollup(v) FROM daily WHERE false;
SELECT rollup(NULL::heatmap_visitors);
SELECT heatmap_visitors_agg(1, 2, 7::bigint, NULL);
-- limits of bigint; texts that differ in case or by spaces are different
SELECT heatmap_visitors_agg(1, 1, v, heatmap_grid(2, 2, 1))
FROM (VALUES (9223372036854775807), (-9223372036854775808), (0), (-1), (9223372036854775807)) s(v);
SELECT heatmap_visitors_count(heatmap_visitors_agg(1, 1, v, heatmap_grid(2, 2, 1)))
FROM (VALUES ('a'), ('A'), ('a '), (''), ('a')) s(v);
-- the same text in another encoding of its varlena: short, long, compressed, out of line
CREATE TABLE long (v text);
ALTER TABLE long ALTER v SET STORAGE external;
INSERT INTO long SELECT repeat('x', n) FROM (VALUES (3), (3), (300), (300), (30000), (30000)) s(n);
SELECT heatmap_visitors_count(heatmap_visitors_agg(1, 1, v, heatmap_grid(2, 2, 1))) AS stored,
       heatmap_visitors_agg(1, 1, v, heatmap_grid(2, 2, 1)) = heatmap_visitors_agg(1, 1, v || '', heatmap_grid(2, 2,
           1)) AS same FROM long;
\set VERBOSITY default
SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(100, 200, 10 + id % 2)) FROM clicks;
SELECT rollup(v) FROM (SELECT n FROM sets UNION ALL SELECT t FROM sets) s(v);
SELECT rollup(v) FROM (SELECT u FROM sets UNION ALL SELECT t FROM sets) s(v);
SELECT rollup(v) FROM (SELECT n FROM sets UNION ALL SELECT heatmap_visitors_agg(1, 1, 1::bigint, heatmap_grid(2, 2,
       1))) s(v);
DROP TABLE clicks, expected, sets, daily, parts, long;
DROP FUNCTION digest, uniform, plan_has;
