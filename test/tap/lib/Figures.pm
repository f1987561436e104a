# The pictures of docs/pictures.md: each is what the snippet above it returns.
package Figures;
use strict;
use warnings;
use Exporter 'import';
use Server;
our @EXPORT = qw(draw_figures);

# Runs the page in a database; returns pairs of a file and its contents.
sub draw_figures {
    my ($db) = @_;
    open my $in, '<', 'docs/pictures.md' or die $!;
    my $page = do { local $/; <$in> };
    my $mark = "==figure==\n";
    my (@names, $script);
    while ($page =~ /^```sql\n(.*?)^```\n(?:\n!\[[^\]]*\]\((images\/[\w.]+)\)\n)?/msg) {
        my ($sql, $name) = ($1, $2);
        push @names, $name // '';
        $script .= "\\pset format unaligned\n\\pset tuples_only on\n$sql\\echo $mark";
    }
    my @outputs = split /^$mark/m, psql($db, $script) . "\n";
    return map { ["docs/$names[$_]", $outputs[$_]] } grep { $names[$_] ne '' } 0 .. $#names;
}

1;
