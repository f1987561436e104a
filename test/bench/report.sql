-- Prints what was measured, as Markdown. Needs the psql variables cpu, cores, memory, load, rows,
-- grids and pages.

\pset format unaligned
\pset tuples_only on

CREATE VIEW report AS
SELECT l.*, coalesce(l.measured,
           format(CASE WHEN faster THEN '%s x faster (%s..%s)' ELSE '%s (%s..%s)' END,
                  round(median::numeric, 2), round(lowest::numeric, 2), round(highest::numeric, 2)))
           AS figure,
       to_char(ours, 'FM999,990.0') AS ours_ms, to_char(other, 'FM999,990.0') AS other_ms,
       ours * 1e6 / units AS unit_ns, counted
FROM lines l
LEFT JOIN LATERAL (
    SELECT count(*) AS counted,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY t.ours) AS ours,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY t.other) AS other,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY ratio) AS median,
           min(ratio) AS lowest, max(ratio) AS highest
    FROM timings t,
         LATERAL (SELECT CASE WHEN l.faster THEN t.other / t.ours
                              ELSE t.ours / t.other END AS ratio) AS r
    WHERE t.line = l.line) AS m ON l.measured IS NULL;

SELECT format('Processor: %s, %s cores, memory %s, load %s at the start.', :'cpu', :'cores', :'memory',
              :'load');
SELECT format('PostgreSQL %s, heatmap %s; %s.', current_setting('server_version'),
              (SELECT extversion FROM pg_extension WHERE extname = 'heatmap'),
              (SELECT string_agg(name || ' = ' || current_setting(name), ', ' ORDER BY name)
               FROM pg_settings
               WHERE name IN ('shared_buffers', 'work_mem', 'jit', 'fsync',
                              'max_parallel_workers_per_gather')));
SELECT format('Sizes: %s clicks, %s grids of 144 x 600 cells, %s pages of 50 clicks; '
              '%s visitors of 50 events.',
              to_char(:rows, 'FM999,999,999'), to_char(:grids, 'FM999,999'),
              to_char(:pages, 'FM999,999'), to_char(:rows / 50, 'FM999,999,999'));

SELECT E'\n## Targets\n';
SELECT E'| measured | target | ratio: median (min..max) | heatmap, ms | other, ms | runs |\n'
       '| --- | --- | --- | ---: | ---: | ---: |';
SELECT format('| %s | %s | %s | %s | %s | %s |', what, target, figure, ours_ms, other_ms, counted)
FROM report WHERE section = 'target' ORDER BY line;

SELECT E'\n## Growth\n';
SELECT E'| measured | ratio: median (min..max) | heatmap, ms | other, ms | heatmap, per unit | runs |\n'
       '| --- | --- | ---: | ---: | ---: | ---: |';
SELECT format('| %s | %s | %s | %s | %s a %s | %s |', what, figure, ours_ms, other_ms,
              CASE WHEN unit_ns < 10000 THEN round(unit_ns::numeric, 1) || ' ns'
                   ELSE round(unit_ns::numeric / 1000, 1) || ' µs' END,
              unit, counted)
FROM report WHERE section = 'growth' ORDER BY line;
