-- confetti_svg: a dot a click.
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION lines(svg text) RETURNS text LANGUAGE sql AS $$SELECT replace($1, '><', E'>\n<')$$;
CREATE TABLE dots (x float8, y float8, segment text);
INSERT INTO dots VALUES (1, 1, 'free'), (1, 1, 'free'), (2, 3, 'paid'), (10, 20, 'free'), (-1, 5, 'paid'), (5, 5, NULL),
    (NULL, 1, 'x'), (1, NULL, 'x'), ('NaN', 1, 'x'), ('infinity', 1, 'free'), (-0.0, 0, '<b>&');
SELECT lines(confetti_svg(x, y, segment, heatmap_grid(0, 0, 10, 20, 10, 20))) FROM dots;
-- the order of the rows does not matter, nor their split
SELECT count(DISTINCT svg) FROM (
    SELECT confetti_svg(x, y, segment, heatmap_grid(300, 400)) AS svg FROM dots
    UNION ALL SELECT confetti_svg(x, y, segment, heatmap_grid(300, 400) ORDER BY x DESC, y, segment) FROM dots
    UNION ALL SELECT confetti_svg(x, y, segment, heatmap_grid(300, 400) ORDER BY segment, y) FROM dots) AS q;
-- a sample of many, the same whatever the plan
CREATE TABLE many AS
SELECT (i * 7919 % 14400) / 10.0 AS x, i * 104729::bigint % 6000 AS y, 'segment ' || i % 3 AS segment
FROM generate_series(1, 30000) i;
SELECT substring(confetti_svg(x, y, segment, heatmap_grid(1440, 6000)) FROM '[0-9,]+ clicks, shown.*?<') FROM many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
\i sql/base/plan_has.inc
SELECT plan_has('SELECT confetti_svg(x, y, segment, heatmap_grid(1440, 6000)) FROM many', 'Partial Aggregate');
CREATE TEMP TABLE pictures AS SELECT confetti_svg(x, y, segment, heatmap_grid(1440, 6000)) AS svg FROM many;
SET max_parallel_workers_per_gather = 0;
INSERT INTO pictures SELECT confetti_svg(x, y, segment, heatmap_grid(1440, 6000)) FROM many;
INSERT INTO pictures SELECT confetti_svg(x, y, segment, heatmap_grid(1440, 6000) ORDER BY y DESC, x) FROM many;
SELECT count(*), count(DISTINCT svg) FROM pictures;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
-- what is shown is in the data, and nothing is left out below the limit
SELECT count(*), count(d) FROM (
    SELECT m[1]::float8 AS x, m[2]::float8 AS y
    FROM pictures, regexp_matches(svg, 'M([0-9.]+) ([0-9.]+)h0', 'g') AS m) AS p
    LEFT JOIN (SELECT DISTINCT x::float8, y::float8 FROM many) AS d USING (x, y);
SELECT length(svg) < 100000 FROM pictures LIMIT 1;
-- repeated clicks are one dot, and all count
SELECT substring(confetti_svg(i % 100, i % 50, 'a', heatmap_grid(300, 400)) FROM '[0-9,]+ clicks[^<]*')
FROM generate_series(1, 50000) i;
-- groups
SELECT segment, length(confetti_svg(x, y, segment, heatmap_grid(1440, 6000))) > 1000 FROM many GROUP BY segment ORDER
       BY segment;
SELECT confetti_svg(x, y, segment, heatmap_grid(10, 10)) IS NULL FROM dots WHERE false;
-- limits
SELECT confetti_svg(i, i, 's' || i, heatmap_grid(100, 100)) IS NULL FROM generate_series(1, 17) i;
SELECT confetti_svg(1, 1, repeat('x', 120), heatmap_grid(100, 100));
SELECT length(confetti_svg(1, 1, repeat('x', 119), heatmap_grid(100, 100))) > 100;
SELECT confetti_svg(x, y, segment, CASE WHEN x < 5 THEN heatmap_grid(10, 10) ELSE heatmap_grid(20, 20) END) FROM dots;
-- by hand, with hostile states
SELECT confetti_final(confetti_combine(confetti_accum(confetti_accum(NULL, 1, 1, 'a', heatmap_grid(300, 300)), 2, 2,
       'b',
                                                      heatmap_grid(300, 300)),
                                       confetti_accum(NULL, 1, 1, 'a', heatmap_grid(300, 300))))
     = (SELECT confetti_svg(x, x, s, heatmap_grid(300, 300)) FROM (VALUES (1, 'a'), (2, 'b'), (1, 'a')) AS v(x, s));
SELECT confetti_final('');
SELECT confetti_final('\x0000');
SELECT confetti_accum(decode(repeat('00', 400), 'hex'), 1, 1, 'a', heatmap_grid(300, 300));
CREATE FUNCTION damaged(state bytea, at int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM length(confetti_final(set_byte(state, at, get_byte(state, at) # 255)));
    PERFORM confetti_accum(set_byte(state, at, get_byte(state, at) # 255), 1, 1, 'a', heatmap_grid(300, 300));
    PERFORM confetti_combine(state, set_byte(state, at, get_byte(state, at) # 255));
    RETURN 'harmless';
EXCEPTION WHEN data_corrupted OR invalid_parameter_value OR program_limit_exceeded THEN RETURN 'error';
END $$;
SELECT count(*) = length(state), count(*) FILTER (WHERE damaged(state, at) = 'error') > 30
FROM (SELECT confetti_accum(confetti_accum(NULL, 1, 1, 'a', heatmap_grid(300, 300)), 2, 2, 'b', heatmap_grid(300, 300))
       AS state) AS s,
     LATERAL generate_series(0, length(state) - 1) AS at GROUP BY state;
DROP TABLE dots, many;
DROP FUNCTION lines, damaged, plan_has;
