-- attention_agg, against plain SQL and in every plan.
\pset null '-'
-- a page of 1000 in four bands: whole bands, parts of bands, more than the page, above and below it, no height, no time
CREATE TABLE shown (top float8, bottom float8, seconds float8);
INSERT INTO shown VALUES (0, 500, 10), (125, 375, 1), (-100, 1100, 2), (900, 5000, 0.1), (-50, -20, 3), (2000, 2250, 3),
    (300, 300, 7), (1000, 1000, 7), (0, 1000, 0),
    (NULL, 1, 1), (0, NULL, 1), (0, 1, NULL), ('NaN', 1, 1), (0, 'NaN', 1);
SELECT attention_agg(top, bottom, seconds, 1000, 4) AS h FROM shown;
SELECT top, bottom, seconds, attention_agg(top, bottom, seconds, 1000, 4) AS h FROM shown GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;
SELECT attention_agg(top, bottom, seconds, NULL, 4), attention_agg(top, bottom, seconds, 1000, NULL) FROM shown;
SELECT attention_agg(top, bottom, seconds, 1000, 4) FROM shown WHERE false;
-- microseconds: what is smaller is rounded, a tenth is a tenth, and a century is not too long
SELECT attention_agg(0, 1, s, 1, 1) FROM (VALUES (4e-7::float8), (6e-7), (0.1), (0.2), (3155760000)) v(s);
-- one band, the most bands, a page of any size
SELECT attention_agg(0.25, 0.75, 8, 1, 1);
SELECT heatmap_rows(h), heatmap_occupied(h), heatmap_max(h), heatmap_total(h)
FROM (SELECT attention_agg(0, 1, 1, 1, 16777216) AS h) s;
SELECT attention_agg(0, 1e300, 1.5, 1e300, 2), attention_agg(0, 1e-300, 1.5, 1e-300, 2);

-- intervals against a loop over bands, to the bit: 1000 views, sizes of lists and of arrays
\i sql/base/uniform.inc
CREATE TABLE views AS
SELECT i AS id, i % 13 AS page, top, top + floor(uniform(i, 1) * 1200) AS bottom,
       round((uniform(i, 2) * uniform(i, 3) * 60)::numeric, 6)::float8 AS seconds
FROM (SELECT i, floor(uniform(i, 4) * 7000 - 500) AS top FROM generate_series(1, 1000) i) s;
INSERT INTO views SELECT id, page, -bottom, -top, seconds FROM views WHERE id <= 20;
SELECT count(*) FILTER (WHERE top < 0 AND bottom <= 0) > 0 AS above,
       count(*) FILTER (WHERE top < 0 AND bottom > 0) > 0 AS at_the_top,
       count(*) FILTER (WHERE top < 6000 AND bottom > 6000) > 0 AS at_the_end,
       count(*) FILTER (WHERE top > 6000) > 0 AS below
FROM views;
INSERT INTO views VALUES (0, 0, NULL, 1, 1), (0, 1, 1, NULL, 1), (0, 2, 1, 2, NULL), (0, 99, 1, NULL, NULL);
CREATE FUNCTION plain(bands int) RETURNS TABLE (page int, seconds float8[]) LANGUAGE sql AS $$
    SELECT page, array_agg(seconds ORDER BY band)
    FROM (SELECT page, band, coalesce(sum(CASE WHEN lo <= band AND hi >= band + 1 THEN micros
                                               ELSE round(micros * greatest(least(hi, band + 1) - greatest(lo, band),
                                                                            0)) END)::bigint,
                                               0) / 1e6::float8 AS seconds
          FROM (SELECT page, round(seconds * 1e6) AS micros, greatest(least(top * bands / 6000, bands), 0) AS lo,
                       greatest(least(bottom * bands / 6000, bands), 0) AS hi
                FROM views WHERE top IS NOT NULL AND bottom IS NOT NULL AND seconds IS NOT NULL) v,
               generate_series(0, bands - 1) band
          GROUP BY page, band) s
    GROUP BY page $$;
SELECT bands, count(*) FILTER (WHERE m IS DISTINCT FROM seconds) AS wrong, count(m) AS pages
FROM (VALUES (1), (2), (7), (60), (1000)) b(bands), plain(bands) JOIN LATERAL
     (SELECT page, (SELECT array_agg(v) FROM unnest(heatmap_matrix(h)) v) AS m
      FROM (SELECT page, attention_agg(top, bottom, seconds, 6000, bands) AS h FROM views
            GROUP BY page) g) a USING (page)
