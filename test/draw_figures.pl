# Draws the pictures of docs/pictures.md anew.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/tap/lib";
use Figures;
use Server;

chdir "$FindBin::Bin/.." or die $!;
for my $figure (draw_figures(fresh_database('figures'))) {
    my ($file, $contents) = @$figure;
    open my $out, '>', $file or die $!;
    print $out $contents;
    close $out;
}
