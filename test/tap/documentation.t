# Every SQL snippet of the documentation runs as pasted into a fresh database, page by page.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
for my $page ('README.md', glob 'docs/*.md') {
    open my $in, '<', $page or die $!;
    my $text = do { local $/; <$in> };
    my @snippets = $text =~ /^```sql\n(.*?)^```/msg;
    next unless @snippets;
    my $db = fresh_database('documentation');
    psql($db, 'DROP EXTENSION heatmap') if $snippets[0] =~ /CREATE EXTENSION/;
    my ($code, $output) = try_sql($db, join "\n", @snippets);
    is($code, 0, "$page: " . @snippets . ' snippets') or diag $output;
}
done_testing();