GROUP BY bands ORDER BY bands;
-- what is outside and what is inside are all there is
SELECT abs(heatmap_total(h) + heatmap_outside(h) - (SELECT sum(seconds * (bottom - top) / 100)
                                                    FROM views)) < 0.01 AS all_there
FROM (SELECT attention_agg(top, bottom, seconds, 6000, 60) AS h FROM views) s;

-- every plan gives the same bytes
CREATE TABLE expected AS SELECT bands, page, attention_agg(top, bottom, seconds, 6000, bands) AS h
FROM views, (VALUES (3), (60), (500)) b(bands) GROUP BY bands, page;
SELECT count(*), count(h) FROM expected;
CREATE FUNCTION differences(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (%s) q FULL JOIN (SELECT * FROM expected WHERE page IS NOT NULL) e USING '
                   '(bands, page) WHERE q.h IS DISTINCT FROM e.h', query) INTO n;
    RETURN n;
END $$;
\set grouped 'SELECT bands, page, attention_agg(top, bottom, seconds, 6000, bands) AS h'
\set grouped :grouped ' FROM views, (VALUES (3), (60), (500)) b(bands) GROUP BY bands, page'
SET enable_hashagg = off;
SELECT differences(:'grouped') AS sorted;
RESET enable_hashagg;
SET enable_sort = off;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT differences(:'grouped') AS spilled;
RESET enable_sort;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SELECT differences(:'grouped') AS parallel;
CREATE FUNCTION nodes(query text) RETURNS TABLE (node text) LANGUAGE plpgsql AS $$
BEGIN
    FOR node IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        node := (regexp_match(node, 'Gather|Partial \w+|Finalize \w+'))[1];
        CONTINUE WHEN node IS NULL;
        RETURN NEXT;
    END LOOP;
END $$;
SET heatmap.vectorized_scan = off;
SELECT differences(:'grouped') AS parallel_agg;
SELECT * FROM nodes('SELECT attention_agg(top, bottom, seconds, 6000, 60) FROM views');
RESET heatmap.vectorized_scan;
RESET work_mem;
RESET hash_mem_multiplier;
RESET max_parallel_workers_per_gather;
CREATE TABLE parts (LIKE views) PARTITION BY HASH (id);
CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parts SELECT * FROM views ORDER BY seconds;
SET enable_partitionwise_aggregate = on;
SELECT differences(replace(:'grouped', 'views', 'parts')) AS partitionwise;
RESET enable_partitionwise_aggregate;
SELECT count(*) FILTER (WHERE s.h IS DISTINCT FROM e.h) AS grouping_sets
FROM (SELECT page, attention_agg(top, bottom, seconds, 6000, 60) AS h FROM views GROUP BY GROUPING SETS ((page), ())) s
     LEFT JOIN
     (SELECT page, h FROM expected WHERE bands = 60 UNION ALL SELECT NULL, attention_agg(top, bottom, seconds, 6000, 60)
      FROM views) e ON e.page IS NOT DISTINCT FROM s.page;
-- sums of stored parts: seconds are float8 then
SELECT max(abs(a.value - coalesce(b.value, 0))) < 1e-9 AS same
FROM (SELECT rollup(h) AS h FROM expected WHERE bands = 60) r,
     (SELECT attention_agg(top, bottom, seconds, 6000, 60) AS w FROM views) v,
     heatmap_cells(h, true) a JOIN heatmap_cells(w, true) b USING ("row");
-- frames that slide, grow, shrink, jump, and are empty; nothing is left of what leaves them
SELECT name, count(*) FILTER (WHERE h IS DISTINCT FROM (SELECT attention_agg(top, bottom, seconds, 6000, bands)
                                                        FROM views v WHERE v.id BETWEEN lo AND hi)) AS wrong,
       count(h) AS frames
