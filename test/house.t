# The house: which wing may include which, and that every file has the place that its name says. Reads the tree alone.
use strict;
use warnings;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/.." or die $!;

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!";
    local $/;
    return scalar <$in>;
}

# What a wing may include beside itself, the same on both floors.
my %may = (
    base    => [],
    stats   => ['base'],
    picture => ['base'],
    grid    => [qw(base stats picture)],
    scroll  => [qw(base stats picture grid)],
    visitors => [qw(base stats grid)],
    journey => ['base'],
    funnel  => [qw(base journey stats picture)],
    events  => ['base'],
    live    => ['base'],
    scan    => [qw(base stats picture grid scroll visitors journey funnel events)],
);
my @wrong;
for my $path (glob 'src/core/*/*.?pp src/pg/*/*.?pp') {
    my ($floor, $wing) = $path =~ m{^src/(\w+)/(\w+)/};
    push @wrong, "$path: no wing of this name" and next if !exists $may{$wing};
    my %allowed = map { $_ => 1 } $wing, @{ $may{$wing} };
    for my $include (slurp($path) =~ /^#include "((?:core|pg)\/[^"]+)"/mg) {
        my ($to_floor, $to_wing) = split m{/}, $include;
        push @wrong, "$path includes $include" if !$allowed{$to_wing} || ($floor eq 'core' && $to_floor eq 'pg');
    }
}
is(join("\n", @wrong), '', 'no #include goes against the arrows');

@wrong = ();
for my $path (glob 'src/core/*/*.?pp src/pg/*/*.?pp') {
    my ($wing) = $path =~ m{^src/\w+/(\w+)/};
    my $namespace = $wing eq 'base' ? 'heatmap' : "heatmap::$wing";
    push @wrong, $path if $path !~ /(module\.cpp|server\.hpp)$/ && slurp($path) !~ /^(?:namespace $namespace \{|#define)/m;
}
is(join("\n", @wrong), '', 'every wing has a namespace of its name');

# src/sql/<wing>/X.sql declares what src/pg/<wing>/X.cpp defines and sql/<wing>/X.sql tests.
my (@elsewhere, @untested, %declared);
for my $path (grep { !m{^src/sql/released/} } glob 'src/sql/*/*.sql') {
    my ($wing, $name) = $path =~ m{^src/sql/(\w+)/(\w+)\.sql$};
    next if $wing eq 'base';
    push @untested, $path if !-f "sql/$wing/$name.sql" || !-f "expected/$wing/$name.out";
    my $sql = slurp($path);
    my $code = -f "src/pg/$wing/$name.cpp" ? slurp("src/pg/$wing/$name.cpp") : '';
    while ($sql =~ /CREATE FUNCTION (\w+)[^;]*?AS 'MODULE_PATHNAME'(?:, '(\w+)')?/g) {
        my $symbol = $2 // $1;
        $declared{$symbol} = 1;
        push @elsewhere, "$symbol is not in src/pg/$wing/$name.cpp" if $code !~ /^HEATMAP_FUNCTION\($symbol\)/m;
    }
}
is(join("\n", @elsewhere), '', 'every SQL function is defined in the file of the same name');
is(join("\n", @untested), '', 'and has a test of that name');
my @undeclared = grep { !$declared{$_} } map { slurp($_) =~ /^HEATMAP_FUNCTION\((\w+)\)/mg } glob 'src/pg/*/*.cpp';
is(join("\n", @undeclared), '', 'every C function that SQL may call is declared');

my @long = grep { slurp($_) =~ /^.{121}/m } grep { !m{^src/sql/released/} } glob 'src/sql/*/*.sql sql/*/*.sql sql/*/*.inc';
is(join("\n", @long), '', 'no line of SQL is longer than 120 characters');
done_testing();
