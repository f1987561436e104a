# pg_dump and restore, and logical replication, keep every bit.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

my $db = fresh_database('dump_source');
# What answers.sql prints for a database.
sub answers {
    my ($database) = @_;
    my ($code, $text) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-f', "$FindBin::Bin/../fixtures/answers.sql");
    die $text if $code != 0;
    return $text;
}

my ($made, $output) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', "$FindBin::Bin/../fixtures/objects.sql");
is($made, 0, 'objects of every kind that use the extension') or diag $output;
my $fingerprint = "SELECT md5(string_agg(day || ':' || coalesce(md5(heatmap_send(h)), '-'), ',' ORDER BY day)) FROM daily";

for my $format ('plain', 'custom') {
    my $copy = "dump_$format";
    my $file = directory() . "/$format.dump";
    psql('postgres', "CREATE DATABASE $copy TEMPLATE template0 ENCODING 'UTF8'");
    my ($code, $text) = run('pg_dump', '-F', $format, '-f', $file, $db);
    is($code, 0, "pg_dump, $format") or diag $text;
    ($code, $text) = $format eq 'plain' ? run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $copy, '-f', $file) : run('pg_restore', '-e', '-d', $copy, $file);
    is($code, 0, "restore, $format") or diag $text;
    is(answers($copy), answers($db), "the same answers, $format");
    my ($second, undef) = run('sh', '-c', "pg_dump $copy | grep -v '^\\\\' > $file.2; pg_dump $db | grep -v '^\\\\' > $file.1; cmp $file.1 $file.2");
    is($second, 0, "a dump of the copy is the same, $format");
}

# publisher and subscriber are databases of one cluster, so the slot is made beforehand
for my $binary ('false', 'true') {
    my $copy = fresh_database("subscriber_$binary");
    psql($copy, 'CREATE TABLE daily (day date PRIMARY KEY, h heatmap)');
    psql($db, "CREATE PUBLICATION p_$binary FOR TABLE daily");
    psql($db, "SELECT pg_create_logical_replication_slot('s_$binary', 'pgoutput')");
    my $connection = join ' ', "dbname=$db", map { $ENV{$_->[1]} ? "$_->[0]=$ENV{$_->[1]}" : () } ['host', 'PGHOST'], ['port', 'PGPORT'], ['user', 'PGUSER'], ['password', 'PGPASSWORD'];
    psql($copy, "CREATE SUBSCRIPTION s_$binary CONNECTION '$connection' PUBLICATION p_$binary WITH (create_slot = false, slot_name = 's_$binary', binary = $binary)");
    psql($db, "UPDATE daily SET h = h + h WHERE day = '2026-01-03'; DELETE FROM daily WHERE day = '2026-01-04'; INSERT INTO daily SELECT date '2027-01-01' + (random() * 300000)::int, h * 3 FROM daily WHERE day = '2026-01-05'");
    my $same = 0;
    for (1 .. 300) {
        $same = psql($copy, $fingerprint) eq psql($db, $fingerprint);
        last if $same;
        select undef, undef, undef, 0.1;
    }
    ok($same, "logical replication, binary = $binary");
    psql($copy, "DROP SUBSCRIPTION s_$binary");
}
# Without a key, each changed row is found by comparing all of its columns.
my $copy = fresh_database('subscriber_full');
for my $each ($db, $copy) {
    psql($each, 'CREATE TABLE keyless (id int, h heatmap, j journey, f funnel, v heatmap_visitors); ALTER TABLE keyless REPLICA IDENTITY FULL');
}
psql($db, "CREATE PUBLICATION p_full FOR TABLE keyless; SELECT pg_create_logical_replication_slot('s_full', 'pgoutput')");
my $source = join ' ', "dbname=$db", map { $ENV{$_->[1]} ? "$_->[0]=$ENV{$_->[1]}" : () } ['host', 'PGHOST'], ['port', 'PGPORT'], ['user', 'PGUSER'], ['password', 'PGPASSWORD'];
psql($copy, "CREATE SUBSCRIPTION s_full CONNECTION '$source' PUBLICATION p_full WITH (create_slot = false, slot_name = 's_full')");
for (1 .. 300) { # changes are applied one by one only when the first copy of the table is done
    last if psql($copy, 'SELECT srsubstate FROM pg_subscription_rel') eq 'r';
    select undef, undef, undef, 0.1;
}
psql($db, "INSERT INTO keyless SELECT visitor, heatmap_grid(30, 70), j, funnel_agg(j, '7 days'), heatmap_visitors_agg(1, 1, visitor, heatmap_grid(30, 70)) FROM journeys GROUP BY visitor, j");
psql($db, 'UPDATE keyless SET id = id + 1000 WHERE id < 25; DELETE FROM keyless WHERE id = 30; UPDATE keyless SET h = h + h WHERE id > 40');
my $rows = "SELECT count(*), md5(string_agg(keyless::text, ',' ORDER BY id)) FROM keyless";
my $arrived = 0;
for (1 .. 300) {
    $arrived = psql($copy, $rows) eq psql($db, $rows);
    last if $arrived;
    select undef, undef, undef, 0.1;
}
ok($arrived, 'updates of a table with REPLICA IDENTITY FULL arrive');
psql($copy, 'DROP SUBSCRIPTION s_full');
is(psql($db, "SET client_min_messages = warning; DROP EXTENSION heatmap CASCADE; SELECT count(*) FROM information_schema.columns WHERE table_name = 'daily'"),
    '1', 'DROP EXTENSION CASCADE takes the column with it');
done_testing();
