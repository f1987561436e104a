-- The type heatmap_visitors: text and binary forms.
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[-7,3],[42,0,5,6]]}'::heatmap_visitors;
-- order and repetition do not matter, nor how a number is written
SELECT '{"pairs": [[42, 5], [-7, 3, 3], [4.2e1, 6, 0], [42, 5]], "visitors": "bigint", "rows": 2, "cols": 3,
         "extent": [-0, 0.0, 3e1, 20]}'::heatmap_visitors;
SELECT v::text = v::text::heatmap_visitors::text AS same, v
FROM (VALUES ('{"cols":1,"rows":1,"extent":[-1.5,0,1e300,20],'
       '"visitors":"text","pairs":[[0,0],[18446744073709551615,0,1]]}'::heatmap_visitors),
             ('{"cols":4096,"rows":4096,"extent":[0,0,1,1],"visitors":"bigint",
                "pairs":[[-9223372036854775808,0],[9223372036854775807,16777216,16777215]]}'),
             ('{"cols":2,"rows":2,"extent":[0,0,2,2],"visitors":"bigint","pairs":[]}')) s(v);
-- json and jsonb, there and back
SELECT v::json AS json, v::jsonb AS jsonb, v::json::heatmap_visitors = v AS from_json, v::jsonb::heatmap_visitors = v
       AS from_jsonb
FROM (VALUES ('{"cols":3,"rows":2,"extent":[0,0,30,20],'
       '"visitors":"bigint","pairs":[[-7,3],[42,0,5]]}'::heatmap_visitors)) s(v);
SELECT '{"cols": 0}'::json::heatmap_visitors;
-- binary, there and back, of sets from a few to many pairs
CREATE TABLE sets AS
SELECT n, heatmap_visitors_agg(x, y, v, heatmap_grid(100, 100, 5)) AS v
FROM (SELECT n, hashint8extended(i, 1) & 127 AS x, hashint8extended(i, 2) & 127 AS y,
             hashint8extended(i, 3) / CASE n % 3 WHEN 0 THEN 1 WHEN 1 THEN 1::bigint << 50 ELSE (1::bigint << 62) END
                 AS v
      FROM (VALUES (1), (2), (3), (99), (1000), (5000)) s(n), generate_series(1, n) i) r GROUP BY n;
CREATE TABLE copy (n int, v heatmap_visitors);
SELECT n, v::text::heatmap_visitors = v AS text, octet_length(heatmap_visitors_send(v)) < 13 * n + 60 AS small FROM
       sets ORDER BY n;
-- stored in a table, compressed and out of line
ALTER TABLE copy ALTER v SET STORAGE external;
INSERT INTO copy SELECT * FROM sets;
SELECT count(*), bool_and(copy.v = sets.v AND heatmap_visitors_count(copy.v) = heatmap_visitors_count(sets.v)) AS same
FROM copy JOIN sets USING (n);
\set VERBOSITY default
SELECT ''::heatmap_visitors;
SELECT '[]'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,0,20],"visitors":"bigint","pairs":[]}'::heatmap_visitors;
SELECT '{"cols":5000,"rows":5000,"extent":[0,0,9,20],"visitors":"bigint","pairs":[]}'::heatmap_visitors;
\set VERBOSITY sqlstate
SELECT '{}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"name","pairs":[]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":1,"pairs":[]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":{}}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[1]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[1,7]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[1,-1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[1,"1"]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[["1",1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[1.5,1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],'
       '"visitors":"bigint","pairs":[[9223372036854775808,1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"text","pairs":[[-1,1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],'
       '"visitors":"text","pairs":[[18446744073709551616,1]]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30],"visitors":"text","pairs":[]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,"20"],"visitors":"text","pairs":[]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,1e400],"visitors":"text","pairs":[]}'::heatmap_visitors;
SELECT '{"cols":-3,"rows":2,"extent":[0,0,30,20],"visitors":"text","pairs":[]}'::heatmap_visitors;
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"text","pairs":[],"more":1}'::heatmap_visitors;
DROP TABLE sets, copy;
