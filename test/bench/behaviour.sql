-- Window functions over the events of a visitor, compared with what plain SQL needs just to look at
-- the row before or the next row. Needs the tables of funnel_data.sql.

-- The index has the rows in the window's order, so that neither side sorts.
SET enable_sort = off;
SET enable_seqscan = off;
SET enable_incremental_sort = off;
CALL measure('target', '`sessionize(ts)` / `row_number()` over the same window', 'at most 1.2',
    'SELECT count(s) FROM (SELECT sessionize(ts) OVER (PARTITION BY visitor ORDER BY ts) AS s FROM visits_by_visitor) AS v',
    'SELECT count(s) FROM (SELECT row_number() OVER (PARTITION BY visitor ORDER BY ts) AS s FROM visits_by_visitor) AS v');
CALL measure('target', '`dwell_time(ts)` / `lead(ts)`', 'at most 1.2',
    'SELECT count(d) FROM (SELECT dwell_time(ts) OVER (PARTITION BY visitor ORDER BY ts) AS d FROM visits_by_visitor) AS v',
    'SELECT count(d) FROM (SELECT lead(ts) OVER (PARTITION BY visitor ORDER BY ts) AS d FROM visits_by_visitor) AS v');
CALL measure('target', '`rage_click(ts, x, y)` / `lag(ts), lag(x), lag(y)`', 'at most 1.3',
    'SELECT count(r) FROM (SELECT rage_click(ts, kind, kind) OVER (PARTITION BY visitor ORDER BY ts) AS r
                           FROM visits_by_visitor) AS v',
    'SELECT count(t) + count(x) + count(y)
     FROM (SELECT lag(ts) OVER w AS t, lag(kind::float8) OVER w AS x, lag(kind::float8 + 0) OVER w AS y
           FROM visits_by_visitor WINDOW w AS (PARTITION BY visitor ORDER BY ts)) AS v');
RESET enable_sort;
RESET enable_seqscan;
RESET enable_incremental_sort;
