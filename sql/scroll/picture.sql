-- scroll_svg and scroll_text: scroll histograms as pictures.
\pset format unaligned
\pset tuples_only on
CREATE TABLE scrolls AS SELECT scroll_agg(depth, 1000, 4) AS h
FROM (VALUES (100), (100), (300), (600), (1000), (1000), (5000), (20)) AS views(depth);
SELECT replace(scroll_svg(h, title => 'Scroll', fold => 400, unit => ' px'), '><', E'>\n<') FROM scrolls;
-- over a screenshot, on its own
SELECT replace(scroll_svg(h, 'viridis', width => 100, height => 200, background => 'a.png', labels => false), '><',
       E'>\n<') FROM scrolls;
-- many bands are drawn together, and nothing else is left out
SELECT length(scroll_svg(h)) < 60000, cardinality(string_to_array(scroll_svg(h), '<rect')) FROM
    (SELECT scroll_agg(i % 6000, 6000, 6000) AS h FROM generate_series(1, 10000) i) AS q;
-- no views, no bands
SELECT replace(scroll_svg(scroll_agg(-1, 100, 3)), '><', E'>\n<');
SELECT scroll_svg(NULL) IS NULL, scroll_text(NULL) IS NULL;
SELECT scroll_text(h) FROM scrolls;
SELECT scroll_text(h, 10, false) FROM scrolls;
SELECT scroll_text(h, 8, false) FROM (SELECT scroll_agg(i % 1100, 1000, 1000) AS h FROM generate_series(1, 2200) i) AS
       q;
SELECT scroll_text(scroll_agg(-1, 100, 3), 5, false);
-- wrong arguments
SELECT scroll_svg(h, 'coolwarm') FROM scrolls;
SELECT scroll_svg(h, 'rainbow') FROM scrolls;
SELECT scroll_svg(h, opacity => 2) FROM scrolls;
SELECT scroll_svg(h, width => 0) FROM scrolls;
SELECT scroll_svg(h, height => 1000000000) FROM scrolls;
SELECT scroll_svg(h, fold => 'NaN') FROM scrolls;
SELECT scroll_svg(h, background => 'javascript:1') FROM scrolls;
SELECT scroll_svg(h, theme => '') FROM scrolls;
SELECT scroll_svg(heatmap_grid(10, 10, 1));
SELECT scroll_text(heatmap_grid(10, 10, 1));
SELECT scroll_text(h, 0) FROM scrolls;
DROP TABLE scrolls;
