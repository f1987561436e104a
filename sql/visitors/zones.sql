-- heatmap_visitors_zones: visitors of areas, with Wilson's interval.
\pset null '-'
CREATE TABLE one AS
SELECT '{"cols":3,"rows":2,"extent":[0,0,30,20],'
       '"visitors":"bigint","pairs":[[1,0,1],[2,0],[3,5],[4,6]]}'::heatmap_visitors AS v;
SELECT z.* FROM one, heatmap_visitors_zones(v, ARRAY['left', 'top', 'part', 'beyond', NULL, 'none'],
    ARRAY[box '(0,0),(10,20)', box '(0,0),(30,10)', box '(12,12),(13,13)', box '(50,50),(60,60)', box
        '(20,10),(30,20)', NULL]) AS z;
SELECT label, clicked, rate, (rate_low, rate_high) = (low, high) AS as_click_rate
FROM one, heatmap_visitors_zones(v, ARRAY['left', 'all'], ARRAY[box '(0,0),(10,20)', box '(0,0),(30,20)'], 20, 0.9),
       click_rate(clicked, 20, 0.9) AS r(r, low, high);
SELECT label, clicked, rate FROM one, heatmap_visitors_zones(v, ARRAY['all'], ARRAY[box '(0,0),(30,20)'], 3);
SELECT z.* FROM heatmap_visitors_zones('{"cols":1,"rows":1,"extent":[0,0,1,1],"visitors":"bigint","pairs":[]}', '{a}',
       '{(0,0),(1,1)}', 0) z;
SELECT count(*) FROM heatmap_visitors_zones(NULL, '{a}', '{(0,0),(1,1)}');
SELECT count(*) FROM one, heatmap_visitors_zones(v, NULL, '{(0,0),(1,1)}');
SELECT count(*) FROM one, heatmap_visitors_zones(v, '{a}', NULL);
SELECT count(*) FROM one, heatmap_visitors_zones(v, '{}', '{}');
\set VERBOSITY default
SELECT heatmap_visitors_zones(v, '{a}', '{}') FROM one;
SELECT heatmap_visitors_zones(v, '{a}', '{(0,0),(1,1)}', 2) FROM one;
SELECT heatmap_visitors_zones(v, '{a}', '{(0,0),(1,1)}', 20, 1) FROM one;
SELECT heatmap_visitors_zones(v, '{a}', '{(NaN,0),(1,1)}') FROM one;
DROP TABLE one;
