# Live roll-ups under load: in every snapshot they are what their queries are, while eight clients write, a compactor
# runs, roll-ups are made and made anew, and the server is killed; after a dump and a restore; and behind logical
# replication.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Cluster;
use Server;
use Time::HiRes qw(sleep time);
use Test::More;

my $seconds = $ENV{LIVE_SECONDS} // 60;
my $server = Cluster->new('live', sub {
    my ($self) = @_;
    Cluster::as_owner($self->bin('initdb'), '-D', $self->{data}, '-A', 'trust', '-U', $ENV{PGUSER} // 'postgres',
        '--locale=C.UTF-8', '-E', 'UTF8');
}, "autovacuum_naptime = 1\nmax_connections = 40\nwal_level = logical\nshared_buffers = 64MB\njit = off\n"
    . "shared_preload_libraries = 'pg_cron'\ncron.database_name = 'stress'\ncron.use_background_workers = on\n");
my $db = 'stress';

sub sql { my ($text) = @_; return $server->with(sub { psql($db, $text) }) }

$server->with(sub { fresh_database($db) });
sql(<<'SQL');
CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, ts timestamp, page text, device text, x float8, y float8,
    seconds float8, bonus int) PARTITION BY RANGE (ts);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE events_3 PARTITION OF events DEFAULT;
CREATE INDEX ON events (id);
CREATE FUNCTION add_events(n int, seed int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO events (ts, page, device, x, y, seconds, bonus)
    SELECT timestamp '2026-01-01' + (h & 2047) * interval '1 hour', '/' || (h >> 11 & 3),
           (ARRAY['phone', 'it''s', NULL])[1 + (h >> 13) % 3],
           CASE WHEN h % 17 = 0 THEN float8 'NaN' WHEN h % 19 > 0 THEN h % 1440 END, h % 3007, h % 7919 / 97.0, h % 5 - 2
    FROM (SELECT (hashint4extended(i, seed) & 2147483647)::int AS h FROM generate_series(1, n) AS i) AS hashes;
$$;
SQL
my $sums = <<'SQL';
CALL rollup_create('sums', 'events', 'page, device, ts::date AS day',
    $$heatmap_agg(x, y, heatmap_grid(1440, 3000)) AS map, count(*) AS n, sum(bonus) AS bonus,
      scroll_agg(y, 3000, 30) AS scroll, attention_agg(y, y + 900, seconds, 3000, 30) AS attention$$, levels => '{month}');
SQL
my $visitors = <<'SQL';
CALL rollup_create('visitors', 'events', 'page, ts::date AS day',
    $$heatmap_visitors_agg(x, y, id % 50, heatmap_grid(1440, 3000)) AS v, count(*) AS n, max(x) AS x, min(seconds) AS s,
      journey_agg(ts AT TIME ZONE 'UTC', device = 'phone', x > 700, seconds < 20) AS j$$,
    filter => 'bonus <> 0', levels => '{month}');
SQL

my $log = directory() . '/pgbench.log';

# What clients write: pgbench chooses one after the other at random.
my %scripts = (
    one => [6, 'SELECT add_events(1, :seed);'],
    few => [3, '\set n random(1, 20)' . "\n" . 'SELECT add_events(:n, :seed);'],
    many => [1, '\set n random(1, 1000)' . "\n" . 'SELECT add_events(:n, :seed);'],
    leaf => [1, q(INSERT INTO events_1 (id, ts, page, x, y) VALUES (:seed, '2026-01-05', '/leaf', :seed % 1000, 5);)],
    move => [2, q(UPDATE events SET ts = ts + interval '20 days', page = '/' || :seed % 5, x = y / 3, seconds = seconds + 1
        WHERE id IN (SELECT id FROM events ORDER BY id OFFSET :seed % 500 LIMIT 7 FOR UPDATE SKIP LOCKED);)],
    same => [1, q(UPDATE events SET bonus = bonus
        WHERE id IN (SELECT id FROM events ORDER BY id DESC LIMIT 5 FOR UPDATE SKIP LOCKED);)],
    lose => [3, q(DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id OFFSET :seed % 300 LIMIT :seed % 60
        FOR UPDATE SKIP LOCKED);)],
    purge => [1, q(DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT 2000 FOR UPDATE SKIP LOCKED);)],
    undo => [1, 'BEGIN; SELECT add_events(30, :seed); DELETE FROM events_2 WHERE id % 97 = :seed % 97; ROLLBACK;'],
    half => [2, 'BEGIN; SELECT add_events(2, :seed); SAVEPOINT s; SELECT add_events(40, :seed + 1);
        UPDATE events SET page = NULL WHERE id IN (SELECT id FROM events ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED);
        ROLLBACK TO s; SELECT add_events(3, :seed + 2); COMMIT;'],
);
my @files;
for my $name (sort keys %scripts) {
    my ($weight, $text) = @{ $scripts{$name} };
    my $path = directory() . "/$name.pgbench";
    open my $file, '>', $path or die $!;
    print $file '\set seed random(1, 2000000000)', "\n$text\n";
    close $file;
    push @files, '-f', "$path\@$weight";
}

