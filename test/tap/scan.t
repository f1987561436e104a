# The vectorised scan beside other sessions, and what belongs to the server: the first query of a session, row
# security, privileges, EvalPlanQual, serializable transactions, statistics, memory. And random queries over random
# tables, with and without it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
my $db = fresh_database('scan_test');
psql($db, <<'SQL');
ALTER DATABASE scan_test SET heatmap.vectorized_scan = on;
ALTER DATABASE scan_test SET max_parallel_workers_per_gather = 0;
CREATE TABLE clicks AS
SELECT i AS id, i % 50 AS page, (i * 7919 % 1440)::float8 AS x, (i * 104729::bigint % 6000)::float8 AS y, i % 2 = 0 AS visible
FROM generate_series(1, 50000) i;
VACUUM ANALYZE clicks;
SQL

# A new session has not loaded the library when it plans its first query.
for my $query ('SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks',
    "SELECT page, window_funnel('1 hour', now() + id * interval '1 s', page = 1, x > 2) FROM clicks GROUP BY page",
    'SELECT scroll_agg(y, 6000, 10) FROM clicks',
    'PREPARE p(heatmap) AS SELECT page, heatmap_agg(x, y, $1) FROM clicks GROUP BY page; SET plan_cache_mode = force_generic_plan; EXPLAIN EXECUTE p(NULL)')
{
    my $sql = $query =~ /EXPLAIN/ ? $query : "EXPLAIN $query";
    like(psql($db, $sql), qr/HeatmapScan/, 'the first query of a session: ' . substr $query, 0, 40);
}

# Row security: a function that tells what it sees must not see hidden rows.
psql($db, <<'SQL');
CREATE ROLE scan_reader;
GRANT SELECT ON clicks TO scan_reader;
ALTER TABLE clicks ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON clicks FOR SELECT TO scan_reader USING (visible);
CREATE TABLE seen (visible bool, n bigint);
CREATE FUNCTION leak(v bool) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS $$
BEGIN
    IF NOT v THEN RAISE EXCEPTION 'a hidden row'; END IF;
    RETURN true;
END $$;
SQL
my $as_reader = 'SET ROLE scan_reader; ';
my $leaky = 'SELECT count(*), heatmap_total(heatmap_agg(x, y, heatmap_grid(1440, 6000))) FROM clicks WHERE leak(visible) AND page < 10';
like(psql($db, "$as_reader EXPLAIN $leaky"), qr/HeatmapScan.*Seq Scan on clicks.*Filter/s, 'with row security, the scan is planned');
is(psql($db, "$as_reader $leaky"), psql($db, "SET heatmap.vectorized_scan = off; $as_reader $leaky"), '... sees the rows of the policy');
is(psql($db, "$as_reader SELECT count(*), heatmap_agg(x, y, heatmap_grid(1440, 6000)) IS NULL FROM clicks"), '25000|f', '... without a condition, too');

# Privileges
my ($code, $text) = try_sql($db, 'REVOKE SELECT ON clicks FROM scan_reader; GRANT SELECT (x, visible) ON clicks TO scan_reader; '
      . "$as_reader SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks");
like($text, qr/42501.*permission denied for table clicks/, 'a column may be forbidden');
($code, $text) = try_sql($db, 'GRANT SELECT ON clicks TO scan_reader; REVOKE EXECUTE ON FUNCTION heatmap_agg(float8, float8, heatmap) FROM PUBLIC; '
      . "$as_reader SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM clicks");
like($text, qr/42501.*permission denied for (?:function|aggregate) heatmap_agg/, 'and so may the aggregate');
psql($db, 'GRANT EXECUTE ON FUNCTION heatmap_agg(float8, float8, heatmap) TO PUBLIC; ALTER TABLE clicks DISABLE ROW LEVEL SECURITY');

# A session that stays open: returns a function that sends SQL without waiting for it, and one that waits.
sub session {
    my $pid = open(my $in, '|-', 'psql', '-XAtq', '-d', $db, '-o', directory() . '/session.out') or die $!;
    $in->autoflush(1);
    return ($in, $pid);
}

# An update that waits for another one checks its row again, and with it the aggregate of a correlated subselect.
psql($db, 'CREATE TABLE pages AS SELECT page, 0::float8 AS clicks FROM generate_series(0, 49) page');
my ($writer) = session();
print $writer "BEGIN; UPDATE pages SET clicks = -1 WHERE page = 7; SELECT 'ready' \\g " . directory() . "/ready\n";
for (1 .. 100) { last if -s directory() . '/ready'; select undef, undef, undef, 0.05; }
my $updater = open(my $updated, '-|', 'psql', '-XAtq', '-d', $db, '-c',
    'UPDATE pages SET clicks = (SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(1440, 6000))) FROM clicks WHERE clicks.page = pages.page) WHERE page = 7 RETURNING clicks');
