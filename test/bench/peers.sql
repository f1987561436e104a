-- The vectorised scan beside DuckDB and ClickHouse. Needs the psql variables rows, runs and cpu, and the tables of
-- funnel_data.sql and scan_data.sql. The peers count per cell, which is what a heatmap holds.

CREATE TABLE peer_timings (engine text, line text, ms float8, result text);
CREATE PROCEDURE time_ours(line text, query text) LANGUAGE plpgsql AS $$
DECLARE
    t record;
BEGIN
    FOR run IN 0 .. (SELECT runs FROM options) LOOP
        t := timed(query);
        IF run > 0 THEN
            INSERT INTO peer_timings VALUES ('heatmap', line, t.ms, t.result);
        END IF;
    END LOOP;
END
$$;
SET heatmap.vectorized_scan = on;
\warn timing heatmap
CALL time_ours('no group', 'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned');
CALL time_ours('page_id = 7', 'SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned WHERE page_id = 7');
CALL time_ours('three weeks and one more condition', $$SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned
    WHERE ts >= '2026-02-01' AND ts < '2026-02-22' AND vw > 400$$);
CALL time_ours('a text condition', $$SELECT heatmap_total(heatmap_agg(x, y, canvas())) FROM scanned WHERE device = 'phone'$$);
CALL time_ours('GROUP BY int', 'SELECT sum(heatmap_total(h))
    FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page_id) AS q');
CALL time_ours('GROUP BY text', 'SELECT sum(heatmap_total(h))
    FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page) AS q');
CALL time_ours('GROUP BY two texts', 'SELECT sum(heatmap_total(h))
    FROM (SELECT heatmap_agg(x, y, canvas()) AS h FROM scanned GROUP BY page, device) AS q');
CALL time_ours('window_funnel GROUP BY visitor', $$SELECT sum(n)
    FROM (SELECT window_funnel('7 days', ts, kind = 1, kind = 2, kind = 3, kind = 4) AS n FROM visits GROUP BY visitor) AS q$$);

\warn timing DuckDB and ClickHouse
\copy (SELECT page_id, to_char(ts, 'YYYY-MM-DD HH24:MI:SS.MS') AS ts, x, y, vw, page, device FROM scanned) TO PROGRAM 'cat > "$PEERS/scanned.csv"' (FORMAT csv, HEADER)
\copy (SELECT visitor, kind, to_char(ts, 'YYYY-MM-DD HH24:MI:SS.MS') AS ts FROM visits) TO PROGRAM 'cat > "$PEERS/visits.csv"' (FORMAT csv, HEADER)
\copy peer_timings FROM PROGRAM 'node "$PEERS_SCRIPT" duckdb "$PEERS" "$PEERS_RUNS"' (FORMAT csv)
\copy peer_timings FROM PROGRAM 'node "$PEERS_SCRIPT" clickhouse "$PEERS" "$PEERS_RUNS"' (FORMAT csv)

SELECT count(*) AS wrong FROM peer_timings p JOIN peer_timings h USING (line)
WHERE h.engine = 'heatmap' AND line <> 'version' AND line !~ 'funnel' AND p.result::float8 <> h.result::float8 \gset
\if :wrong
    \warn the engines differ
    SELECT 1 / 0;
\endif

\pset format unaligned
\pset tuples_only on
SELECT format('Processor: %s. PostgreSQL %s, %s. %s rows, %s events. One thread each, medians of %s runs.', :'cpu',
              current_setting('server_version'), string_agg(initcap(engine) || ' ' || result, ', ' ORDER BY engine DESC),
              to_char(:rows, 'FM999,999,999'), to_char(:rows, 'FM999,999,999'), :runs)
FROM peer_timings WHERE line = 'version';
SELECT E'\n| query | heatmap, ms | ClickHouse, ms | DuckDB, ms | heatmap / ClickHouse | heatmap / DuckDB |\n| --- | ---: | ---: | ---: | ---: | ---: |';
SELECT format('| %s | %s | %s | %s | %s | %s |', line, to_char(h, 'FM999,990'), coalesce(to_char(c, 'FM999,990'), '-'),
              coalesce(to_char(d, 'FM999,990'), '-'), coalesce(to_char(h / c, 'FM990.00'), '-'), coalesce(to_char(h / d, 'FM990.00'), '-'))
FROM (SELECT line, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE engine = 'heatmap') AS h,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE engine = 'clickhouse') AS c,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE engine = 'duckdb') AS d
      FROM peer_timings WHERE line <> 'version' GROUP BY line) AS t ORDER BY line ~ 'funnel', line ~ 'GROUP', line;
