#!/usr/bin/perl
# Writes the index of functions in docs/README.md from the headings of docs/reference. With --check, only says whether
# it is up to date.
use strict;
use warnings;
use FindBin;

chdir "$FindBin::Bin/.." or die $!;

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!";
    local $/;
    return scalar <$in>;
}

# The page and the first sentence of every function, and of every overload with a page of its own.
my @rows;
for my $page (glob 'docs/reference/*.md') {
    my ($file) = $page =~ m{([^/]+)$};
    my $text = slurp($page);
    while ($text =~ /^## (.+)\n\n([^\n]+(?:\n[^\n]+)*)\n\n```synopsis$/mg) {
        my ($title, $sentence) = ($1, $2);
        $sentence =~ s/\n/ /g;
        (my $anchor = lc $title) =~ s/[^\w -]//g;
        $anchor =~ tr/ /-/;
        push @rows, [$title, "| [$title](reference/$file#$anchor) | $sentence |\n"];
    }
}
my $index = "| function | what it is for |\n| --- | --- |\n" . join '', map { $_->[1] } sort { $a->[0] cmp $b->[0] } @rows;

my $old = slurp('docs/README.md');
(my $new = $old) =~ s/(<!-- Written by .*? -->\n).*?(<!-- end -->)/$1\n$index\n$2/s;
if (@ARGV && $ARGV[0] eq '--check') {
    exit($new eq $old ? 0 : 1);
}
open my $out, '>', 'docs/README.md' or die $!;
print $out $new;
close $out or die $!;
