# pg_dump and restore, and logical replication, keep every bit.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

my $db = fresh_database('dump_source');
psql($db, <<'SQL');
CREATE TABLE daily (day date PRIMARY KEY, h heatmap DEFAULT heatmap_grid(30, 70), CHECK (heatmap_cols(h) > 0));
INSERT INTO daily SELECT date '2026-01-01' + d, heatmap_agg((i * 7919 + d) % 1440 / 3.0, (i * 104729) % 6000 / 7.0, heatmap_grid(1440, 6000))
    * CASE d % 3 WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0.1 END FROM generate_series(1, 5000) i, generate_series(0, 8) d GROUP BY d;
INSERT INTO daily VALUES ('2026-02-01', NULL), ('2026-02-02', DEFAULT);
CREATE INDEX ON daily (h);
CREATE TABLE journeys (visitor int PRIMARY KEY, j journey, CHECK (funnel_level(j, '1 day') >= 0));
INSERT INTO journeys SELECT i % 50, journey_agg('2026-01-01'::timestamptz + i * i % 1009 * interval '1 hour 1.234567 s', i % 3 = 0, i % 5 = 0, i % 7 = 0) FROM generate_series(1, 1000) i GROUP BY 1;
CREATE TABLE funnels (name text, f funnel);
INSERT INTO funnels SELECT mode, funnel_agg(j, '7 days', mode) FROM journeys, (VALUES (''), ('strict_order,strict_once'), ('any_order')) m(mode) GROUP BY 1;
CREATE TABLE people (day int PRIMARY KEY, v heatmap_visitors, CHECK (heatmap_visitors_count(v) > 0));
INSERT INTO people SELECT i % 5, heatmap_visitors_agg(i % 1440, i * 7 % 6000, hashint8extended(i % 99, 0), heatmap_grid(1440, 6000)) FROM generate_series(1, 1000) i GROUP BY 1;
-- states that have seen no rows, from an aggregate of the user's own
CREATE AGGREGATE raw_moving(float8, float8, heatmap)
    (SFUNC = heatmap_accum, STYPE = heatmap, MSFUNC = heatmap_accum, MINVFUNC = heatmap_accum_inv, MSTYPE = heatmap);
CREATE TABLE empty_states AS SELECT raw_moving(NULL, 1, heatmap_grid(30, 70)) OVER (ROWS 1 PRECEDING) AS raw FROM generate_series(1, 2);
CREATE VIEW purchases AS SELECT name, s.* FROM funnels, funnel_steps(f, ARRAY['landing', 'product', 'purchase']) s;
CREATE VIEW weekly AS SELECT date_trunc('week', day) AS week, rollup(h) AS h FROM daily GROUP BY 1;
CREATE MATERIALIZED VIEW top AS SELECT day, s.* FROM daily, heatmap_hotspots(h, 3) s;
SQL
my $fingerprint = "SELECT md5(string_agg(day || ':' || coalesce(md5(heatmap_send(h)), '-'), ',' ORDER BY day)) FROM daily";
my $expected = psql($db, $fingerprint);
my $funnels = "SELECT md5(string_agg(visitor || ':' || md5(journey_send(j)), ',' ORDER BY visitor)), (SELECT md5(string_agg(name || ':' || md5(funnel_send(f)), ',' ORDER BY name)) FROM funnels), (SELECT sum(reached) FROM purchases), (SELECT md5(string_agg(day || ':' || md5(heatmap_visitors_send(v)), ',' ORDER BY day)) FROM people) FROM journeys";

for my $format ('plain', 'custom') {
    my $copy = "dump_$format";
    my $file = directory() . "/$format.dump";
    psql('postgres', "CREATE DATABASE $copy TEMPLATE template0 ENCODING 'UTF8'");
    my ($code, $text) = run('pg_dump', '-F', $format, '-f', $file, $db);
    is($code, 0, "pg_dump, $format") or diag $text;
    ($code, $text) = $format eq 'plain' ? run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $copy, '-f', $file) : run('pg_restore', '-e', '-d', $copy, $file);
    is($code, 0, "restore, $format") or diag $text;
    is(psql($copy, $fingerprint), $expected, "the same bytes, $format");
    is(psql($copy, $funnels), psql($db, $funnels), "journeys, funnels and visitors too, $format");
    is(psql($copy, 'SELECT count(*), bool_or(h IS NULL) FROM weekly'), psql($db, 'SELECT count(*), bool_or(h IS NULL) FROM weekly'), "views work, $format");
    is(psql($copy, 'SELECT count(*) FROM top'), psql($db, 'SELECT count(*) FROM top'), "materialized views are filled, $format");
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
