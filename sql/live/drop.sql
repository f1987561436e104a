-- rollup_drop: nothing is left, and nothing else goes.
CREATE TABLE dropped (ts timestamp, page int);
CREATE VIEW all_there_is AS
    SELECT 'relation' AS kind, relname::text AS name FROM pg_class WHERE relname ~ '^_?gone_n'
    UNION ALL SELECT 'function', proname FROM pg_proc WHERE proname ~ '^_?gone_n'
    UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE tgrelid = 'dropped'::regclass
    UNION ALL SELECT 'type', typname FROM pg_type WHERE typname ~ '^_?gone_n';
CALL rollup_create('gone_n', 'dropped', 'page, ts::date AS day', 'count(*) AS n', mode => 'recompute', levels =>
       '{month}');
SELECT kind, count(*) FROM all_there_is GROUP BY kind ORDER BY kind;
-- What others made of it keeps it.
CREATE VIEW built_on_it AS SELECT * FROM gone_n;
CALL rollup_drop('gone_n');
DROP VIEW built_on_it;
SELECT kind, count(*) FROM all_there_is GROUP BY kind ORDER BY kind;
CALL rollup_drop('gone_n');
SELECT * FROM all_there_is;
CALL rollup_drop('gone_n');
CALL rollup_drop('dropped');
-- After its source went with CASCADE.
CALL rollup_create('gone_n', 'dropped', 'page', 'count(*) AS n');
DROP VIEW all_there_is;
DROP TABLE dropped CASCADE;
SELECT rollup, parts FROM rollups WHERE rollup = 'gone_n'::regclass;
CALL rollup_compact();
CALL rollup_drop('gone_n');
SELECT count(*) FROM pg_class WHERE relname ~ '^_?gone_n';
