# The snippets of docs/guides/application.md for psycopg and node-postgres run as they stand and print what stands
# below them, and a driver can prepare every function of the extension without knowing a type.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
$ENV{NODE_PATH} = 'build/node/node_modules';
my $page = do {
    local (@ARGV, $/) = 'docs/guides/application.md';
    <>;
};
my $db = fresh_database('application');
$ENV{PGDATABASE} = $db;
my ($table) = $page =~ /^```sql\n(.*?)^```$/ms;
psql($db, $table);

my $file = directory() . '/snippet';
my %command = (python => '/usr/bin/python3', js => 'node');
my $n = 0;
while ($page =~ /^```(python|js)\n(.*?)^```\n```\n(.*?)^```$/msg) {
    my ($language, $snippet, $expected) = ($1, $2, $3);
    open my $out, '>', $file or die $!;
    print $out $snippet;
    close $out;
    my (undef, $output) = run($command{$language}, $file);
    is($output, $expected, "$language snippet " . ++$n);
}
is($n, 4, 'all snippets were found');

# Aggregates get columns for what belongs to a row, and parameters for the rest. Functions that only serve an
# aggregate, a type or an operator are not called through a driver.
my @calls = split /\n/, psql($db, <<'SQL');
SELECT format('SELECT %s(%s)%s', proname, (SELECT string_agg('$' || n, ', ') FROM generate_series(1, n_args) n),
              CASE prokind WHEN 'w' THEN ' OVER ()' ELSE '' END)
FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
     JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'heatmap',
     generate_series((pronargs - pronargdefaults)::int, pronargs::int) n_args
WHERE prokind IN ('f', 'w') AND proname !~ '_(accum\w*|combine|combine_inv|final|in|out|recv|send|support)$'
      AND prorettype <> 'internal'::regtype AND NOT 'internal'::regtype = ANY (proargtypes)
      AND NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = p.oid)
ORDER BY 1
SQL
push @calls, map { "SELECT $_ FROM events" } (
    'heatmap_agg(x, y, $1)', 'heatmap_agg(x, y, $1, $2)', 'heatmap_agg(x, y, heatmap_grid($1, $2, $3))', 'heatmap_agg(visitor, visitor, $1)',
    'heatmap_agg(point(x, y), $1)', 'scroll_agg(y, $1, $2)', 'attention_agg(x, y, $1, $2, $3)', 'rollup(heatmap_agg) FROM (SELECT heatmap_agg(x, y, $1) FROM events) s --',
    'journey_agg(ts, name = $1, name = $2)', 'window_funnel($1, ts, name = $2, name = $3)', 'window_funnel($1, $2, ts, name = $3)',
    'window_funnel($1, visitor, name = $2)', 'window_funnel($1, ts, VARIADIC $2::bool[])', 'funnel_agg(j, $1) FROM (SELECT journey_agg(ts, name = $2) AS j FROM events) s --',
    'funnel_agg(j, $1, $2) FROM (SELECT journey_agg(ts, name = $3) AS j FROM events) s --', 'funnel_agg($1::timestamptz[])', 'path_agg(ts, name, $1)',
    'path_agg(visitor, name, $1)', 'sessionize(ts, $1) OVER (ORDER BY ts)', 'rage_click(ts, x, y, $1, $2) OVER (ORDER BY ts)');
cmp_ok(scalar @calls, '>', 60, 'calls to prepare');
open my $out, '>', $file or die $!;
print $out <<'JS';
const { Client } = require('pg');
const calls = require('fs').readFileSync(0, 'utf8').split('\n').filter(call => call !== '');
(async () => {
  const db = new Client();
  await db.connect();
  let n = 0;
  for (const call of calls) {
    const last = Math.max(0, ...[...call.matchAll(/\$(\d+)/g)].map(match => Number(match[1])));
    try {
      // Preparing fails if the types are not clear; NULLs may then be refused, which is as it should be.
      await db.query({ name: 'call' + n++, text: call, values: Array(last).fill(null) });
    } catch (error) {
      if (/^42/.test(error.code) && error.code !== '42804') console.log(`${call}: ${error.code} ${error.message}`);
    }
  }
  await db.end();
})();
JS
close $out;
my $list = directory() . '/calls';
open $out, '>', $list or die $!;
print $out "$_\n" for @calls;
close $out;
my (undef, $refused) = run('sh', '-c', "node $file < $list");
is($refused, '', 'every function can be prepared with untyped parameters');
done_testing();
