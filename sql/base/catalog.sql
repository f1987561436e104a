-- What the extension puts into the catalogs.
CREATE VIEW members AS
SELECT classid, objid, objsubid FROM pg_depend d, pg_extension e
WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e' AND e.extname = 'heatmap';
-- every function is parallel safe and immutable, but for those that make and read live roll-ups
SELECT objid::regprocedure FROM members JOIN pg_proc p ON p.oid = objid
WHERE classid = 'pg_proc'::regclass AND (proparallel <> 's' OR provolatile <> 'i')
    AND (proname !~ '^rollup_' OR prokind = 'a');
-- every function and operator has a comment (but for the type's input and output, as in PostgreSQL's own extensions)
SELECT objid::regprocedure FROM members
WHERE classid = 'pg_proc'::regclass AND obj_description(objid, 'pg_proc') IS NULL ORDER BY objid::regprocedure::text;
SELECT objid::regoperator FROM members
WHERE classid = 'pg_operator'::regclass AND obj_description(objid, 'pg_operator') IS NULL;
-- every aggregate has a real state type, a size estimate and a combine function
SELECT aggfnoid::regprocedure FROM pg_aggregate JOIN members ON objid = aggfnoid AND classid = 'pg_proc'::regclass
WHERE aggtranstype = 'internal'::regtype OR aggtransspace = 0 OR aggcombinefn = 0;
-- those of heatmaps have an inverse; the results of the others cost about as much as starting over
SELECT aggfnoid::regprocedure FROM pg_aggregate JOIN members ON objid = aggfnoid AND classid = 'pg_proc'::regclass
WHERE aggminvtransfn = 0 ORDER BY aggfnoid::regprocedure::text;
-- the C symbols of SQL-callable functions are their names, or begin with them where a name is overloaded
SELECT proname, prosrc FROM members JOIN pg_proc p ON p.oid = objid
WHERE classid = 'pg_proc'::regclass AND prokind = 'f' AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
      AND proname <> prosrc ORDER BY 1, 2;
DROP VIEW members;

-- it can move to another schema, and works from there without a search_path
CREATE SCHEMA elsewhere;
ALTER EXTENSION heatmap SET SCHEMA elsewhere;
SELECT elsewhere.heatmap_total(elsewhere.heatmap_agg(1, 2, elsewhere.heatmap_grid(30, 70)));
SELECT elsewhere.heatmap_grid(30, 70) OPERATOR(elsewhere.=) elsewhere.heatmap_grid(30, 70);
SELECT elsewhere.window_funnel('1 day', now(), true, false), s.reached, e.step, e.source, e.target
FROM elsewhere.funnel_steps('{"steps":1,"window":0,"mode":"","reached":[3],"times":[]}') s,
     elsewhere.path_edges('{a,b}') e GROUP BY 2, 3, 4, 5;
ALTER EXTENSION heatmap SET SCHEMA public;
DROP SCHEMA elsewhere;

-- dropped, it leaves nothing; installed again, it works
DROP EXTENSION heatmap;
SELECT count(*) FROM pg_proc
WHERE proname ~ ('^(heatmap|rollup|journey|funnel|window_funnel|path_(agg|edges|accum|combine|final)'
                 '|sessionize|dwell_time|rage_click|click_rate|scroll_|confetti_)');
SELECT count(*) FROM pg_type WHERE typname ~ 'heatmap|journey|funnel';
SELECT count(*) FROM pg_opfamily WHERE opfname LIKE 'heatmap%';
-- the owner of a database may install it
CREATE ROLE heatmap_owner;
GRANT CREATE ON DATABASE :DBNAME TO heatmap_owner;
GRANT CREATE ON SCHEMA public TO heatmap_owner;
SET ROLE heatmap_owner;
CREATE EXTENSION heatmap;
SELECT heatmap_total(heatmap_agg(1, 2, heatmap_grid(30, 70)));
RESET ROLE;
DROP EXTENSION heatmap;
REVOKE CREATE ON SCHEMA public FROM heatmap_owner;
REVOKE CREATE ON DATABASE :DBNAME FROM heatmap_owner;
DROP ROLE heatmap_owner;
CREATE EXTENSION heatmap;
