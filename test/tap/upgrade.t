# ALTER EXTENSION heatmap UPDATE leaves the catalog of a new installation, keeps everything that uses the extension, and
# does no harm to sessions that are open. Tried from every version in src/sql/released; and, so that the test itself is
# tested before there is one, from a version that is made here and lacks a function and a comment.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server qw(:DEFAULT slurp write_file);
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
chomp(my $share = qx(@{[$ENV{PG_CONFIG} // 'pg_config']} --sharedir));
my $extension = "$share/extension";
my $fixtures = 'test/fixtures';

# All that belongs to the extension, as pg_dump writes it for pg_upgrade, without what differs from database to database.
sub catalog {
    my ($db) = @_;
    my ($code, $text) = run('pg_dump', '--schema-only', '--binary-upgrade', $db);
    die $text if $code != 0;
    $text =~ s/^SELECT pg_catalog\.binary_upgrade_.*?;$//msg;
    $text =~ s/^(--.*|\\.*)?\n//mg;
    return $text;
}

# A database with this version of the extension and objects that use it.
sub database_of {
    my ($name, $version) = @_;
    my $db = fresh_database($name);
    psql($db, "DROP EXTENSION heatmap; CREATE EXTENSION heatmap VERSION '$version'");
    return $db;
}

my ($current) = slurp('heatmap.control') =~ /^default_version = '(.*)'/m;
my $new = catalog(fresh_database('upgrade_new'));
like($new, qr/CREATE AGGREGATE public\.heatmap_agg/, 'pg_dump shows what belongs to the extension');

# A made-up version before the current one: two files that are gone when the test ends. They are put where `make install`
# puts scripts, with the rights that scripts/install takes for it.
my $script = slurp("$extension/heatmap--$current.sql");
my @made = ("$extension/heatmap--0.0.0.sql", "$extension/heatmap--0.0.0--$current.sql");
my @as_root = $> == 0 ? () : 'sudo';
END {
    local $?; # the exit code of the test
    run(@as_root, 'rm', '-f', @made);
}
my ($function) = $script =~ /^(CREATE FUNCTION compare_rates\(.*?;\n)/ms or die;
my ($comment) = $script =~ /^(COMMENT ON FUNCTION compare_rates\(.*?;\n)/ms or die;
my %upgrade = ('with everything' => $function . $comment, 'without the comment' => $function, 'without anything' => '');

sub install_script {
    my ($file, $text) = @_;
    my ($code, $output) = run(@as_root, 'install', '-m', '644', write_file('script.sql', $text), $file);
    die $output if $code != 0;
    return;
}

install_script($made[0], $script =~ s/\Q$function\E//r =~ s/\Q$comment\E//r);
for my $name (sort keys %upgrade) {
    install_script($made[1], $upgrade{$name});
    my $db = database_of('upgrade_made', '0.0.0');
    psql($db, 'ALTER EXTENSION heatmap UPDATE');
    my $same = catalog($db) eq $new;
    ok($name eq 'with everything' ? $same : !$same, "the catalogs of new and upgraded tell an upgrade $name");
}
install_script($made[1], $upgrade{'with everything'});

for my $version ('0.0.0', sort map { /heatmap--([^-]*)\.sql$/ ? $1 : () } glob 'src/sql/released/*.sql') {
    my $db = database_of('upgrade_former', $version);
    my ($code, $text) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', "$fixtures/objects.sql");
    is($code, 0, "objects that use version $version") or diag $text;
    my ($asked, $before) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', "$fixtures/answers.sql");
    is($asked, 0, 'they answer') or diag $before;

    # A session that has used the extension before, and goes on behind the update.
    my $file = write_file('open.sql', <<"SQL");
PREPARE map AS SELECT md5(heatmap_agg(x, y, heatmap_grid(1440, 3000))::text) FROM clicks;
EXECUTE map;
BEGIN;
INSERT INTO clicks SELECT ts + interval '1 year', page, visitor, x, y FROM clicks WHERE visitor = 3;
ROLLBACK;
\\! psql -XqAt -d $db -c 'ALTER EXTENSION heatmap UPDATE'
EXECUTE map;
BEGIN;
INSERT INTO clicks SELECT ts + interval '1 year', page, visitor, x, y FROM clicks WHERE visitor = 3;
SELECT rollup_check('live');
ROLLBACK;
SELECT extversion FROM pg_extension WHERE extname = 'heatmap';
SQL
    my ($open, $lines) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', $file);
    is($open, 0, 'a session that is open goes on') or diag $lines;
    my @lines = split /\n/, $lines;
    is("@lines[1 .. $#lines]", "$lines[0] 0 $current", 'with the same answers');

    (undef, my $after) = run('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', "$fixtures/answers.sql");
    is($after, $before, 'all answers stay the same');
    my $upgraded = database_of('upgrade_catalog', $version);
    psql($upgraded, 'ALTER EXTENSION heatmap UPDATE');
    is(catalog($upgraded), $new, "the catalog of a new installation after the update from $version");
}
done_testing();
