# Every SQL snippet of the documentation runs, page by page, as pasted into a fresh database, and
# prints what stands below it (perhaps with more rows before or after). Arguments: the pages to
# check, by default all.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

# The lines of a text without the spaces that psql adds at their ends.
sub lines {
    return map { s/\s+$//r } split /\n/, shift;
}

# Returns whether the output contains these lines, one directly below the other.
sub shows {
    my ($output, @wanted) = @_;
    return index(join('', map { "$_\n" } '', lines($output)), join('', map { "$_\n" } '', @wanted)) >= 0;
}

chdir "$FindBin::Bin/../.." or die $!;
for my $page (@ARGV ? @ARGV : ('README.md', glob 'docs/*.md docs/*/*.md')) {
    open my $in, '<', $page or die $!;
    my $text = do { local $/; <$in> };
    my @snippets; # [SQL, output or undef]
    push @snippets, [$1, $2] while $text =~ /^```sql\n(.*?)^```\n(?:```\n(.*?)^```\n)?/msg;
    next unless @snippets;
    my $db = fresh_database('documentation');
    psql($db, 'DROP EXTENSION heatmap') if $snippets[0][0] =~ /CREATE EXTENSION/;

    my $file = directory() . '/page.sql';
    open my $out, '>', $file or die $!;
    print $out "$_->[0]\n\\echo ==next snippet==\n" for @snippets;
    close $out;
    my ($code, $output) = run('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', $file);
    is($code, 0, "$page: " . @snippets . ' snippets') or diag $output;
    my @outputs = split /^==next snippet==\n/m, $output;
    for my $i (grep { defined $snippets[$_][1] } 0 .. $#snippets) {
        ok(shows($outputs[$i] // '', lines($snippets[$i][1])), "$page: output of snippet " . ($i + 1))
            or diag "$snippets[$i][0]prints\n", $outputs[$i] // 'nothing';
    }
}
done_testing();
