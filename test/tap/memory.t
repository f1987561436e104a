# Small groups take little memory on any grid, and a sparse grid never becomes an array of all its
# cells.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More tests => 13;

my $db = fresh_database('memory_test');
# A server with assertions keeps more beside each piece of memory.
my $more = psql($db, 'SHOW debug_assertions') eq 'on' ? 1.5 : 1;
psql($db, 'SELECT setseed(0.1); CREATE TABLE clicks AS SELECT i % 20000 AS page, random() * 1440 AS x, random() * 6000 AS y'
      . ' FROM generate_series(1, 1000000) i; ANALYZE clicks');
for my $aggregate ('heatmap_agg(x, y, heatmap_grid(1440, 6000))', 'heatmap_agg(x, y, heatmap_grid(1440, 6000), 0.5)',
    'attention_agg(y, y + 900, x / 40, 6000, 1000)') {
    my $plan = psql($db, "SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB'; SET enable_sort = off; SET heatmap.vectorized_scan = off;"
          . " EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT page, $aggregate FROM clicks GROUP BY page");
    my ($kilobytes) = $plan =~ /Batches: 1  Memory Usage: (\d+)kB/;
    my $bytes = ($kilobytes // 0) * 1024 / 20000;
    ok($bytes > 0 && $bytes < 2000 * $more, "20,000 groups of 50 rows: under 2,000 bytes a group, $aggregate") or diag $plan;
    note "$bytes bytes a group";
}

# 50 rows of each of 20,000 visitors, in order of time
for my $aggregate ("window_funnel('7 days', ts, i % 4 = 0, i % 4 = 1, i % 4 = 2, i % 4 = 3)", 'journey_agg(ts, i % 4 = 0, i % 4 = 1, i % 4 = 2, i % 4 = 3)') {
    my $plan = psql($db, "SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB'; SET enable_sort = off; SET heatmap.vectorized_scan = off;"
          . " EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT i % 20000, $aggregate FROM (SELECT i, timestamptz '2026-01-01' + i * interval '2.345678 s' AS ts FROM generate_series(1, 1000000) i) e GROUP BY 1");
    my ($kilobytes) = $plan =~ /Batches: 1  Memory Usage: (\d+)kB/;
    my $bytes = ($kilobytes // 0) * 1024 / 20000;
    ok($bytes > 0 && $bytes < 1500 * $more, "20,000 visitors of 50 events: under 1,500 bytes a visitor, $aggregate") or diag $plan;
    note "$bytes bytes a visitor";
}

# The largest resident size of a backend before and after it aggregates on a grid of 8.64 million
# cells.
my $growth = psql($db, <<'SQL');
CREATE FUNCTION peak() RETURNS bigint LANGUAGE sql AS $$
    SELECT substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'VmHWM:\s+(\d+) kB')::bigint
$$;
SELECT heatmap_occupied(heatmap_agg(x, y, heatmap_grid(1440, 6000, 1))) IS NULL FROM clicks WHERE page < 2 \g /dev/null
SELECT peak() AS before \gset
SELECT heatmap_occupied(heatmap_agg(x, y, heatmap_grid(1440, 6000, 1))) AS occupied FROM (SELECT * FROM clicks LIMIT 10000) s \gset
SELECT :occupied, peak() - :before;
SQL
my ($occupied, $kilobytes) = split /\|/, $growth;
cmp_ok($occupied, '>', 9900, '10,000 clicks on a canvas of 1440 x 6000 pixels');
cmp_ok($kilobytes, '<', 5000, 'take no dense array of 69 MB') or diag "$kilobytes kB";

# Comparisons free the values that they have detoasted. Otherwise a sort would keep all of them.
$growth = psql($db, <<'SQL');
CREATE TABLE small AS SELECT heatmap_agg(i % 1000, i % 777, heatmap_grid(1000, 1000)) AS h FROM generate_series(1, 100000) i GROUP BY i;
SET work_mem = '64MB';
SELECT peak() AS before \gset
SELECT count(DISTINCT h) AS values FROM small \gset
SELECT :values > 1000, peak() - :before;
SQL
like($growth, qr/^t\|\d+$/, 'sorts 100,000 heatmaps');
cmp_ok((split /\|/, $growth)[1], '<', 100000, 'in less than 100 MB') or diag $growth;

# The scratch memory of a blur may be larger than PostgreSQL's usual limit of 1 GB.
is(psql($db, "SELECT heatmap_total(heatmap_blur(heatmap_grid(0, 0, 1, 1, 1, 16777216), 0.1))"), '0', 'blurs the longest line');

# A large picture takes no memory for its pixels, and one of many cells takes what is documented.
$growth = psql($db, <<'SQL');
SELECT length(heatmap_png(heatmap_grid(100, 100, 1), width => 10)) IS NULL \g /dev/null
SELECT peak() AS before \gset
SELECT length(heatmap_png(heatmap_agg(i % 144, i % 144, heatmap_grid(144, 144, 1)), width => 8192)) > 0 AS drawn FROM generate_series(1, 1000) i \gset
SELECT :'drawn', peak() - :before;
SQL
like($growth, qr/^t\|\d+$/, 'draws 67 million pixels');
cmp_ok((split /\|/, $growth)[1], '<', 10000, 'in less than 10 MB') or diag $growth;
$growth = psql($db, <<'SQL');
CREATE TABLE wide AS SELECT heatmap_agg(i % 2048, i % 2047, heatmap_grid(2048, 2048, 1)) AS h FROM generate_series(1, 4000000) i;
SELECT heatmap_total(h) IS NULL FROM wide \g /dev/null
SELECT peak() AS before \gset
SELECT length(heatmap_png(h)) > 0 AS drawn FROM wide \gset
SELECT peak() - :before;
SQL
cmp_ok($growth * 1024 / 2048 ** 2, '<', 60, 'a picture takes less than 60 bytes a cell') or diag $growth;
