-- path_agg and path_edges.
\pset null '-'
CREATE TABLE views (visitor int, ts timestamptz, page text);
INSERT INTO views VALUES
    (1, '2026-01-01 10:00', '/'), (1, '2026-01-01 10:01', '/'), (1, '2026-01-01 10:02', '/pricing'),
    (1, '2026-01-01 10:03', '/'), (1, '2026-01-01 10:04', '/signup'),
    (2, '2026-01-01 10:00', '/b'), (2, '2026-01-01 10:00', '/a'), (2, '2026-01-01 09:59', '/c'),
    (2, '2026-01-01 10:01', '/b'),
    (3, '2026-01-01 10:00', '/'), (3, NULL, '/lost'), (3, '2026-01-01 10:01', NULL), (3, '2026-01-01 10:02', '/'),
    (4, NULL, '/'), (5, '2026-01-01 10:00', '');
SELECT visitor, path_agg(ts, page, 3), path_agg(ts, page, 4) AS four, path_agg(ts, page, 1) AS one,
       path_agg(extract(epoch FROM ts)::bigint, page, 2147483647) AS epoch
FROM views GROUP BY visitor ORDER BY visitor;
-- rows for a Sankey chart
SELECT step, source, target, count(*)
FROM (SELECT path_agg(ts, page, 3) AS path FROM views GROUP BY visitor) p, path_edges(path) GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;
SELECT * FROM path_edges('{a}');
-- with (start) and (exit), so that visits of one page are seen; where a path was cut, it has no end
SELECT * FROM path_edges('{a}', true);
SELECT * FROM path_edges('{a,b,...}', ends => true);
SELECT * FROM path_edges('{...,a,b}', ends => true);
SELECT * FROM path_edges('{}', true);
-- with the seconds between two labels
SELECT visitor, e.* FROM (SELECT visitor, path_agg(ts, page, 3) AS path, path_times(ts, page, 3) AS times FROM views
                          GROUP BY visitor) p, path_edges(path, true, times) e ORDER BY visitor, step;
SELECT * FROM path_edges('{a,b}', times => '{2026-01-01}');
SELECT * FROM path_edges('{a,b,c}', NULL, '{-infinity,infinity,NULL}');
SELECT path_times(extract(epoch FROM ts)::bigint, page, 2) FROM views WHERE visitor = 1;
SELECT * FROM path_edges('{}');
SELECT * FROM path_edges(NULL);
SELECT * FROM path_edges('[5:7]={a,NULL,b}');
SELECT * FROM path_edges(ARRAY[['a','b'],['c','d']]);
-- the whole range of times
SELECT * FROM path_edges('{a,b}', false, '{"4713-01-01 00:00:00+00 BC","294276-12-31 00:00:00+00"}');
SELECT path_agg(ts, page, 3) FROM views WHERE false;

-- From an anchor on, and up to it: the first row where it holds. Rows of one time are in the order of their labels.
SELECT visitor, path_agg(ts, page, 2, page = '/pricing', 'after') AS after, path_agg(ts, page, 9, page = '/pricing',
       'before') AS before,
       path_agg(ts, page, 1, page = '/signup', 'before') AS cut, path_times(ts, page, 1, page = '/signup', 'before') AS
           cut_times,
       path_agg(ts, page, 9, page = '/b', 'before') AS tied, path_agg(ts, page, 9, page = '/b', 'after') AS tied_after,
       path_agg(ts, page, 1, page = '/', 'before') AS first
FROM views GROUP BY visitor ORDER BY visitor;
SELECT path_agg(ts, page, 1, NULL, 'after') FROM views;
SELECT path_agg(ts, page, 1, true, 'behind') FROM views;
SELECT path_agg(ts, page, 1, true, NULL) FROM views;
SELECT path_agg(ts, page, 1, true, CASE visitor WHEN 1 THEN 'after' ELSE 'before' END) FROM views;

