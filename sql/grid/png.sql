-- heatmap_png and heatmap_data_uri: images. What their pixels are is tested with libpng
-- (test/unit/picture/image_test.cpp)
-- and in a browser (test/tap/pictures.t).
CREATE FUNCTION size_of(png bytea) RETURNS text LANGUAGE sql AS
    $$SELECT substr(encode(substr($1, 2, 3), 'escape'), 1) || ' ' || (get_byte($1, 18) * 256 + get_byte($1, 19)) ||
        ' x ' ||
             (get_byte($1, 22) * 256 + get_byte($1, 23))$$;
CREATE TABLE maps AS
SELECT heatmap_agg(i * 7919 % 1440, i * 104729 % 6000, heatmap_grid(1440, 6000, 10)) AS page,
       heatmap_agg(i % 24, i % 7, heatmap_grid(0, 0, 24, 7, 24, 7)) AS hours
FROM generate_series(1, 5000) i;
-- one pixel a cell, or a size; a side that is not given follows from the extent
SELECT size_of(heatmap_png(page)), size_of(heatmap_png(page, width => 300)), size_of(heatmap_png(page, height => 300)),
       size_of(heatmap_png(page, width => 5, height => 7)), size_of(heatmap_png(hours)) FROM maps;
-- a data URI has the same bytes and no line breaks
SELECT left(heatmap_data_uri(page), 30), heatmap_data_uri(page) ~ '\s',
       decode(split_part(heatmap_data_uri(page), ',', 2), 'base64') = heatmap_png(page),
       decode(split_part(heatmap_data_uri(hours, 'magma', width => 50), ',', 2), 'base64') =
       heatmap_png(hours, 'magma', width => 50) FROM maps;
-- NULL stands for the default; a NULL heatmap has no picture
SELECT heatmap_png(page) = heatmap_png(page, NULL, NULL, NULL, NULL, NULL, NULL, NULL), heatmap_png(NULL) IS NULL,
       heatmap_data_uri(NULL) IS NULL FROM maps;
-- the defaults, written out
SELECT heatmap_png(page) = heatmap_png(page, 'heat', 'sqrt', 15, 1, 0.75),
       heatmap_png(hours) = heatmap_png(hours, 'viridis', 'sqrt', 0, 1, 1) FROM maps;
SELECT heatmap_png(h) = heatmap_png(h, smooth => sigma) AS same, sigma
FROM (VALUES (heatmap_grid(390, 4000, 5), 8), (heatmap_grid(1440, 6000, 10), 15), (heatmap_grid(3840, 2160, 10), 20),
             (heatmap_grid(0, 0, 1, 1, 96, 96), 1 / 96.0)) AS grids(g, sigma),
     LATERAL (SELECT heatmap_agg(x, x, g) AS h FROM unnest(ARRAY[0.1, 0.3, 0.7, 1, 100, 200, 205, 1200]) x) AS maps
ORDER BY sigma;
-- each palette and scale; clip and opacity
SELECT count(DISTINCT heatmap_png(hours, p)) FROM maps,
    unnest(string_to_array('heat viridis inferno magma plasma cividis turbo greys coolwarm icefire', ' ')) p;
SELECT count(DISTINCT heatmap_png(page, scale => s)) FROM maps, unnest(ARRAY['linear', 'sqrt', 'log', 'rank']) s;
SELECT heatmap_png(page, clip => 0.5) <> heatmap_png(page), heatmap_png(page, opacity => 0.5) <> heatmap_png(page) FROM
       maps;
-- values of both signs have a diverging palette
SELECT heatmap_png(hours - 2 * hours) = heatmap_png(hours - 2 * hours, 'coolwarm') FROM maps;
SELECT heatmap_png(hours - 2 * hours, 'viridis') FROM maps;
-- nothing, a single cell, extremes
SELECT size_of(heatmap_png(heatmap_grid(0, 0, 1, 1, 1, 1))), size_of(heatmap_png(heatmap_grid(100, 100, 1))),
       size_of(heatmap_png('{"cols":1,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,1e308]]}')),
       size_of(heatmap_png('{"cols":2,"rows":1,"extent":[0,0,2,1],"cells":[[0,0,5e-324],[1,0,1e308]]}', scale =>
           'log')),
       size_of(heatmap_png(heatmap_grid(0, 0, 100000, 1, 100000, 1)));
SELECT size_of(heatmap_png(heatmap_grid(100, 100, 1), scale => s, clip => c))
FROM unnest(ARRAY['linear', 'log', 'rank']) s, unnest(ARRAY[0, 0.5, 1]) c GROUP BY 1;
-- hostile arguments
SELECT heatmap_png(page, 'Viridis') FROM maps;
SELECT heatmap_png(page, E'a\'b"\x01') FROM maps;
SELECT heatmap_png(page, '') FROM maps;
SELECT heatmap_png(page, scale => 'cubic') FROM maps;
SELECT heatmap_png(page, smooth => -1) FROM maps;
SELECT heatmap_png(page, smooth => 'NaN') FROM maps;
SELECT heatmap_png(page, smooth => 'infinity') FROM maps;
SELECT heatmap_png(page, clip => 1.5) FROM maps;
SELECT heatmap_png(page, clip => 'NaN') FROM maps;
SELECT heatmap_png(page, opacity => -0.1) FROM maps;
SELECT heatmap_png(page, opacity => 'NaN') FROM maps;
SELECT heatmap_png(page, width => 0) FROM maps;
SELECT heatmap_png(page, width => -2147483648) FROM maps;
SELECT heatmap_png(page, height => 1000000000) FROM maps;
SELECT heatmap_png(page, width => 16384) FROM maps;
SELECT heatmap_png(page, width => 16384, height => 16384) FROM maps;
DROP TABLE maps;
DROP FUNCTION size_of;
