# The shared library needs no C++ runtime, the installed SQL script is its parts in order, and every place where the version
# stands says the same.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More tests => 7;

my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
chomp(my $library = `$pg_config --pkglibdir`);
chomp(my $share = `$pg_config --sharedir`);
my ($code, $undefined) = run('nm', '-D', '--undefined-only', "$library/heatmap.so");
is($code, 0, 'nm reads the installed library');
my @runtime = grep { /\b(_Z|__cxa_(?!finalize)|__gxx|_Unwind|__dynamic_cast)/ } split /\n/, $undefined;
is("@runtime", '', 'no undefined symbol of the C++ runtime');
my (undef, $needed) = run('readelf', '-d', "$library/heatmap.so");
unlike($needed, qr/NEEDED.*(stdc\+\+|gcc_s)/, 'the library is not linked with the C++ runtime');
# The version stands in heatmap.control; those of the packages must say the same.
chdir "$FindBin::Bin/../.." or die $!;
my (undef, $control) = run('cat', 'heatmap.control');
my ($version) = $control =~ /^default_version = '(.*)'/m;
my (undef, $meta) = run('cat', 'META.json');
is(join(' ', $meta =~ /"version": "(.*)"/g), "$version $version 1.0.0",
    'META.json has the version of heatmap.control (and that of its own format)');
is(join(' ', grep { !-e } $meta =~ /"(?:doc)?file": "(.*)"/g), '', 'META.json names files that are there');
my (undef, $packages) = run('sh', '-c', 'cat packaging/heatmap.spec; head -n 1 debian/changelog');
is(join(' ', $packages =~ /^Version: +(.*)$/mg, $packages =~ /^postgresql-heatmap \((.*)-\d/mg), "$version $version", 'so do the packages');
my (undef, $script) = run('cat', "$share/extension/heatmap--$version.sql");
like($script, qr/^-- complain.*CREATE TYPE heatmap;.*CREATE AGGREGATE rollup.*heatmap_text/s,
    'the installed script has its parts in order');
