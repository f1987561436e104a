-- The type heatmap: text form, JSON, binary form and storage.
-- Text form: one JSON object, members in any order, "outside" and "cells" optional.
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT ' { "cells" : [ [2,6,1.5],'
       ' [0,0,-2] ] , "outside" : 4, "rows" : 7 , "extent" : [ -1e1, 0, 3.0e1, 70 ] , "cols" : 3 } '::heatmap;
-- canonical: zeros vanish, -0 is 0, cells are sorted
SELECT '{"cols":3,"rows":7,"extent":[-0.0,0,30,70],"outside":-0.0,"cells":[[2,1,1],[1,1,0],[0,1,5]]}'::heatmap;
-- numbers at the limits survive
SELECT '{"cols":2,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,9007199254740993],[1,0,5e-324]]}'::heatmap;
SELECT '{"cols":2,"rows":1,"extent":[-1e300,0,1e300,1],"cells":[[0,0,1.7976931348623157e308],[1,0,-0.1]]}'::heatmap;

-- what is wrong is said, with the place
\set VERBOSITY default
SELECT ''::heatmap;
SELECT 'hello'::heatmap;
SELECT '{}'::heatmap;
SELECT '{"cols":3,"rows":7}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70]} x'::heatmap;
SELECT '{"cols":3,"cols":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"size":1}'::heatmap;
SELECT '{"cols":3.5,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":1e400,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":03,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":0x3,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,nan,70]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,Infinity,70]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[3,0,1]]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,-1,1]]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,4294967296,1]]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,0,1],[0,0,2]]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,0,1e309]]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,0]]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[0,0,1]}'::heatmap;
SELECT '{"cols":0,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":-3,"rows":7,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":4097,"rows":4096,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":9007199254740992,"rows":9007199254740992,"extent":[0,0,30,70]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,0,0,70]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[0,70,30,0]}'::heatmap;
SELECT '{"cols":3,"rows":7,"extent":[-1e308,0,1e308,1]}'::heatmap;
\set VERBOSITY terse

-- a malformed text of every length: an error each time, never a crash
DO $$
DECLARE
    good text := '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":1,"cells":[[0,0,1],[2,6,2.5e1]]}';
    refused int := 0;
BEGIN
    FOR i IN 0 .. length(good) - 1 LOOP
        BEGIN
            PERFORM left(good, i)::heatmap;
        EXCEPTION WHEN invalid_text_representation THEN
            refused := refused + 1;
        END;
    END LOOP;
    RAISE NOTICE '% of % refused', refused, length(good);
END $$;

-- JSON
SELECT h::json, pg_typeof(h::jsonb), h::jsonb
FROM (SELECT '{"cols":2,"rows":1,"extent":[0,0,1,1],"outside":0.1,"cells":[[1,0,1e-7]]}'::heatmap h) s;
SELECT h::jsonb::heatmap = h, h::json::heatmap = h, h::text::heatmap = h
FROM (SELECT '{"cols":2,"rows":1,"extent":[-0.1,0,1e300,1],"outside":0.1,'
             '"cells":[[0,0,-1e308],[1,0,1e-300]]}'::heatmap h) s;
SELECT to_json(h) -> 'cells' -> 0, row_to_json(s)
FROM (SELECT '{"cols":2,"rows":1,"extent":[0,0,1,1],"cells":[[1,0,3]]}'::heatmap h) s;
SELECT '[1]'::jsonb::heatmap;

-- binary form: the stored bytes without the length word
SELECT octet_length(heatmap_send(h)), encode(heatmap_send(h), 'hex')
FROM (SELECT '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":1,"cells":[[0,0,1],[1,0,200],[2,6,3]]}'::heatmap h) s;
SELECT encode(substr(heatmap_send(h), 61), 'hex')
FROM (VALUES ('{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[1,0,-1]]}'::heatmap),
             ('{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[1,0,0.5]]}')) v(h);

-- stored compactly, in a row, compressed and out of line
CREATE TABLE stored (id int, h heatmap);
INSERT INTO stored VALUES (1, heatmap_grid(1440, 6000));
INSERT INTO stored SELECT 2, heatmap_agg(x, y, heatmap_grid(1440, 6000))
FROM generate_series(0, 1439, 10) x, generate_series(0, 5999, 10) y;
INSERT INTO stored SELECT 3, h * 0.123456789 FROM stored WHERE id = 2;
SELECT id, pg_column_size(h) < 5000 AS small, heatmap_occupied(h), heatmap_total(h) FROM stored ORDER BY id;
ALTER TABLE stored ALTER h SET STORAGE external;
INSERT INTO stored SELECT id + 10, h + h FROM stored;
SELECT id, heatmap_occupied(h), heatmap_total(h) FROM stored WHERE id > 10 ORDER BY id;
DROP TABLE stored;
