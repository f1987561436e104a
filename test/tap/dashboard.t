# The dashboard of examples/dashboard: built from the demo's events, and opened in a browser by its own check, which
# compares what it shows with plain SQL. In a copy of the folder, since npm writes into it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
my $db = fresh_database('dashboard_test');
my ($code, $text) = run('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', 'examples/events.sql');
is($code, 0, 'the generator runs') or diag $text;

$ENV{PGDATABASE} = $db;
($code, $text) = run('bash', '-c', 'mkdir -p build/dashboard && cp -r examples/dashboard/. build/dashboard && cd build/dashboard && npm ci --no-audit --no-fund');
is($code, 0, 'its libraries are installed') or diag $text;
($code, $text) = run('bash', '-c', 'cd build/dashboard && npm run build');
is($code, 0, 'it is built') or diag $text;
($code, $text) = run('bash', '-c', 'cd build/dashboard && node check.mjs');
my @results = grep { /^(not )?ok / } split /\n/, $text;
cmp_ok(scalar @results, '>', 20, 'its check runs') or diag $text;
for my $result (@results) {
    ok($result =~ /^ok /, $result =~ s/^(not )?ok \d+ - //r) or diag $text;
}
is($code, 0, 'and succeeds');
done_testing();