for (1 .. 100) { last if psql($db, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0; select undef, undef, undef, 0.05; }
print $writer "COMMIT;\n";
my $result = <$updated> // '';
close $updated;
is($result, "1000\n", 'an update that has waited counts all rows');
close $writer;

# Serializable: what the scan has read is predicate-locked.
is(psql($db, "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT heatmap_total(heatmap_agg(x, y, heatmap_grid(1440, 6000))) FROM clicks \\g /dev/null\n"
          . "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'SIReadLock' AND relation = 'clicks'::regclass; COMMIT"), 't', 'a serializable scan locks what it reads');

# Statistics count every row that was read.
psql($db, 'CREATE TABLE counted AS SELECT * FROM clicks LIMIT 12345; ANALYZE counted');
psql($db, 'SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) IS NULL, count(*) FROM counted WHERE page = 3');
my $read;
for (1 .. 50) {
    $read = psql($db, "SELECT seq_tup_read - 12345 FROM pg_stat_user_tables WHERE relname = 'counted'"); # ANALYZE reads in samples
    last if $read >= 0;
    select undef, undef, undef, 0.1;
}
is($read, '0', 'seq_tup_read is exact');

# Writers beside it: in each snapshot, the scan sees the same rows as the ordinary plan.
psql($db, 'CREATE TABLE busy AS SELECT i AS id, (i % 100)::float8 AS x, (i % 70)::float8 AS y FROM generate_series(1, 20000) i; ANALYZE busy');
my ($busy, $busy_pid) = session();
print $busy "SET synchronous_commit = off;\n";
for my $i (1 .. 400) {
    print $busy "UPDATE busy SET x = x + 1 WHERE id % 97 = $i % 97; DELETE FROM busy WHERE id % 211 = $i; INSERT INTO busy SELECT i, i % 100, i % 70 FROM generate_series($i, 20000, 211) i;"
        . ($i % 50 == 0 ? ' VACUUM busy;' : '') . "\n";
}
my $differences = psql($db, <<'SQL');
CREATE PROCEDURE compare(times int, INOUT differences int) LANGUAGE plpgsql AS $$
DECLARE
    a text;
    b text;
BEGIN
    differences := 0;
    FOR i IN 1 .. times LOOP
        SET LOCAL heatmap.vectorized_scan = on;
        EXECUTE 'SELECT md5(heatmap_agg(x, y, heatmap_grid(200, 100))::text) || count(*) FROM busy' INTO a;
        SET LOCAL heatmap.vectorized_scan = off;
        EXECUTE 'SELECT md5(heatmap_agg(x, y, heatmap_grid(200, 100))::text) || count(*) FROM busy' INTO b;
        differences := differences + (a IS DISTINCT FROM b)::int;
        COMMIT;
    END LOOP;
END $$;
SET default_transaction_isolation = 'repeatable read';
CALL compare(150, 0);
SQL
is($differences, '0', 'beside writers and vacuum, each snapshot has the rows of the ordinary plan');
close $busy;

# Thousands of executions take no more memory.
my $growth = psql($db, <<'SQL');
PREPARE p(int) AS SELECT page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) IS NULL FROM counted WHERE page <> $1 GROUP BY page;
CREATE FUNCTION peak() RETURNS bigint LANGUAGE sql AS $$
    SELECT substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'VmRSS:\s+(\d+) kB')::bigint
$$;
SET client_min_messages = warning;
DO $$ BEGIN FOR i IN 1 .. 200 LOOP PERFORM page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) IS NULL FROM counted WHERE page <> i GROUP BY page; END LOOP; END $$;
SELECT peak() AS before \gset
DO $$ BEGIN FOR i IN 1 .. 2000 LOOP PERFORM page, heatmap_agg(x, y, heatmap_grid(1440, 6000)) IS NULL FROM counted WHERE page <> i GROUP BY page; END LOOP; END $$;
SELECT count(*) FROM generate_series(1, 500) g, LATERAL (SELECT heatmap_agg(x, y, heatmap_grid(1440, 6000)) FROM counted WHERE page < g) q \g /dev/null
SELECT peak() - :before;
SQL
cmp_ok($growth, '<', 3000, 'thousands of executions take no more memory') or diag "$growth kB";

# Random queries; more of them, and other seeds: perl test/scan_random.pl 100000 7
($code, $text) = run($^X, 'test/scan_random.pl', 1500, 3);
is($code, 0, 'random queries have the same results') or diag $text;
my ($planned) = $text =~ /(\d+) planned/;
cmp_ok($planned // 0, '>', 400, '... and the scan takes part');
unlike($text, qr/WARNING/, '... without a warning');
psql($db, 'DROP OWNED BY scan_reader; DROP ROLE scan_reader');
done_testing();
