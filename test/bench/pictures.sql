-- Pictures. The figures are milliseconds of one picture; the ratio compares it with the work that it cannot do without.

CREATE TABLE scroll_map AS SELECT scroll_agg(y, 6000, 100) AS h FROM clustered;
CREATE TABLE drop_off AS
SELECT funnel_agg(j, '1 day') AS f
FROM (SELECT journey_agg(timestamptz '2026-01-01' + i * interval '1 s', i % 2 = 0, i % 3 = 0, i % 5 = 0, i % 7 = 0) AS j
      FROM generate_series(1, 100000) AS i GROUP BY i % 5000) AS journeys;

CALL measure('target', '`heatmap_png` of 144 x 600 cells, a pixel a cell / `heatmap_blur`', 'at most 10 ms',
    'SELECT length(heatmap_png(h)) FROM clustered_grid', 'SELECT heatmap_max(heatmap_blur(h, 15)) FROM clustered_grid');
CALL measure('target', '`heatmap_png` of 144 x 600 cells, 1440 x 6000 pixels / `heatmap_blur`', 'at most 60 ms',
    'SELECT length(heatmap_png(h, width => 1440)) FROM clustered_grid',
    'SELECT heatmap_max(heatmap_blur(h, 15)) FROM clustered_grid');
CALL measure('target', '`heatmap_svg` of 144 x 600 cells / `heatmap_png`', 'none',
    'SELECT length(heatmap_svg(h)) FROM clustered_grid', 'SELECT length(heatmap_png(h)) FROM clustered_grid');
CALL measure('target', '`scroll_svg` of 100 bands / `scroll_bands`', 'at most 2 ms',
    'SELECT length(scroll_svg(h)) FROM scroll_map', 'SELECT sum(reach) FROM scroll_map, scroll_bands(h)');
CALL measure('target', '`funnel_svg` of 4 steps / `funnel_steps`', 'at most 2 ms',
    'SELECT length(funnel_svg(f)) FROM drop_off', 'SELECT sum(reached) FROM drop_off, funnel_steps(f)');
CALL measure('target', format('`confetti_svg` of %s clicks / `heatmap_agg`', to_char(:rows, 'FM999,999,999')), 'none',
    'SELECT length(confetti_svg(x, y, NULL, canvas())) FROM clustered', 'SELECT heatmap_max(heatmap_agg(x, y, canvas())) FROM clustered');

INSERT INTO lines (section, what, target, measured)
SELECT 'target', 'bytes of `heatmap_svg` of 144 x 600 cells, and of `heatmap_png`', 'under 20,000, none',
       format('%s, %s', length(heatmap_svg(h)), length(heatmap_png(h))) FROM clustered_grid;
