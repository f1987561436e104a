# The views of examples/bi have plain columns, survive what BI tools wrap around a query, give the same rows through
# psql, node-postgres, psycopg, psycopg2, ODBC and JDBC, and agree with plain SQL over the events. The Vega-Lite charts
# have a mark for each row, and the Grafana dashboard has the shape of its schema.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;
use Time::HiRes 'time';

chdir "$FindBin::Bin/../.." or die $!;
my $here = 'examples/bi';
my $clients = 'test/tap/clients';
my $directory = directory();
$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{NODE_PATH} = 'build/node/node_modules';
$ENV{PGDATABASE} = fresh_database('bi_test');

# Runs SQL with options of psql; returns its output as it is.
sub ask {
    my ($sql, @options) = @_;
    open my $file, '>', "$directory/question.sql" or die $!;
    print $file $sql;
    close $file;
    my ($code, $text) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', @options, '-f', "$directory/question.sql");
    die "$sql\n$text" if $code != 0;
    return $text;
}

sub column {
    return split /\n/, ask($_[0]);
}

for my $script ('examples/events.sql', "$here/views.sql") {
    my ($code, $text) = run('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', $script);
    is($code, 0, "$script runs") or diag $text;
}

my @views = column(q{SELECT relname FROM pg_class WHERE relnamespace = 'bi'::regnamespace ORDER BY relname});
cmp_ok(scalar @views, '>=', 13, 'there are views');

my (%types, %names);
for my $view (@views) {
    my @columns = map { [split /\|/] } column(
        "SELECT attname, atttypid::regtype, quote_ident(attname) FROM pg_attribute WHERE attrelid = 'bi.$view'::regclass ORDER BY attnum");
    $names{$view} = [map { $_->[0] } @columns];
    $types{$view} = [map { $_->[1] } @columns];
    is_deeply([grep { !/^(text|integer|double precision)$/ } @{$types{$view}}], [], "$view has plain columns");
    is_deeply([grep { $_->[0] ne $_->[2] } @columns], [], "$view has names that need no quotes");
}
is(ask(q{SELECT relname FROM pg_class WHERE relnamespace = 'bi'::regnamespace AND obj_description(oid, 'pg_class') IS NULL}), '',
   'every view has a comment');

