-- What a call of each function costs, beside the COST that it declares, in calls of a simple operator
-- (cpu_operator_cost). Not part of test/bench/run; by hand:
--     psql -f test/bench/costs.sql
-- The values: a heatmap of 144 x 600 cells, 20,000 of them occupied; a scroll histogram of 100 bands; a
-- journey of 20 events; a funnel of 4 steps of 1,000 visitors.
CREATE TEMP TABLE v AS
SELECT h, h * 0.5 AS g, s, j, f, f::text AS ft, h::text AS ht
FROM (SELECT heatmap_agg(i * 7919 % 1440, i * 104729 % 6000, heatmap_grid(1440, 6000)) AS h FROM generate_series(1, 20000) i) h,
     (SELECT scroll_agg(i % 6100, 6000, 100) AS s FROM generate_series(1, 10000) i) s,
     (SELECT journey_agg(timestamptz '2026-01-01' + i * interval '1 min', i % 4 = 0, i % 4 = 1, i % 4 = 2, i % 4 = 3) AS j
      FROM generate_series(1, 20) i) j,
     (SELECT funnel_agg(journey, '1 hour') AS f
      FROM (SELECT journey_agg(timestamptz '2026-01-01' + n * i * interval '17 s', n = 1, n = 2, n = 3, n = 4) AS journey
            FROM generate_series(1, 1000) i, generate_series(1, 4) n GROUP BY i) js) f;
CREATE TEMP TABLE calls (name text, call text, rounds int);
INSERT INTO calls VALUES
    ('', 'i + 1', 1000000), ('heatmap_cols', 'heatmap_cols(h)', 100000), ('heatmap_outside', 'heatmap_outside(h)', 100000),
    ('heatmap_grid', 'heatmap_grid(i, 100)', 100000), ('heatmap_cell', 'heatmap_cell(i, i, h)', 100000),
    ('heatmap_total', 'heatmap_total(h)', 300), ('heatmap_max', 'heatmap_max(h)', 300), ('heatmap_value', 'heatmap_value(h, 70, 300)', 300),
    ('heatmap_at', 'heatmap_at(h, 700, 3000)', 300), ('heatmap_sum', 'heatmap_sum(h, box ''(0,0),(700,700)'')', 300),
    ('heatmap_cells', '(SELECT count(*) FROM heatmap_cells(h))', 30), ('heatmap_hotspots', '(SELECT count(*) FROM heatmap_hotspots(h, i))', 100),
    ('heatmap_zones', '(SELECT count(*) FROM heatmap_zones(h, ARRAY[i::text], ARRAY[box ''(0,0),(700,700)'']))', 300),
    ('heatmap_blur', 'heatmap_blur(h, 20)', 30), ('heatmap_coarsen', 'heatmap_coarsen(h, 2, 2)', 100), ('heatmap_regrid', 'heatmap_regrid(h, heatmap_grid(1400, 5000))', 30),
    ('heatmap_crop', 'heatmap_crop(h, box ''(0,0),(700,700)'')', 100), ('heatmap_filter', 'heatmap_filter(h, 1)', 100), ('heatmap_shares', 'heatmap_shares(h)', 100),
    ('heatmap_text', 'heatmap_text(h)', 30), ('heatmap_matrix', 'heatmap_matrix(h)', 100), ('heatmap_from_matrix', 'heatmap_from_matrix(m, box ''(0,0),(1,1)'')', 100),
    ('heatmap_add', 'h + g', 100), ('heatmap_subtract', 'h - g', 100), ('heatmap_divide', 'h / g', 100), ('heatmap_negate', '-h', 100), ('heatmap_multiply', 'h * 2', 100),
    ('heatmap_eq', 'h = g', 3000), ('heatmap_cmp', 'heatmap_cmp(h, g)', 3000), ('heatmap_hash', 'heatmap_hash(h)', 3000),
    ('heatmap_in', 'ht::heatmap', 30), ('heatmap_out', 'h::text', 30), ('heatmap_send', 'heatmap_send(h)', 1000), ('heatmap_to_jsonb', 'h::jsonb', 30), ('heatmap_from_jsonb', 'hj::heatmap', 30),
    ('scroll_bands', '(SELECT count(*) FROM scroll_bands(s))', 1000), ('scroll_reach', 'scroll_reach(s, i)', 10000), ('scroll_percentile', 'scroll_percentile(s, 0.5)', 10000), ('scroll_reach_map', 'scroll_reach_map(s)', 10000),
    ('funnel_level', 'funnel_level(j, ''1 hour'')', 30000), ('funnel_times', 'funnel_times(j, ''1 hour'')', 30000), ('funnel_entries', '(SELECT count(*) FROM funnel_entries(j, ''1 hour''))', 10000),
    ('funnel_steps', '(SELECT count(*) FROM funnel_steps(f))', 10000), ('funnel_combine', 'f + f', 10000), ('funnel_in', 'ft::funnel', 3000), ('funnel_out', 'f::text', 10000),
    ('funnel_eq', 'f = f2', 30000), ('journey_eq', 'j = j2', 30000), ('journey_in', 'jt::journey', 10000), ('journey_out', 'j::text', 10000),
    ('path_edges', '(SELECT count(*) FROM path_edges(p))', 10000), ('click_rate', 'click_rate(i % 10, 100)', 100000);
CREATE FUNCTION pg_temp.nanoseconds(call text, rounds int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz;
    best float8 := 'infinity';
BEGIN
    FOR run IN 1 .. 3 LOOP
        started := clock_timestamp();
        EXECUTE format('SELECT count(%s) FROM (SELECT *, h + g * 0 AS h2, f AS f2, j AS j2, j::text AS jt, h::jsonb AS hj,
                                               heatmap_matrix(h) AS m, ARRAY[''a'', ''b'', ''c'', ''d''] AS p
                                               FROM v OFFSET 0) v, generate_series(1, %s) i', call, rounds);
        best := least(best, extract(epoch FROM clock_timestamp() - started) * 1e9 / rounds);
    END LOOP;
    RETURN best;
END
$$;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
WITH measured AS (SELECT c.*, pg_temp.nanoseconds(call, rounds) - pg_temp.nanoseconds('i', rounds) AS ns FROM calls c)
SELECT m.call, round(m.ns) AS ns, round(m.ns / one.ns) AS operators, (SELECT max(procost) FROM pg_proc WHERE proname = m.name AND prokind = 'f') AS declared
FROM measured m, (SELECT ns FROM measured WHERE name = '') one;
