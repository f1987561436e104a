-- The rates of docs/scale.md: rows or values a second of one process, medians of five runs. In a database of its own, with
-- the extension: psql -X -f test/bench/sizing.sql. Ratios say more of the extension, rates of the machine.
SET max_parallel_workers_per_gather = 0;
SET jit = off;
SET work_mem = '1GB';
SET client_min_messages = warning;

SELECT setseed(0.5) \g /dev/null
CREATE UNLOGGED TABLE sized_events AS
    SELECT timestamptz '2026-01-01' + i * interval '0.5 s' AS ts, (random() * 100000)::bigint AS visitor,
           i % 100 AS page_id, 'desktop' AS device, 1 + i % 4 AS kind, random() * 1440 AS x, random() * 3000 AS y
    FROM generate_series(1, 5000000) AS i;
CREATE UNLOGGED TABLE sized_maps AS
    SELECT page_id, ts::date AS day, heatmap_agg(x, y, heatmap_grid(1440, 3000, 10)) AS map FROM sized_events GROUP BY 1, 2;
CREATE UNLOGGED TABLE sized_journeys AS
    SELECT journey_agg(ts, kind = 1, kind = 2, kind = 3, kind = 4) AS j FROM sized_events GROUP BY visitor;
VACUUM ANALYZE sized_events, sized_maps, sized_journeys;

CREATE TEMP TABLE questions (number int, what text, of text, query text);
INSERT INTO questions VALUES
    (1, 'events into a map', 'sized_events', 'SELECT heatmap_agg(x, y, heatmap_grid(1440, 3000, 10)) FROM sized_events'),
    (2, 'events into a map of each of 100 pages', 'sized_events',
        'SELECT page_id, heatmap_agg(x, y, heatmap_grid(1440, 3000, 10)) FROM sized_events GROUP BY 1'),
    (3, 'events into distinct visitors of each cell', 'sized_events',
        'SELECT heatmap_visitors_agg(x, y, visitor, heatmap_grid(1440, 3000, 10)) FROM sized_events'),
    (4, 'events into journeys of 100,000 visitors', 'sized_events',
        'SELECT visitor, journey_agg(ts, kind = 1, kind = 2, kind = 3, kind = 4) FROM sized_events GROUP BY 1'),
    (5, 'events into a funnel of 100,000 visitors', 'sized_events',
        $$SELECT count(*) FILTER (WHERE level = 4) FROM (SELECT window_funnel(interval '7 days', ts, kind = 1, kind = 2,
          kind = 3, kind = 4) AS level FROM sized_events GROUP BY visitor) AS v$$),
    (6, 'stored journeys of 50 events into a funnel', 'sized_journeys', $$SELECT funnel_agg(j, '7 days') FROM sized_journeys$$),
    (7, 'stored maps of 2,000 clicks merged', 'sized_maps', 'SELECT rollup(map) FROM sized_maps');

CREATE TEMP TABLE rates (number int, seconds float8);
DO $$
DECLARE
    q record;
    began timestamptz;
BEGIN
    FOR run IN 0 .. 5 LOOP
        FOR q IN SELECT * FROM questions ORDER BY number LOOP
            began := clock_timestamp();
            EXECUTE q.query;
            IF run > 0 THEN
                INSERT INTO rates VALUES (q.number, extract(epoch FROM clock_timestamp() - began));
            END IF;
        END LOOP;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.rows_of(name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %I', name) INTO n;
    RETURN n;
END $$;
SELECT format('| %s | %s |', what, to_char(pg_temp.rows_of(of) / percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 'FM999,999,999'))
    AS "rows a second"
FROM questions JOIN rates USING (number) GROUP BY number, what, of ORDER BY number;
SELECT round(pg_table_size('sized_events') / 5000000.0) AS "bytes an event",
       (SELECT round(avg(pg_column_size(map))) FROM sized_maps) AS "bytes a map of about 2,000 clicks",
       (SELECT round(avg(pg_column_size(j))) FROM sized_journeys) AS "bytes a journey";
DROP TABLE sized_events, sized_maps, sized_journeys;