-- in any order of arrival, in any number of pieces, however much was dropped on the way
\i sql/base/uniform.inc
CREATE TABLE many AS
SELECT (uniform(i, 1) * 20)::int AS visitor,
       timestamptz '2026-01-01' + (uniform(i, 2) * 3000)::int * interval '1 s' AS ts,
       repeat('x', (uniform(i, 3) * 3)::int) || chr(97 + (uniform(i, 4) * 4)::int) AS page
FROM generate_series(1, 20000) i;
SELECT count(*) - count(DISTINCT (visitor, ts)) > 1000 AS ties,
       count(*) - count(DISTINCT (visitor, ts, page)) > 10 AS repeated FROM many;
CREATE FUNCTION reference(length int) RETURNS TABLE (visitor int, path text[]) LANGUAGE sql AS $$
    SELECT visitor, (array_agg(page ORDER BY n))[:length] || CASE WHEN count(*) > length THEN ARRAY['...'] ELSE '{}' END
    FROM (SELECT visitor, page, row_number() OVER (PARTITION BY visitor ORDER BY ts, page COLLATE "C") AS n,
                 lag(page) OVER (PARTITION BY visitor ORDER BY ts, page COLLATE "C") AS before FROM many) s
    WHERE page IS DISTINCT FROM before GROUP BY visitor
$$;
SELECT length, count(*) FILTER (WHERE p.path <> r.path) AS wrong,
       count(*) FILTER (WHERE backwards <> r.path) AS wrong_backwards
FROM unnest(ARRAY[1, 2, 5, 50, 100000]) length, reference(length) r,
     LATERAL (SELECT path_agg(ts, page, length) AS path, path_agg(ts, page, length ORDER BY ts DESC) AS backwards
              FROM many WHERE many.visitor = r.visitor) p
GROUP BY length ORDER BY length;
-- The same around an anchor: the rows up to the first anchor and from it on, in order.
CREATE FUNCTION around(length int) RETURNS TABLE (visitor int, after text[], before text[]) LANGUAGE sql AS $$
    WITH ordered AS (
        SELECT visitor, page, row_number() OVER w AS n, count(*) FILTER (WHERE page = 'xa') OVER w AS anchors, page =
            'xa' AS anchor
        FROM many WINDOW w AS (PARTITION BY visitor ORDER BY ts, page COLLATE "C" ROWS UNBOUNDED PRECEDING)),
    side AS (
        SELECT visitor, page, n, 'after' AS side, lag(page) OVER w AS before FROM ordered WHERE anchors > 0
        WINDOW w AS (PARTITION BY visitor ORDER BY n)
        UNION ALL
        SELECT visitor, page, n, 'before', lag(page) OVER w FROM ordered WHERE anchors = 0 OR (anchors = 1 AND anchor)
        WINDOW w AS (PARTITION BY visitor ORDER BY n)),
    folded AS (SELECT visitor, side, array_agg(page ORDER BY n) AS pages FROM side WHERE page IS DISTINCT FROM before
        GROUP BY 1, 2)
    SELECT a.visitor, a.pages[:length] || CASE WHEN cardinality(a.pages) > length THEN ARRAY['...'] ELSE '{}' END,
           CASE WHEN cardinality(b.pages) > length THEN ARRAY['...'] ELSE '{}' END ||
               b.pages[greatest(cardinality(b.pages) - length + 1, 1):]
    FROM folded a JOIN folded b USING (visitor) WHERE a.side = 'after' AND b.side = 'before'
$$;
CREATE FUNCTION wrong_around() RETURNS TABLE (length int, actors bigint, after bigint, before bigint, same bigint)
       LANGUAGE sql AS $$
    SELECT length, count(*), count(*) FILTER (WHERE p.after <> r.after), count(*) FILTER (WHERE p.before <> r.before),
           count(*) FILTER (WHERE cardinality(p.times) = cardinality(p.before))
    FROM unnest(ARRAY[1, 2, 5, 100000]) length, around(length) r,
         LATERAL (SELECT path_agg(ts, page, length, page = 'xa', 'after' ORDER BY ts DESC) AS after,
                         path_agg(ts, page, length, page = 'xa', 'before') AS before,
                         path_times(ts, page, length, page = 'xa', 'before') AS times
                  FROM many WHERE many.visitor = r.visitor) p
    GROUP BY length ORDER BY length