# What each client is asked: [name, view, SQL, value].
my @queries;
for my $view (@views) {
    my ($filter) = grep { $types{$view}[$_] eq 'text' } 0 .. $#{$types{$view}};
    my $name = $names{$view}[$filter];
    my ($value) = column("SELECT $name FROM bi.$view WHERE $name IS NOT NULL ORDER BY $name LIMIT 1");
    my $order = join ', ', 1 .. @{$types{$view}};
    push @queries, map { [$_->[0], $view, @$_[1 .. $#$_]] }
        ['plain', "SELECT * FROM bi.$view"],
        ['subquery', "SELECT q.* FROM (SELECT * FROM bi.$view) AS q"],
        ['CTE', "WITH q AS (SELECT * FROM bi.$view) SELECT * FROM q"],
        ['limit', "SELECT * FROM (SELECT * FROM bi.$view ORDER BY $order) AS q LIMIT 3"],
        ['parameter', "SELECT * FROM bi.$view WHERE $name = ?", $value];
}

# Rows in an order of their own, with numbers written alike: drivers write the same float8 in different ways.
sub rows {
    my ($text, $view) = @_;
    my @rows = map {
        my @values = split /\x1f/, $_, -1;
        pop @values;
        join "\x1f", map { $types{$view}[$_] eq 'text' || $values[$_] eq '\N' ? $values[$_] : sprintf '%.17g', $values[$_] } 0 .. $#values;
    } split /\x1e/, $text;
    return join "\x1e", sort @rows;
}

my @expected;
for my $query (@queries) {
    my ($name, $view, $sql, $value) = @$query;
    my $run = $sql;
    if (defined $value) {
        $value =~ s/'/''/g;
        $run = 'PREPARE q (text) AS ' . $sql =~ s/\?/\$1/r . "; EXECUTE q('$value')";
    }
    my $began = time;
    my $text = ask($run, '-P', 'null=\N', '-R', "\x1e", '-F', "\x1f");
    cmp_ok(time - $began, '<', 2, "$view takes less than 2 seconds") if $name eq 'plain';
    # psql writes separators between and not after, and a newline at the end.
    $text =~ s/\n\z//;
    $text = join '', map { "$_\x1f\x1e" } split /\x1e/, $text;
    push @expected, rows($text, $view);
}

for my $view (@views) {
    my %rows;
    $rows{$queries[$_][0]} = $expected[$_] for grep { $queries[$_][1] eq $view } 0 .. $#queries;
    isnt($rows{plain}, '', "$view has rows");
    is($rows{$_}, $rows{plain}, "$view as $_") for qw(subquery CTE);
    my %plain = map { $_ => 1 } split /\x1e/, $rows{plain};
    my @some = split /\x1e/, $rows{parameter};
    ok(@some > 0 && !grep({ !$plain{$_} } @some), "$view with a parameter");
    my @first = split /\x1e/, $rows{limit};
    ok(@first > 0 && @first <= 3 && !grep({ !$plain{$_} } @first), "$view with a limit");
}

# A client reads queries, one a line: SQL with at most one ?, and after a tab the value for it, which its driver passes
# as a parameter. It writes values that end with U+001F, rows that end with U+001E, and U+001D after the last row; NULL
# is \N. The environment says where the database is.
my $questions = "$directory/questions";
open my $file, '>', $questions or die $!;
print $file join("\t", grep { defined } @$_[2, 3]), "\n" for @queries;
close $file;

my %client = (
    'node-postgres' => "node '$clients/node.js'",
    psycopg         => "/usr/bin/python3 '$clients/python.py' psycopg",
    psycopg2        => "/usr/bin/python3 '$clients/python.py' psycopg2",
    ODBC            => "perl '$clients/odbc.pl'",
    JDBC            => "java -cp /usr/share/java/postgresql.jar '$clients/Jdbc.java'",
);
for my $client (sort keys %client) {
    my $began = time;
    my $output = do { local $/; open my $pipe, '-|', "$client{$client} <'$questions'" or die $!; <$pipe> };
    my @answers = split /\x1d/, $output // '', -1;
    pop @answers;
    is(scalar @answers, scalar @queries, "$client answers all queries");
    note sprintf '%s: %.1f s', $client, time - $began;
    my @different = grep { $_ > $#answers || rows($answers[$_], $queries[$_][1]) ne $expected[$_] } 0 .. $#queries;
    is_deeply([map { "$queries[$_][1] $queries[$_][0]" } @different], [], "$client has the same rows as psql");
}

# [what, columns of a view, the same from the events in plain SQL]; both must have the same rows.
my @figures = (
    ['clicks of every cell', 'SELECT device, page, x_min, y_min, value FROM bi.click_cells', <<'SQL'],
-- The fine cells of 10 pixels are merged into coarse ones, and the far edge of the page is in the last fine cell.
SELECT device, url_path::text, w * floor(10 * least(page_x / 10, page_w / 10 - 1) / w), w * floor(10 * least(page_y / 10, page_h / 10 - 1) / w), count(*)::float8
FROM events JOIN (SELECT device, page AS url_path, min(x_max - x_min) AS w FROM bi.click_cells GROUP BY device, page) AS cells USING (device, url_path)
WHERE event_type = 1 AND page_x BETWEEN 0 AND page_w AND page_y BETWEEN 0 AND page_h GROUP BY 1, 2, 3, 4
SQL
    ['at most 2,000 cells', 'SELECT max(n) <= 2000 FROM (SELECT count(*) AS n FROM bi.click_grid GROUP BY device, page) AS g', 'SELECT true'],
    ['the grid has the cells', 'SELECT device, page, x, y, value FROM bi.click_grid WHERE value > 0',
     'SELECT device, page, (x_min + x_max) / 2, (y_min + y_max) / 2, value FROM bi.click_cells'],
    ['the grid is full', 'SELECT device, page, count(*), max(cell) FROM bi.click_grid GROUP BY 1, 2',
     'SELECT device, page, (max(grid_row) + 1) * (max(grid_col) + 1), (max(grid_row) + 1) * (max(grid_col) + 1) - 1 FROM bi.click_grid GROUP BY 1, 2'],
    ['the grid comes row by row', 'SELECT bool_and(right_order) FROM (SELECT cell > lag(cell, 1, -1) OVER (PARTITION BY device, page ORDER BY n) AS right_order
      FROM (SELECT *, row_number() OVER () AS n FROM bi.click_grid) AS g) AS r', 'SELECT true'],
    ['zones', 'SELECT device, page, zone, clicks, views, clicked FROM bi.zones', <<'SQL'],
SELECT t.device, t.url_path, t.name, count(e.visit_id)::float8,
       (SELECT count(*) FROM events AS v WHERE v.device = t.device AND v.url_path = t.url_path AND event_type = 3), count(DISTINCT e.visit_id)
FROM demo_targets AS t LEFT JOIN events AS e
     ON e.device = t.device AND e.url_path = t.url_path AND e.event_type = 1
        AND page_x >= (area[1])[0] AND page_x < (area[0])[0] AND page_y >= (area[1])[1] AND page_y < (area[0])[1]
GROUP BY t.device, t.url_path, t.name
SQL
    ['funnel', 'SELECT step, reached FROM bi.funnel', <<'SQL'],
WITH s1 AS (SELECT visitor_id, created_at AS entered, created_at AS t FROM events WHERE event_name = 'view_landing'),
     s2 AS (SELECT s.visitor_id, entered, e.created_at AS t FROM s1 AS s JOIN events AS e USING (visitor_id)
            WHERE event_name = 'view_product' AND e.created_at BETWEEN s.t AND entered + interval '7 days'),
     s3 AS (SELECT s.visitor_id, entered, e.created_at AS t FROM s2 AS s JOIN events AS e USING (visitor_id)
            WHERE event_name = 'add_to_cart' AND e.created_at BETWEEN s.t AND entered + interval '7 days'),
     s4 AS (SELECT s.visitor_id, entered, e.created_at AS t FROM s3 AS s JOIN events AS e USING (visitor_id)
            WHERE event_name = 'purchase' AND e.created_at BETWEEN s.t AND entered + interval '7 days')
SELECT 1, count(DISTINCT visitor_id) FROM s1 UNION ALL SELECT 2, count(DISTINCT visitor_id) FROM s2
UNION ALL SELECT 3, count(DISTINCT visitor_id) FROM s3 UNION ALL SELECT 4, count(DISTINCT visitor_id) FROM s4
SQL
    ['funnel by device', 'SELECT step, sum(reached), sum(dropped) FROM bi.funnel_by_device GROUP BY step', 'SELECT step, reached, dropped FROM bi.funnel'],
    ['scroll', 'SELECT device, page, top, reached FROM bi.scroll WHERE band < 20 OR top = 100', <<'SQL'],
SELECT device, url_path::text, top::float8, count(*) FILTER (WHERE depth >= top)
FROM (SELECT device, url_path, max(scroll_pct) AS depth FROM events WHERE event_type = 2 GROUP BY device, url_path, visit_id) AS views,
     generate_series(0, 100, 5) AS top GROUP BY device, url_path, top
SQL
    ['path edges', 'SELECT step, source, target, visits FROM bi.path_edges', <<'SQL'],
SELECT n, n || ' ' || page, n + 1 || ' ' || next, count(*)
FROM (SELECT url_path AS page, row_number() OVER w AS n, lead(url_path) OVER w AS next FROM events WHERE event_type = 3
      WINDOW w AS (PARTITION BY visit_id ORDER BY created_at)) AS views
WHERE next IS NOT NULL GROUP BY n, page, next
SQL
    ['paths', 'SELECT path, visits FROM bi.paths', <<'SQL'],
SELECT path, count(*) FROM (SELECT string_agg(url_path, ' > ' ORDER BY created_at) AS path FROM events WHERE event_type = 3 GROUP BY visit_id) AS p GROUP BY path
SQL
    ['retention', 'SELECT cohort, period, size, visitors FROM bi.retention', <<'SQL'],
WITH weeks AS (SELECT DISTINCT visitor_id, floor(extract(epoch FROM created_at - '2026-01-05 00:00:00+00') / 604800)::int AS week FROM events WHERE event_type = 3),
     firsts AS (SELECT visitor_id, min(week) AS first FROM weeks GROUP BY visitor_id)
SELECT (date '2026-01-05' + 7 * first)::text, week - first, (SELECT count(*) FROM firsts AS f WHERE f.first = firsts.first), count(*)
FROM weeks JOIN firsts USING (visitor_id) GROUP BY first, week
SQL
    ['daily', 'SELECT day, device, visitors, visits, views, clicks, purchases FROM bi.daily', <<'SQL'],
SELECT day::date::text, d.device, count(DISTINCT visitor_id), count(DISTINCT visit_id), count(*) FILTER (WHERE event_type = 3),
       count(*) FILTER (WHERE event_type = 1), count(*) FILTER (WHERE event_name = 'purchase')
FROM generate_series(timestamptz '2026-01-05 00:00+00', '2026-02-02 00:00+00', '1 day') AS day, demo_devices AS d JOIN events USING (device)
WHERE created_at >= day AND created_at < day + interval '24 hours' GROUP BY day, d.device
SQL
    ['sessions', 'SELECT visitor, count(*), sum(events), sum(views), sum(clicks) FROM bi.sessions GROUP BY visitor', <<'SQL'],
SELECT visitor_id::text, count(*) FILTER (WHERE before IS NULL OR created_at - before > interval '30 minutes'), count(*),
       count(*) FILTER (WHERE event_type = 3), count(*) FILTER (WHERE event_type = 1)
FROM (SELECT *, lag(created_at) OVER (PARTITION BY visitor_id ORDER BY created_at) AS before FROM events) AS e GROUP BY visitor_id
SQL
);
# The plain SQL writes days in the time zone of the session.
$ENV{PGTZ} = 'UTC';
for my $figure (@figures) {
    my ($what, $view, $plain) = @$figure;
    is(ask("WITH v AS ($view), p AS ($plain) SELECT count(*) > 0 FROM v UNION ALL SELECT NOT EXISTS (TABLE v EXCEPT ALL TABLE p) AND NOT EXISTS (TABLE p EXCEPT ALL TABLE v)"),
       "t\nt\n", "$what: as in plain SQL");
}

# Nothing depends on where the session is.
my $all = join ' UNION ALL ', map { "SELECT '$_', md5(string_agg(t::text, ',' ORDER BY t::text)) FROM bi.$_ AS t" } @views;
my $utc = ask($all);
$ENV{PGTZ} = 'Pacific/Auckland';
$ENV{PGDATESTYLE} = 'SQL, DMY';
is(ask($all), $utc, 'the time zone and the date style change nothing');

unlike(ask('SELECT uri FROM bi.pictures'), qr/[^\w:;,+\/=\n]/, 'data URIs have no blanks and no line breaks');
is(ask(q{SELECT count(*) FROM bi.pictures WHERE length(uri) > 32766 OR uri !~ '^data:image/(png|svg\+xml);base64,[A-Za-z0-9+/]+=*$'}), "0\n",
   'data URIs are no longer than Power BI takes');

# The queries of the pages; Metabase puts values in for its variables.
my %value = (device => "'desktop'", page => "'/'");
for my $page (qw(metabase superset)) {
    open my $text, '<', "$here/$page.md" or die $!;
    my $all = do { local $/; <$text> };
    my @blocks = $all =~ /^```sql\n(.*?)^```$/msg;
    isnt(scalar @blocks, 0, "$page.md has queries");
    s/\{\{(\w+)\}\}/$value{$1}/g for @blocks;
    is(ask("SELECT count(*) > 0 FROM ($_) AS q"), "t\n", "$page.md: " . (split /\n/)[0]) for @blocks;
}

# What npm installs goes into a copy of the folder.
sub install {
    my ($name) = @_;
    my ($code, $text) = run('bash', '-c', "mkdir -p build/bi && cp -r $here/$name build/bi && cd build/bi/$name"
          . ' && npm install --ignore-scripts --no-audit --no-fund --no-package-lock');
    is($code, 0, "$name: its libraries are installed") or diag $text;
    return;
}

sub text_of {
    local (@ARGV, $/) = @_;
    return <>;
}

install('vega-lite');
my ($code, $text) = run('build/bi/vega-lite/render', $directory);
is($code, 0, 'the charts are drawn') or diag $text;
my %chart = (
    clicks    => ['rect mark', "bi.click_cells WHERE device = 'desktop' AND page = '/'", 'pixels from the left', 'pixels from the top', '5,000'],
    funnel    => ['bar',       'bi.funnel',    'visitors', 'landing page', 'purchase'],
    retention => ['rect mark', 'bi.retention', 'weeks later', 'first week', '2026-01-05'],
);
for my $name (sort keys %chart) {
    my ($mark, $from, @labels) = @{$chart{$name}};
    my $svg = text_of("$directory/$name.svg");
    is(scalar(() = $svg =~ /aria-roledescription="$mark"/g) . "\n", ask("SELECT count(*) FROM $from"), "$name: a mark for each row");
    like($svg, qr/<text[^>]*>\Q$_\E</, "$name: label $_") for @labels;
    unlike($svg, qr/NaN|undefined|null/, "$name: no value is missing");
}

install('grafana');
($code, $text) = run('node', 'build/bi/grafana/check.js');
is($code, 0, 'the Grafana dashboard has the shape of its schema, and its queries have rows') or diag $text;
done_testing();