# What pgbench says of transactions that failed.
sub client_errors {
    open my $file, '<', $log or die $!;
    return join '', grep { /error|failed transactions: [1-9]/ } <$file>;
}

# Starts code in a process of its own, whose result is whether it returned true.
sub background {
    my ($code) = @_;
    my $pid = fork // die $!;
    return $pid if $pid;
    my $good = eval { $server->with($code) };
    POSIX::_exit($good ? 0 : 1);
}
use POSIX ();

sub write_for {
    my ($duration) = @_;
    return background(sub {
        exec 'sh', '-c', 'exec "$@" > "$0" 2>&1', $log, $server->bin('pgbench'), '-n', '-c', 8, '-j', 2, '-T', $duration,
            '--max-tries', 100, @files, $db;
    });
}

# Calls one statement after the other until a time, in sessions of their own; false at the first error.
sub keep_calling {
    my ($until, $pause, $text) = @_;
    return background(sub {
        while (time < $until) {
            my ($code, $output) = run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-c', $text);
            if ($code != 0) {
                diag "$text\n$output";
                return 0;
            }
            sleep $pause;
        }
        return 1;
    });
}

# How many rows only one of two queries has; both have these columns.
sub difference {
    my ($columns, $a, $b) = @_;
    return "(SELECT count(*) FROM (SELECT FROM (SELECT 1 AS sign, $columns FROM ($a) AS a
        UNION ALL SELECT -1, $columns FROM ($b) AS b) AS u GROUP BY $columns HAVING sum(sign) <> 0) AS d)";
}
my $range = q('2026-01-10', '2026-03-03');
my $compare = q[SELECT concat_ws(' ', rollup_check('sums'), rollup_check('visitors'), ] .
    difference('page, device, map, n, bonus', "SELECT * FROM sums_between($range)",
        q(SELECT page, device, rollup(map) AS map, sum(n)::bigint AS n, sum(bonus)::bigint AS bonus FROM sums
            WHERE day >= '2026-01-10' AND day < '2026-03-03' GROUP BY page, device)) . ', ' .
    difference('page, v, n, x', "SELECT * FROM visitors_between($range)",
        q(SELECT page, rollup(v) AS v, sum(n)::bigint AS n, max(x) AS x FROM visitors
            WHERE day >= '2026-01-10' AND day < '2026-03-03' GROUP BY page)) . ')';

# Compares in one snapshot after the other, until a time; returns the number of comparisons and the answers that differ.
sub compare_until {
    my ($until) = @_;
    my ($n, @bad) = (0);
    while (time < $until) {
        my $answer = sql("BEGIN ISOLATION LEVEL REPEATABLE READ; $compare; COMMIT;");
        $n++;
        push @bad, $answer if $answer ne '0 0 0 0';
    }
    return ($n, "@bad");
}

# As the guide says.
sql('CREATE EXTENSION pg_cron');
sql(q(SELECT cron.schedule('compact roll-ups', '* * * * *', 'CALL public.rollup_compact()')));

# The roll-ups are made while clients write.
my $until = time + $seconds / 2;
my $writers = write_for($seconds);
sleep 1;
sql($sums);
sql($visitors);
is(sql($compare), '0 0 0 0', 'roll-ups that are made under load are right');
my @others = (
    keep_calling($until, 0.2, 'CALL rollup_compact()'),
    keep_calling($until, 0.3, "CALL rollup_compact('sums')"),
    keep_calling($until, 7, "CALL rollup_refresh('sums')"),
);
my ($n, $bad) = compare_until($until);
is($bad, '', "$n snapshots, the roll-up in each of them equal to the query");
cmp_ok($n, '>', $seconds / 10, 'and there were enough of them');
for my $pid (@others) {
    waitpid $pid, 0;
    is($?, 0, 'compaction and refresh beside writers never fail');
}
is(client_errors(), '', 'nor did a client have an error');
cmp_ok(sql(q(SELECT merged FROM rollups WHERE rollup = 'visitors'::regclass)), '>', 100, 'parts were merged meanwhile');

# A dump has one snapshot, too.
my $dump = directory() . '/live.dump';
my ($code, $text) = $server->with(sub { run('pg_dump', '-F', 'custom', '-e', 'heatmap', '-e', 'plpgsql', '-f', $dump, $db) });
is($code, 0, 'pg_dump beside writers') or diag $text;

# All processes are gone at once, in the middle of whatever they do.
my $compacting = keep_calling(time + 30, 0, 'CALL rollup_compact()');
sleep 1.5;
kill KILL => $server->pid;
waitpid $_, 0 for $writers, $compacting;
my $deadline = time + 30;
sleep 0.1 while time < $deadline && kill 0 => $server->pid;
unlink "$server->{data}/postmaster.pid";
sleep 1; # until the last child has let go of the shared memory
$server->start;
is(sql($compare), '0 0 0 0', 'after a crash and a restart');
$until = time + $seconds / 4;
$writers = write_for(int($seconds / 4));
my $compactor = keep_calling($until, 0.2, 'CALL rollup_compact()');
($n, $bad) = compare_until($until);
is($bad, '', "and in $n further snapshots");
waitpid $_, 0 for $writers, $compactor;
sql('CALL rollup_compact()');
is(sql($compare), '0 0 0 0', 'at the end');
is(sql(q(SELECT sum(parts) + sum(stale) FROM rollups)), 0, 'nothing is left to merge');
is(client_errors(), '', 'no client had an error');
is(sql('SELECT count(*) FROM sums'), sql('SELECT count(*) FROM sums_merged'), 'one row for each group');

for (1 .. 90) {
    last if sql('SELECT count(*) FROM cron.job_run_details WHERE end_time IS NOT NULL') > 0;
    sleep 1;
}
is(sql('SELECT DISTINCT status FROM cron.job_run_details WHERE end_time IS NOT NULL'), 'succeeded', 'pg_cron calls rollup_compact');

# MERGE came with 15.
SKIP: {
    skip 'no MERGE', 1 if sql('SHOW server_version_num') < 150000;
    sql(<<'SQL');
MERGE INTO events AS e USING (SELECT id, page FROM events WHERE id % 3 = 0 UNION ALL SELECT -i, 'merged' FROM generate_series(1, 50) AS i) AS m
    ON e.id = m.id
WHEN MATCHED AND e.id % 2 = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET page = 'matched', ts = e.ts + interval '10 days'
WHEN NOT MATCHED THEN INSERT (ts, page, x, y) VALUES ('2026-01-02', m.page, 1, 2);
SQL
    is(sql($compare), '0 0 0 0', 'MERGE');
}

# The restored roll-up is right, and goes on.
$server->with(sub {
    psql('postgres', 'CREATE DATABASE restored');
    my ($restored, $output) = run('pg_restore', '-e', '-d', 'restored', $dump);
    is($restored, 0, 'restore') or diag $output;
    is(psql('restored', $compare), '0 0 0 0', 'a restored roll-up is right');
    psql('restored', q(SELECT add_events(100, 5); DELETE FROM events WHERE id % 7 = 0; CALL rollup_compact(); SELECT add_events(9, 6)));
    is(psql('restored', $compare), '0 0 0 0', 'and goes on');
    # Data alone, into a database that has the roll-up already.
    psql('postgres', 'CREATE DATABASE twice');
    my (undef, $schema) = run('sh', '-c', "pg_restore -s -f - $dump | psql -XqAt -o /dev/null -v ON_ERROR_STOP=1 -d twice");
    is($schema, '', 'the definitions alone');
    my (undef, $data) = run('pg_restore', '-a', '--disable-triggers', '-d', 'twice', $dump);
    is($data, '', 'then the data, without triggers');
    is(psql('twice', $compare), '0 0 0 0', 'nothing is counted twice');
});

# A subscriber keeps roll-ups of what it receives: of the rows that were there, and of those that come.
$server->with(sub {
    psql('postgres', "CREATE DATABASE publisher");
    psql('postgres', "CREATE DATABASE subscriber");
    my $table = 'CREATE TABLE clicks (id int PRIMARY KEY, page text, x int)';
    psql('publisher', "$table; INSERT INTO clicks SELECT i, 'p' || i % 7, i FROM generate_series(1, 500) AS i;
        CREATE PUBLICATION p FOR TABLE clicks; SELECT pg_create_logical_replication_slot('live', 'pgoutput')");
    psql('subscriber', "CREATE EXTENSION heatmap; $table;
        CALL rollup_create('received', 'clicks', 'page', 'count(*) AS n, sum(x) AS x');
        CALL rollup_create('largest', 'clicks', 'page', 'count(*) AS n, max(x) AS x')");
    psql('subscriber', "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=$server->{port} dbname=publisher user=@{[$ENV{PGUSER} // 'postgres']}'
        PUBLICATION p WITH (create_slot = false, slot_name = 'live')");
    psql('publisher', "INSERT INTO clicks SELECT i, 'q', i FROM generate_series(501, 600) AS i;
        UPDATE clicks SET page = 'moved', x = x + 1 WHERE id % 50 = 0; DELETE FROM clicks WHERE id % 9 = 0");
    my $rows = 'SELECT md5(string_agg(c::text, chr(10) ORDER BY id)) FROM clicks AS c';
    my $same = 0;
    for (1 .. 300) {
        $same = psql('publisher', $rows) eq psql('subscriber', $rows);
        last if $same;
        sleep 0.1;
    }
    ok($same, 'rows arrive');
    is(psql('subscriber', q(SELECT rollup_check('received') + rollup_check('largest'))), 0, 'and are counted');
    psql('subscriber', 'CALL rollup_compact()');
    is(psql('subscriber', q(SELECT rollup_check('received') + rollup_check('largest'))), 0, 'and merged');
    psql('publisher', 'TRUNCATE clicks');
    for (1 .. 300) {
        last if psql('subscriber', 'SELECT count(*) FROM clicks') == 0;
        sleep 0.1;
    }
    psql('subscriber', "DROP SUBSCRIPTION s");
    is(psql('subscriber', q(SELECT rollup_check('received') > 0)), 't', 'a replicated TRUNCATE fires no trigger');
    psql('subscriber', q(CALL rollup_refresh('received')));
    is(psql('subscriber', q(SELECT rollup_check('received'))), 0, 'which a refresh mends');
});

# The extension goes only with what is made of it, and then writes go on without it.
sql('CREATE TABLE plain (page int)');
sql(q(CALL rollup_create('counts', 'plain', 'page', 'count(*) AS n')));
my ($refused, $message) = $server->with(sub { try_sql($db, 'DROP EXTENSION heatmap') });
isnt($refused, 0, 'DROP EXTENSION is refused');
like($message, qr/counts_state depends on type rollup_state/, 'and says why');
sql('DROP EXTENSION heatmap CASCADE');
sql(q(INSERT INTO plain VALUES (1); SELECT add_events(5, 1); DELETE FROM events WHERE id % 2 = 0));
is(sql('SELECT count(*) FROM plain'), 1, 'after CASCADE the table is a plain one');
system "cp $log /tmp/pgb.log"; done_testing();
