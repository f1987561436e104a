# The vectorised scan on a hot standby: it is planned there, and its answers are those of the ordinary plan,
# while rows arrive.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use IO::Socket::INET;
use Test::More;

my $db = fresh_database('standby_test');
psql($db, <<'SQL');
CREATE TABLE clicks AS SELECT i % 7 AS page, i % 1440 AS x, i % 6000 AS y FROM generate_series(1, 50000) AS i;
VACUUM ANALYZE clicks;
SQL

# The standby, as the user who owns the server.
my $bin = psql($db, q(SELECT setting FROM pg_config WHERE name = 'BINDIR'));
my $owner = getpwuid((stat psql($db, 'SHOW data_directory'))[4]);
my $data = directory() . '/standby';
my $port = do {
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $!;
    $socket->sockport;
};
sub as_owner {
    my ($code, $text) = run($> == 0 ? ('runuser', '-u', $owner, '--') : (), @_);
    die "@_\n$text" if $code != 0;
    return;
}
sub write_file {
    my ($name, $text) = @_;
    open my $file, '>', "$data/$name" or die $!;
    print $file $text;
    close $file;
    return;
}
as_owner("$bin/pg_basebackup", '-D', $data, '-R', '-X', 'stream', '-c', 'fast');
write_file('postgresql.conf', "port = $port\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nhot_standby = on\n");
write_file('pg_hba.conf', "host all all 127.0.0.1/32 trust\n");
write_file('pg_ident.conf', '');
as_owner("$bin/pg_ctl", '-D', $data, '-l', "$data/log", '-w', 'start');
END {
    local $?; # the exit code of the test
    as_owner("$bin/pg_ctl", '-D', $data, '-m', 'immediate', '-w', 'stop') if defined $data && -e "$data/postmaster.pid";
}

sub on_standby {
    local $ENV{PGHOST} = '127.0.0.1';
    local $ENV{PGPORT} = $port;
    return psql($db, shift);
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
