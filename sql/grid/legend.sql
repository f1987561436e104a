-- heatmap_legend: the values that the colours of a picture stand for.
SELECT * FROM heatmap_legend('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,4],[1,0,100]]}');
SELECT * FROM heatmap_legend('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,4],[1,0,-100]]}', NULL, 'linear');
-- each scale
SELECT "position", round(max(value) FILTER (WHERE scale = 'log')::numeric, 6) AS log, max(value) FILTER (WHERE scale =
       'rank') AS rank
FROM unnest(ARRAY['log', 'rank']) AS scale,
     heatmap_legend('{"cols":4,"rows":1,"extent":[0,0,4,1],"cells":[[0,0,1],[1,0,9],[2,0,4],[3,0,100]]}', 'greys',
         scale)
GROUP BY 1 ORDER BY 1;
-- a page: smoothed, and the weakest values are not shown
CREATE TABLE pages AS SELECT heatmap_agg(i % 400, i % 700, heatmap_grid(400, 800, 10)) AS h FROM generate_series(0,
       9999) i;
SELECT l."position", l.value = max(c.value) OVER () * (0.05 + 0.95 * l."position") ^ 2 AS is_inverse, l.color
FROM pages, heatmap_legend(h) AS l, LATERAL (SELECT max(value) AS value FROM heatmap_cells(heatmap_blur(h, 8))) AS c
ORDER BY 1;
SELECT value FROM pages, heatmap_legend(h, clip => 0.5, smooth => 0) ORDER BY "position" DESC LIMIT 1;
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY value) FROM pages, heatmap_cells(h);
-- nothing to show
SELECT max(value) FROM heatmap_legend(heatmap_grid(100, 100));
SELECT count(*) FROM heatmap_legend(NULL);
SELECT * FROM heatmap_legend(heatmap_grid(100, 100), 'none');
DROP TABLE pages;
