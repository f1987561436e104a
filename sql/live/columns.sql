-- rollup_columns: what is kept of each column of a query.
\set SHOW_CONTEXT never
-- As it is from 15 on: journey_agg needs it.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE TABLE kept (ts timestamptz, at timestamp, page text, "Odd ""name" text, x int, y int, fx float8, fy float8,
    p point, v bigint, w float8, n numeric, small smallint, ok boolean, span interval, stored heatmap,
    visitors heatmap_visitors, walked journey, drops funnel, made int GENERATED ALWAYS AS (x + 1) STORED);

-- Dimensions, filter, names that need quotes.
CREATE VIEW kept_query AS SELECT page, "Odd ""name" AS "Odd ""name", (ts AT TIME ZONE 'UTC')::date AS day, small + 1 AS
       s,
    count(*) AS n FROM kept WHERE ok AND w > 1 GROUP BY 1, 2, 3, 4;
SELECT name, part, index FROM rollup_columns('kept_query', 'kept', NULL) WHERE name IS DISTINCT FROM 'n';
DROP VIEW kept_query;

-- Every aggregate that can be kept.
CREATE VIEW kept_query AS SELECT page, count(*) AS a1, count(x) AS a2, sum(small) AS a3, sum(x) AS a4, sum(v) AS a5,
    sum(n) AS a6, sum(span) AS a7, sum(w) AS a8, sum(w::float4) AS a9, min(page) AS b1, max(ts) AS b2, bool_and(ok) AS
        b3,
    bool_or(ok) AS b4, heatmap_agg(x, y, heatmap_grid(100, 100)) AS c1, heatmap_agg(fx, fy, heatmap_grid(100, 100)) AS
        c2,
    heatmap_agg(p, heatmap_grid(100, 100)) AS c3, heatmap_agg(x, y, heatmap_grid(100, 100), w) AS c4,
    heatmap_agg(x, y, heatmap_grid(100, 100), made) AS c5, heatmap_agg(p, heatmap_grid(100, 100), 2) AS c6,
    heatmap_agg(p, heatmap_grid(100, 100), 0.5) AS c7,
    scroll_agg(fy, 3000, 30) AS d1, attention_agg(fx, fy, w, 3000, 30) AS d2,
    heatmap_visitors_agg(fx, fy, v, heatmap_grid(100, 100)) AS d3, rollup(stored) AS d4, rollup(visitors) AS d5,
        rollup(walked) AS d6,
    rollup(drops) AS d7, journey_agg(ts, x > 1, page = '/') AS d8, funnel_agg(walked, '1 day', 'any_order') AS d9,
    heatmap_agg(x, y, heatmap_grid(100, 100)) FILTER (WHERE ok) AS e1
    FROM kept GROUP BY page;
SELECT name, merge, subtracts, exact FROM rollup_columns('kept_query', 'kept', NULL) ORDER BY name;
SELECT name, part FROM rollup_columns('kept_query', 'kept', NULL) WHERE name ~ '^(c1|c5|d2|d6|d8|e1)' ORDER BY name;
SELECT name, counted, minus, shown FROM rollup_columns('kept_query', 'kept', NULL) WHERE name ~
       '^(a1|a2|a4|c|d2|d8|e1)' ORDER
       BY name;
DROP VIEW kept_query;

-- A grid may depend on dimensions.
CREATE VIEW kept_query AS SELECT x, heatmap_agg(fx, fy, heatmap_grid(x, 100)) AS h FROM kept GROUP BY x;
SELECT name, part FROM rollup_columns('kept_query', 'kept', NULL);
DROP VIEW kept_query;

-- What cannot be kept.
CREATE FUNCTION try_columns(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    EXECUTE 'CREATE VIEW kept_query AS ' || query;
    RETURN QUERY SELECT format('%s: %s', name, part) FROM rollup_columns('kept_query', 'kept', NULL);
    DROP VIEW kept_query;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN NEXT concat_ws(E'\n', SQLSTATE || ' ' || message, nullif(detail, ''), nullif(hint, ''));
END
$$;
\t on
\pset format unaligned
SELECT try_columns('SELECT page, avg(x) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, array_agg(x) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, path_agg(ts, page, 3) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, window_funnel(interval ''1 day'', ts, x > 0) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, percentile_cont(0.5) WITHIN GROUP (ORDER BY fx) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, count(DISTINCT x) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, sum(x ORDER BY y) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, count(*) + 1 AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT ts::date AS day, count(*) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept WHERE ts > now() GROUP BY 1');
SELECT try_columns('SELECT page, sum(extract(hour FROM ts)::int) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT tableoid::int AS t, count(*) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, count(kept) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, heatmap_agg(fx, fy, heatmap_grid(x, 100)) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, scroll_agg(fy, x, 10) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, funnel_agg(ARRAY[ts]) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, funnel_agg(walked, span) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page::xid AS p, count(*) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT k.page, count(*) AS a FROM kept AS k, kept AS l GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM (SELECT page FROM kept) AS k GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept WHERE x IN (SELECT y FROM kept) GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept GROUP BY 1 HAVING count(*) > 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept GROUP BY ROLLUP (1)');
SELECT try_columns('SELECT page, count(*) AS a FROM kept GROUP BY 1 ORDER BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept GROUP BY 1 LIMIT 3');
SELECT try_columns('SELECT DISTINCT page, count(*) AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT generate_series(1, 2) AS g, count(*) AS a FROM kept GROUP BY 1');
SELECT try_columns('WITH k AS (SELECT page FROM kept) SELECT page, count(*) AS a FROM k GROUP BY 1');
SELECT try_columns('SELECT relname, count(*) AS a FROM pg_class GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept GROUP BY 1 UNION ALL SELECT page, 1 FROM kept');
SELECT try_columns('SELECT page, sum(count(*)) OVER () AS a FROM kept GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM ONLY kept GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept TABLESAMPLE system(10) GROUP BY 1');
SELECT try_columns('SELECT page, count(*) AS a FROM kept GROUP BY 1 OFFSET 2');
CREATE COLLATION kept_blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SELECT try_columns('SELECT page COLLATE kept_blind AS page, count(*) AS a FROM kept GROUP BY 1');
\t off
\pset format aligned
DROP COLLATION kept_blind;
SELECT * FROM rollup_columns('kept', 'kept', NULL);
SELECT * FROM rollup_columns(NULL, 'kept', NULL);
SELECT * FROM rollup_columns(1, 'kept', NULL);
DROP FUNCTION try_columns;
DROP TABLE kept;
