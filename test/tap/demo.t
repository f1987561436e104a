# The demo's data agree with the truth that they were made from, and its queries print what they
# promise.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
my $db = fresh_database('demo_test');
my ($code, $text) = run('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', 'examples/events.sql');
is($code, 0, 'the generator runs') or diag $text;
cmp_ok(psql($db, 'SELECT count(*) FROM events'), '>=', 200_000, 'at least 200,000 events');
($code, $text) = run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', 'examples/events_check.sql');
my @checks = grep { /\|[tf]$/ } split /\n/, $text;
cmp_ok(scalar(@checks), '>', 50, 'the events are checked against the truth') or diag $text;
is(join("\n", grep { /\|f$/ } @checks), '', 'and every check holds');

($code, $text) = run('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', 'examples/demo.sql');
is($code, 0, 'the demo runs') or diag $text;
my $lines = () = $text =~ /^\e\[38;2;.*\e\[0m$/mg;
cmp_ok($lines, '>', 100, 'it prints coloured maps');
like($text, qr/desktop \|\s+1 \|.*nav pricing/, 'the hottest cell of the landing page is a link of the navigation bar');
like($text, qr/targets \| as_in_truth\s+-+\+-+\s+(\d+) \|\s+\1\n/, 'clicks on each target are as in the truth');

is(psql($db, <<'SQL'), '12|12', 'the purchase funnel is as in the truth, on every device');
SELECT count(*), count(*) FILTER (WHERE reached = round(share * (SELECT count(*) FROM journeys k WHERE k.device = f.device AND funnel_level(j, '0') > 0)))
FROM (SELECT device, funnel_agg(j, '7 days') AS f FROM journeys GROUP BY device) f CROSS JOIN funnel_steps(f) JOIN demo_funnel USING (device, step)
SQL

is(psql($db, <<'SQL'), 'hero video', 'the comparison of clicks finds the one true change on all pages, and nothing else at q < 0.01');
SELECT string_agg(DISTINCT coalesce(t.name, 'nothing'), ', ')
FROM variant_maps m CROSS JOIN heatmap_compare(a, b) c
     LEFT JOIN demo_targets t ON t.device = m.device AND t.url_path = m.url_path AND t.name = 'hero video'
                              AND t.area && box(point(c.x - 40, c.y - 40), point(c.x + 40, c.y + 40))
WHERE q_value < 0.01
SQL
is(psql($db, <<'SQL'), 'f|f|t', 'the comparison of funnels finds the one true change, and nothing else at q < 0.01');
SELECT bool_or(q_value < 0.01) FILTER (WHERE step = 2), bool_or(q_value < 0.01) FILTER (WHERE step = 3), bool_or(q_value < 0.01) FILTER (WHERE step = 4)
FROM (SELECT funnel_agg(j, '7 days') FILTER (WHERE variant = 'a') AS a, funnel_agg(j, '7 days') FILTER (WHERE variant = 'b') AS b
      FROM journeys JOIN demo_variants USING (visitor_id)) v, funnel_compare(a, b)
SQL
is(psql($db, <<'SQL'), '2|t|t', 'visitors are in the variants as the truth says');
SELECT count(DISTINCT variant), abs(count(*) FILTER (WHERE variant = 'b') - count(*) / 2) <= 6,
       abs(count(*) FILTER (WHERE bought AND variant = 'b') - 0.6 * count(*) FILTER (WHERE bought)) <= 3
FROM demo_variants JOIN (SELECT visitor_id, bool_or(event_name = 'purchase') AS bought FROM events GROUP BY visitor_id) e USING (visitor_id)
SQL
is(psql($db, <<'SQL'), 't', 'cohorts come back as plain SQL says');
WITH active AS (SELECT DISTINCT visitor_id, (created_at::date - (SELECT min(created_at)::date FROM events)) / 7 AS week FROM events),
     since AS (SELECT visitor_id, week, min(week) OVER (PARTITION BY visitor_id) AS cohort FROM active)
SELECT bool_and(r.visitors = coalesce(s.n, 0) AND r.size = f.n)
FROM (SELECT heatmap_visitors_agg((created_at::date - (SELECT min(created_at)::date FROM events) + 0.5) / 7, 0, visitor_id, heatmap_grid(4, 1, 1)) AS v FROM events) w,
     retention_rows(v, v) r LEFT JOIN (SELECT cohort, week - cohort AS period, count(*) AS n FROM since GROUP BY 1, 2) s USING (cohort, period)
     LEFT JOIN (SELECT cohort, count(*) AS n FROM since WHERE week = cohort GROUP BY 1) f USING (cohort) WHERE cohort < 4 AND r.size > 0
SQL

is(psql($db, <<'SQL'), '3|3', 'rage clicks are as in the truth, on every device');
SELECT count(*), count(*) FILTER (WHERE bursts = round(burst_share * (SELECT count(*) FROM events v WHERE v.device = r.device AND v.url_path = r.url_path AND event_type = 3)))
FROM demo_rage r JOIN (SELECT device, url_path, count(DISTINCT (visit_id, rage)) AS bursts
                       FROM (SELECT device, url_path, visit_id, rage_click(created_at, page_x, page_y) OVER (PARTITION BY visit_id ORDER BY created_at) AS rage FROM events WHERE event_type = 1) e
                       WHERE rage IS NOT NULL GROUP BY device, url_path) b USING (device, url_path)
SQL
is(psql($db, <<'SQL'), 't|t|0', 'dead clicks are as in the truth: all on dead and broken targets, none on others');
SELECT count(*) > 50, count(*) FILTER (WHERE kind IN ('dead', 'broken')) > 0,
       count(*) FILTER (WHERE coalesce(heatmap_sum(dead, area), 0) <> CASE WHEN kind IN ('dead', 'broken') THEN heatmap_sum(h, area) ELSE 0 END)
FROM maps LEFT JOIN dead_maps USING (device, url_path) JOIN demo_targets USING (device, url_path)
SQL
is(psql($db, 'SELECT count(DISTINCT (visitor_id, session)) = count(DISTINCT visit_id) AND count(DISTINCT visit_id) = count(DISTINCT (visitor_id, session, visit_id)) FROM (SELECT visitor_id, visit_id, sessionize(created_at) OVER (PARTITION BY visitor_id ORDER BY created_at) AS session FROM events) s'),
    't', 'sessions are the visits');

is(psql($db, <<'SQL'), 't|t', 'scroll reach is as in the truth, at every depth of every page');
SELECT count(*) > 50, bool_and(abs(scroll_reach(h, scroll_pct) - reach) * heatmap_total(h) < 1) FROM scroll_maps JOIN demo_scroll USING (device, url_path)
SQL

# Plain SQL does not round each part to a microsecond.
is(psql($db, <<'SQL'), '168|0', 'attention to each band equals plain SQL');
SELECT count(*), count(*) FILTER (WHERE abs(value - seconds) > 1e-2)
FROM (SELECT device, url_path, "row" AS band, value FROM attention_maps, heatmap_cells(h, include_empty => true)) a JOIN
    (SELECT device, url_path, band, sum(seconds * greatest(0, least(seen, (band + 1) * page_h / 12.0) - greatest(seen - viewport_h, band * page_h / 12.0)) / (page_h / 12.0)) AS seconds
     FROM (SELECT *, scroll_pct * page_h / 100.0 AS seen, extract(epoch FROM lead(created_at) OVER (PARTITION BY visit_id ORDER BY created_at) - created_at) AS seconds
           FROM events WHERE event_type IN (2, 3)) e, generate_series(0, 11) band
     WHERE event_type = 2 GROUP BY device, url_path, band) b USING (device, url_path, band)
SQL

is(psql($db, "SELECT rollup_check('live_clicks'), (SELECT sum(clicks) FROM live_clicks) = count(*) FROM events WHERE event_type = 1"), '0|t',
    'the live roll-up is what its query is, after what was rolled back, too');

# The same cells from plain SQL, for every page and device
is(psql($db, <<'SQL'), '0', 'each heatmap equals plain SQL');
SELECT count(*) FROM (SELECT device, url_path, col, "row", value FROM maps, heatmap_cells(h)) a FULL JOIN
    (SELECT device, url_path, least(floor(page_x::float8 * ceil(page_w / 10.0)::int / (ceil(page_w / 10.0) * 10)::float8), ceil(page_w / 10.0) - 1)::int AS col,
            least(floor(page_y::float8 * ceil(page_h / 10.0)::int / (ceil(page_h / 10.0) * 10)::float8), ceil(page_h / 10.0) - 1)::int AS "row", count(*) AS n
     FROM events WHERE event_type = 1 AND page_x BETWEEN 0 AND ceil(page_w / 10.0) * 10 AND page_y BETWEEN 0 AND ceil(page_h / 10.0) * 10 GROUP BY 1, 2, 3, 4) b
    USING (device, url_path, col, "row") WHERE value IS DISTINCT FROM n
SQL
is(psql($db, "SELECT bool_and(heatmap_total(h) + heatmap_outside(h) = (SELECT count(*) FROM events e WHERE e.device = m.device AND e.url_path = m.url_path AND event_type = 1)) FROM maps m"),
    't', 'no click is lost');
# --keep: the server that the demo started runs on, and how to connect is printed. (This is what runs inside of it.)
{
    local $ENV{KEEP} = 'yes';
    local $ENV{NO_COLOR} = 1;
    my $pid = open my $demo, '-|', 'examples/demo', 'inside' or die $!;
    my ($connection, @lines);
    while (my $line = <$demo>) {
        push @lines, $line;
        last if ($connection) = $line =~ /^   psql '(.*)'$/;
    }
    ok($connection, 'the kept demo prints how to connect') or diag @lines[-5 .. -1];
    is(psql($connection // 'postgres', 'SELECT count(*) FROM events'), psql($db, 'SELECT count(*) FROM events'), '... to the database of the events');
    ok(-s 'build/report.html', 'it has written the report');
    system('pkill', '-P', $pid); # it sleeps until somebody stops it
    close $demo;
}
done_testing();
