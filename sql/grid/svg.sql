-- heatmap_svg: pages and charts as SVG.
\pset format unaligned
\pset tuples_only on
-- a line an element, without the bytes of images and the bar of the legend
CREATE FUNCTION lines(svg text) RETURNS text LANGUAGE sql AS
    $$SELECT replace(regexp_replace(regexp_replace($1, 'base64,[^"]*', 'base64,...', 'g'), '<g .*</g>', '<g/>'),
                     '><', E'>\n<')$$;
CREATE TABLE charts AS
SELECT '{"cols":3,"rows":2,"extent":[0,0,3,2],"cells":[[0,0,1],[2,0,1234],[1,1,0.5]],"outside":7}'::heatmap AS h;
-- a chart: a rectangle and a number a cell, labels
SELECT lines(heatmap_svg(h, title => 'Clicks', description => 'by hour', col_labels => ARRAY['a', 'b', NULL],
                         row_labels => ARRAY['Mon', 'Tue'])) FROM charts;
-- on dark, without labels: round numbers at the axes
SELECT lines(heatmap_svg(h, 'magma', 'linear', width => 90, height => 90, legend => false, theme => 'dark')) FROM
       charts;
-- without anything
SELECT lines(heatmap_svg(heatmap_grid(0, 0, 3, 2, 3, 2), axes => false));
-- values of both signs
SELECT lines(heatmap_svg(h - 3 * h, axes => false)) FROM charts;
-- a page: an image, one pixel a cell, stretched over the page
CREATE TABLE pages AS SELECT heatmap_agg(i % 400, i % 700, heatmap_grid(400, 800, 10)) AS h FROM generate_series(0,
       9999) i;
SELECT lines(heatmap_svg(h, title => 'Home', background => 'https://example.com/home.png?a=1&b=2')) FROM pages;
SELECT lines(heatmap_svg(h, legend => false)) FROM pages;
SELECT heatmap_svg(h, legend => false) = heatmap_svg(h, legend => false, theme => 'dark', background => NULL) AS
       dark_differs,
       strpos(heatmap_svg(h), heatmap_data_uri(h)) > 0 AS same_image,
       strpos(heatmap_svg(h, 'turbo', 'log', 3, 0.9, 0.5), heatmap_data_uri(h, 'turbo', 'log', 3, 0.9, 0.5)) > 0 AS
           same_options
FROM pages;
-- its size, and its axes
SELECT substring(heatmap_svg(h, width => 200) FROM 'width="[^>]*>'),
       substring(heatmap_svg(h, height => 200, legend => false) FROM 'width="[^>]*>') FROM pages;
SELECT lines(heatmap_svg(h, axes => true, legend => false, theme => 'dark')) FROM pages;
-- markup in labels is inert, and everything is ASCII
SELECT lines(heatmap_svg(h, title => '</svg><script>alert(1)</script>', description => U&'caf\00E9 "&"', axes => true,
                         legend => false, col_labels => ARRAY['<b>', '"', ''''], row_labels => ARRAY[U&'\6708',
                             E'\x01'])) FROM charts;
-- hostile addresses
SELECT heatmap_svg(h, background => 'javascript:alert(1)') FROM charts;
SELECT heatmap_svg(h, background => ' javascript:alert(1)') FROM charts;
SELECT heatmap_svg(h, background => E'java\tscript:alert(1)') FROM charts;
SELECT heatmap_svg(h, background => 'data:text/html,<script>alert(1)</script>') FROM charts;
SELECT heatmap_svg(h, background => 'file:///etc/passwd') FROM charts;
SELECT count(heatmap_svg(h, background => b))
FROM charts, unnest(ARRAY['', 'a.png', '/a/b.png', '../a.png?x=1:2', 'HTTPS://a/b', 'http://a',
       'data:image/png;base64,AA', '#a:b']) b;
SELECT heatmap_svg(h, background => '"><script>alert(1)</script>', legend => false) LIKE '%<script%' FROM charts;
-- other wrong arguments
SELECT heatmap_svg(h, col_labels => ARRAY['a']) FROM charts;
SELECT heatmap_svg(h, row_labels => ARRAY[]::text[]) FROM charts;
SELECT heatmap_svg(h, theme => 'blue') FROM charts;
SELECT heatmap_svg(h, width => 0) FROM charts;
SELECT heatmap_svg(h, height => 1000000000) FROM charts;
SELECT heatmap_svg(h, 'none') FROM charts;
SELECT heatmap_svg(h, width => 0) FROM pages;
SELECT heatmap_svg(NULL) IS NULL;
-- a table of many cells is an image, too
SELECT heatmap_svg(heatmap_grid(0, 0, 4, 5000, 4, 5000)) LIKE '%<image%', heatmap_svg(heatmap_grid(0, 0, 4, 1000, 4,
       1000)) LIKE '%<image%';
-- pictures stay as large as a screen, or a picture at most
SELECT substring(heatmap_svg(g, legend => false) FROM ' viewBox="[^"]*"')
FROM (VALUES (1, heatmap_grid(0, 0, 4, 100000, 4, 100000)), (2, heatmap_grid(0, 0, 100000, 1, 100000, 1)),
             (3, heatmap_grid(0, 0, 1000, 64000, 40, 1000)), (4, heatmap_grid(0, 0, 1000, 16, 40, 40))) AS grids(n, g)
ORDER BY n;
DROP TABLE charts, pages;
DROP FUNCTION lines;