$$;
SELECT * FROM wrong_around();
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT count(*) AS wrong
FROM (SELECT visitor, path_agg(ts, page, 7) AS path FROM many GROUP BY visitor) p JOIN reference(7) r USING (visitor)
WHERE p.path <> r.path;
SET heatmap.vectorized_scan = off;
SELECT count(*) AS wrong
FROM (SELECT visitor, path_agg(ts, page, 3, page = 'xa', 'after') AS after, path_agg(ts, page, 3, page = 'xa',
       'before') AS before
      FROM many GROUP BY visitor) p JOIN around(3) r USING (visitor) WHERE p.after <> r.after OR p.before <> r.before;
RESET heatmap.vectorized_scan;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
DROP FUNCTION reference, wrong_around, around, uniform;
DROP TABLE many, views;
-- a million rows of one visitor take no more memory than the path needs
SELECT cardinality(path_agg(i, 'page ' || i % 10, 20)) FROM generate_series(1, 1000000) i;
SELECT cardinality(path_agg(-i, 'page ' || i % 10, 20)) FROM generate_series(1, 100000) i;

SELECT path_agg(1, 'a', 0);
SELECT path_agg(1, 'a', NULL);
SELECT path_agg(i, 'a', i) FROM generate_series(1, 2) i;
SELECT path_agg(timestamptz 'infinity', 'a', 1);
-- states from elsewhere
SELECT path_final(path_accum(path_accum(NULL, 2, 'b', 3), 1, 'a', 3)),
       path_final(path_combine(path_accum(NULL, 2, 'b', 3), path_accum(NULL, 1, 'a', 3)));
SELECT path_accum(NULL::bytea, NULL::bigint, 'b', 3);
\set VERBOSITY sqlstate
SELECT path_final('');
SELECT path_final('\x00000000000000000000');
SELECT path_combine(path_accum(NULL, 2, 'b', 3), '\x03000000020000001400000000000000');
SELECT path_accum('\x00000000000000001400000000000000', 1, 'a', 3);
SELECT path_final(set_byte(path_accum(NULL, 2, 'b', 3), n, 255)) FROM (VALUES (4), (8), (12)) v(n);
SELECT path_final(set_byte(path_accum(NULL, 2, 'b', 3), 24, 255));
-- a state that somebody's own aggregate starts with: too many rows, more bytes than there are, a label that
-- does not end
CREATE AGGREGATE path_from_rows(bigint, text, int)
    (SFUNC = path_accum, STYPE = bytea, FINALFUNC = path_final, INITCOND = '\x03000000ffffff7f1400000000000000');
CREATE AGGREGATE path_from_bytes(bigint, text, int)
    (SFUNC = path_accum, STYPE = bytea, FINALFUNC = path_final, INITCOND = '\x0300000000000000ffffff7f00000000');
CREATE AGGREGATE path_from_label(bigint, text, int)
    (SFUNC = path_accum, STYPE = bytea, FINALFUNC = path_final,
     INITCOND = '\x030000000100000020000000000000000000000000000000ffffff7f');
CREATE AGGREGATE path_from_first(bytea) (SFUNC = path_combine, STYPE = bytea, FINALFUNC = path_final);
SELECT path_from_rows(i, 'a', 3) FROM generate_series(1, 3) i;
SELECT path_from_bytes(i, 'a', 3) FROM generate_series(1, 3) i;
SELECT path_from_label(i, 'a', 3) FROM generate_series(1, 3) i;
SELECT path_from_label(i, repeat('a', 1000), 3) FROM generate_series(1, 3) i;
SELECT path_from_first(s) FROM (VALUES ('\x03000000ffffff7f1400000000000000'::bytea), (path_accum(NULL, 2, 'b', 3)))
       v(s);
SELECT path_from_first(s) FROM (VALUES ('\x'::bytea), (path_accum(NULL, 2, 'b', 3))) v(s);
DROP AGGREGATE path_from_rows(bigint, text, int), path_from_bytes(bigint, text, int),
    path_from_label(bigint, text, int), path_from_first(bytea);
