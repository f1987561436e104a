# A hot standby: the vectorised scan is planned there, and its answers are those of the ordinary plan, while rows
# arrive; live roll-ups are read and checked.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Cluster;
use Server;
use Test::More;

my $db = fresh_database('standby_test');
psql($db, <<'SQL');
CREATE TABLE clicks AS SELECT i % 7 AS page, i % 1440 AS x, i % 6000 AS y FROM generate_series(1, 50000) AS i;
VACUUM ANALYZE clicks;
SQL

my $standby = Cluster->new('standby', sub {
    my ($server) = @_;
    Cluster::as_owner($server->bin('pg_basebackup'), '-D', $server->{data}, '-R', '-X', 'stream', '-c', 'fast');
}, "hot_standby = on\n");

sub on_standby {
    my ($sql) = @_;
    return $standby->with(sub { psql($db, $sql) });
}

# Waits until the standby has all that was committed.
sub catch_up {
    my $lsn = psql($db, 'SELECT pg_current_wal_lsn()');
    for (1 .. 300) {
        return if on_standby("SELECT pg_last_wal_replay_lsn() >= '$lsn'") eq 't';
        select undef, undef, undef, 0.1;
    }
    die 'the standby does not catch up';
}

my $query = 'SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) AS h FROM clicks GROUP BY page';
sub answers {
    my ($workers) = @_;
    my $digest = "SELECT md5(string_agg(page || h::text, ' ' ORDER BY page)) FROM ($query) AS q;";
    return split /\n/, on_standby(<<"SQL");
SET max_parallel_workers_per_gather = $workers;
SET parallel_setup_cost = 0;
SET min_parallel_table_scan_size = 0;
BEGIN ISOLATION LEVEL REPEATABLE READ;
$digest
SET heatmap.vectorized_scan = off;
$digest
COMMIT;
SQL
}

is(on_standby('SELECT pg_is_in_recovery()'), 't', 'it is a standby');
like(on_standby("EXPLAIN $query"), qr/Custom Scan \(HeatmapScan\)/, 'the scan is planned there');
my %seen;
for my $round (1 .. 3) {
    catch_up();
    for my $workers (0, 2) {
        my ($scan, $ordinary) = answers($workers);
        is($scan, $ordinary, "round $round, $workers workers: the same as the ordinary plan");
        $seen{$scan} = 1;
    }
    psql($db, 'UPDATE clicks SET x = x + 1 WHERE x % 5 = 0; DELETE FROM clicks WHERE y % 100 = 0; VACUUM clicks; INSERT INTO clicks SELECT 8, i, i FROM generate_series(1, 3000) AS i;');
}
is(scalar keys %seen, 3, 'the rows that arrived count');

psql($db, <<'SQL');
CALL rollup_create('highest', 'clicks', 'page', 'count(*) AS n, max(x) AS x');
DELETE FROM clicks WHERE page = 3 AND x > 1000;
SQL
catch_up();
is(on_standby("SELECT rollup_check('highest')"), 0, 'a live roll-up is what its query is');
is(on_standby('SELECT rollup, groups, stale FROM rollups'), 'highest|8|1', 'and is listed');

# Under a writer, answers are those of a moment.
psql($db, 'CREATE TABLE pairs (x int, y int); INSERT INTO pairs SELECT i, i FROM generate_series(1, 20000) AS i; ANALYZE pairs;');
catch_up();
my $writer = fork // die $!;
if ($writer == 0) {
    exec 'psql', '-Xqc', q(DO $$ BEGIN FOR i IN 1 .. 400 LOOP UPDATE pairs SET x = x + 1 WHERE x % 400 = i; COMMIT; END LOOP; END $$), $db
        or die $!;
}
my $different = 0;
for (1 .. 10) {
    my $total = on_standby('SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(30000, 30000, 100))) FROM pairs');
    $different++ if $total != 20000;
}
waitpid $writer, 0;
is($? >> 8, 0, 'the writer came to its end');
is($different, 0, 'no row is missing or doubled while rows are updated');
done_testing();
