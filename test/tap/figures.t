# The pictures of the documentation are those that the extension draws; test/run accept draws them anew.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Figures;
use Server;
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
my @figures = draw_figures(fresh_database('figures_test'));
cmp_ok(scalar @figures, '>', 5, 'the page has pictures');
for my $figure (@figures) {
    my ($file, $contents) = @$figure;
    my $committed = -f $file ? do { open my $in, '<', $file or die $!; local $/; <$in> } : '';
    ok($committed eq $contents, "$file is up to date");
    cmp_ok(length $contents, '<', 50_000, '... and small');
}
done_testing();