FROM (SELECT 'slides' AS name, 60 AS bands, id - 4 AS lo, id AS hi,
             attention_agg(top, bottom, seconds, 6000, 60) OVER (ORDER BY id RANGE 4 PRECEDING) AS h FROM views
      UNION ALL SELECT 'long', 1000, id - 100, id + 100,
             attention_agg(top, bottom, seconds, 6000, 1000)
                 OVER (ORDER BY id RANGE BETWEEN 100 PRECEDING AND 100 FOLLOWING) FROM views WHERE id <= 300 AND id > 0
      UNION ALL SELECT 'grows', 7, -1, id, attention_agg(top, bottom, seconds, 6000, 7) OVER (ORDER BY id) FROM views
      UNION ALL SELECT 'shrinks', 7, id, 9999, attention_agg(top, bottom, seconds, 6000, 7)
                 OVER (ORDER BY id RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM views
      UNION ALL SELECT 'behind', 60, id + 3, id + 5,
             attention_agg(top, bottom, seconds, 6000, 60) OVER (ORDER BY id RANGE BETWEEN 3 FOLLOWING AND 5 FOLLOWING)
      FROM views) s
WHERE name <> 'long' OR hi <= 300
GROUP BY name ORDER BY name;
-- a frame that has become empty may see another grid
SELECT i, attention_agg(0, 10, i, 10 * i, 1) OVER (ORDER BY i RANGE BETWEEN 0.4 FOLLOWING AND 1.4 FOLLOWING)
FROM (VALUES (1.0::float8), (2), (3)) v(i) ORDER BY i;
DROP TABLE shown, views, expected, parts;
DROP FUNCTION plain, differences, nodes, uniform;

-- called by hand: arguments stay as they are, states can be used again
CREATE TABLE states AS SELECT attention_accum(NULL, 0, 2, 1, 4, 4) AS s, attention_accum(NULL, 0, 4, 3, 4, 4) AS t,
       attention_accum_inv(attention_accum(NULL, 0, 1, 1, 8, 2), 0, 1, 1, 8, 2) AS emptied;
SELECT attention_final(attention_combine(s, t)) AS both, attention_final(attention_accum(s, 0, 4, 3, 4, 4)) AS more,
       attention_final(attention_accum_inv(s, 0, 1, 1, 4, 4)) AS less,
       attention_final(attention_accum_inv(attention_combine(s, t), 0, 4, 3, 4, 4)) AS back, attention_final(s) AS s,
       attention_final(t) AS t FROM (SELECT * FROM states OFFSET 0) v;
-- dense states too; one that has been emptied is as if new
SELECT attention_final(attention_accum(dense, 0, 4, 3, 4, 4)) AS more, attention_final(dense) AS dense
FROM (SELECT attention_accum_inv(attention_combine(s, t), 0, 4, 3, 4, 4) AS dense FROM states OFFSET 0) v;
SELECT attention_final(emptied) AS emptied, attention_final(attention_combine(emptied, t)) AS first,
       attention_final(attention_combine(t, emptied)) AS second,
       attention_final(attention_accum(emptied, 0, 4, 3, 4, 4)) AS more FROM states;
DROP TABLE states;
-- behind a column of four bytes, as in the row of a parallel worker, a bytea is not aligned as a state needs to be
CREATE TABLE states (n int, s bytea);
ALTER TABLE states ALTER s SET STORAGE plain;
INSERT INTO states SELECT 1, attention_accum(NULL, 0, 2, 1, 4, 100)
UNION ALL SELECT 2, attention_accum_inv(attention_accum(attention_accum(NULL, 1, 2, 1, 4, 100), 0, 4, 0.5, 4, 100),
                                        1, 2,
                                      1, 4, 100);
SELECT n, heatmap_total(attention_final(s)) AS total,
       heatmap_total(attention_final(attention_accum(s, 0, 4, 1, 4, 100))) AS more,
       heatmap_total(attention_final(attention_combine(s, s))) AS twice FROM states ORDER BY n;
DROP TABLE states;
SELECT attention_accum(NULL, NULL, 2, 1, 4, 4), attention_final(NULL),
       attention_final(attention_accum_inv(attention_accum(NULL, 0, 2, 1, 4, 4), 0, 2, 1, 4, 4));

\set VERBOSITY default
SELECT attention_agg(0, 1, -1, 10, 4);
SELECT attention_agg(0, 1, 'NaN', 10, 4);
SELECT attention_agg(0, 1, 'Infinity', 10, 4);
SELECT attention_agg(2, 1, 1, 10, 4);
SELECT attention_agg('-Infinity', 1, 1, 10, 4);
SELECT attention_agg(0, 'Infinity', 0, 10, 4);
SELECT attention_agg(0, 1, 1e300, 10, 4);
SELECT attention_agg(0, 1e300, 1, 10, 4);
SELECT attention_agg(0, 1e308, 0, 10, 4);
SELECT attention_agg(10, 2e7, 1e6, 10, 1) FROM generate_series(1, 2);
SELECT attention_agg(10, 2e7, 1e6, 10, 1) FROM generate_series(1, 3);
SELECT attention_agg(0, 10, 9e9, 10, 4) FROM generate_series(1, 1000);
SELECT attention_agg(0, 1, 1, 0, 4);
SELECT attention_agg(0, 1, 1, 10, 0);
SELECT attention_agg(0, 1, 1, 10, 16777217);
SELECT attention_agg(0, 1, 1, h, 4) FROM (VALUES (10), (20)) v(h);
SELECT attention_agg(0, 1, 1, 10, b) FROM (VALUES (10), (20)) v(b);
-- hostile bytes: too short, of no kind, a list that is too long, of a page that is none; first states of
-- somebody's own aggregates
\set VERBOSITY terse
SELECT attention_final('');
SELECT attention_final(decode(repeat('00', 75), 'hex'));
SELECT attention_final(decode(repeat('00', 76), 'hex'));
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 0, kind)) FROM (VALUES (2), (3), (255)) v(kind);
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 0, 2));
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 7, 127));
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 5, 1));
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 12, 2));
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 76, 200));
SELECT attention_final(set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 77, 127));
SELECT attention_combine(attention_accum(NULL, 0, 2, 1, 4, 100),
                         set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 7, 127));
