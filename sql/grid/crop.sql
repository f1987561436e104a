-- heatmap_crop: whole cells stay; what is cut off is outside, so nothing is lost.
CREATE TABLE base AS
SELECT heatmap_agg((i * 7919) % 1450 - 5, (i * 104729) % 2110 - 5, heatmap_grid(1440, 2100, 10)) AS h
FROM generate_series(1, 5000) i;
SELECT heatmap_crop('{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":1,"cells":[[0,0,2],[1,2,4],[2,2,8],[2,6,16]]}',
                    area)
FROM (VALUES (box '(10,20),(30,30)'), (box '(10.1,29.9),(10.2,20.1)'), (box '(9.9,19.9),(30,30)'),
             (box '(-100,-100),(100,100)'), (box '(-Infinity,60),(Infinity,Infinity)')) a(area);
SELECT heatmap_crop(heatmap_grid(30, 70), box '(31,0),(40,10)');
SELECT heatmap_crop(heatmap_grid(30, 70), box '(10,10),(10,10)');
SELECT heatmap_crop(heatmap_grid(30, 70), box '(NaN,10),(10,10)');
SELECT bool_and(heatmap_total(c) + heatmap_outside(c) = heatmap_total(h) + heatmap_outside(h)) AS nothing_lost,
       bool_and(c = heatmap_agg) AS as_aggregated
FROM (SELECT h, heatmap_crop(h, a) AS c,
             (SELECT heatmap_agg(x + 0.5, y + 0.5, heatmap_grid((a[1])[0], (a[1])[1], (a[0])[0], (a[0])[1],
                                                                 (width(a) / 10)::int, (height(a) / 10)::int))
              FROM (SELECT (i * 7919) % 1450 - 5 AS x, (i * 104729) % 2110 - 5 AS y FROM generate_series(1, 5000) i) s)
      FROM base, (VALUES (box '(0,0),(10,10)'), (box '(100,200),(500,900)'), (box '(0,50),(1400,2000)')) v(a)) s;
DROP TABLE base;