CREATE AGGREGATE attention_from_none(float8, float8, float8, float8, int)
    (SFUNC = attention_accum, STYPE = bytea, FINALFUNC = attention_final, INITCOND = '\x01000000ffffff7f00000000');
CREATE AGGREGATE attention_from_first(bytea) (SFUNC = attention_combine, STYPE = bytea, FINALFUNC = attention_final);
SELECT attention_from_none(0, 1, 1, 4, 4) FROM generate_series(1, 3);
SELECT attention_from_first(s)
FROM (VALUES (set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 7, 127)), (attention_accum(NULL, 1, 3, 1, 4, 100))) v(s);
SELECT attention_from_first(s)
FROM (VALUES (set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 0, 2)), (attention_accum(NULL, 1, 3, 1, 4, 100))) v(s);
SELECT attention_from_first(s)
FROM (VALUES (set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 0, 9)), (attention_accum(NULL, 1, 3, 1, 4, 100))) v(s);
SELECT attention_from_first(s)
FROM (VALUES (set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 15, 127)),
             (attention_accum(NULL, 1, 3, 1, 4, 100))) v(s);
SELECT attention_from_first(s)
FROM (VALUES (set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 76, 200)),
             (attention_accum(NULL, 1, 3, 1, 4, 100))) v(s);
SELECT attention_from_first(s)
FROM (VALUES (set_byte(attention_accum(NULL, 0, 2, 1, 4, 100), 77, 127)),
             (attention_accum(NULL, 1, 3, 1, 4, 100))) v(s);
SELECT attention_from_first(s)
FROM (VALUES (attention_accum(NULL, 0, 2, 1, 4, 4)), (attention_accum(NULL, 1, 3, 1, 4, 4))) v(s);
DROP AGGREGATE attention_from_none(float8, float8, float8, float8, int), attention_from_first(bytea);

-- Sums of parts, by way of whole microseconds, are the map of all rows to the byte.
CREATE TABLE looked AS
SELECT i % 97 AS part, (h & 4095) / 3.0 AS top, (h >> 12 & 1023) / 7.0 AS more, (h >> 22 & 1023) / 9.7 AS seconds
FROM (SELECT i, hashint8extended(i, 1) & 4294967295 AS h FROM generate_series(1::bigint, 5000) AS i) AS s;
WITH parts AS (SELECT attention_agg(top, top + more, seconds, 1000, 40) AS h FROM looked GROUP BY part)
SELECT attention_seconds(rollup(attention_microseconds(h))) = (SELECT attention_agg(top, top + more, seconds, 1000, 40)
    FROM looked) AS same, rollup(h) = (SELECT attention_agg(top, top + more, seconds, 1000, 40) FROM looked) AS rounded
FROM parts;
SELECT attention_microseconds(NULL), attention_seconds(NULL), attention_microseconds(heatmap_grid(1, 10));
SELECT attention_microseconds(heatmap_agg(1, 1, heatmap_grid(10, 10), 1e305));
DROP TABLE looked;
