# Values of every type that earlier versions have stored read back the same.
# test/fixtures/stored.tsv holds one value a line: its type, a name, the stored bytes (without
# PostgreSQL's length word) and the text form.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

my $db = fresh_database('stored_test');
my $file = directory() . '/stored.bin';
open my $fixture, '<', "$FindBin::Bin/../fixtures/stored.tsv" or die $!;
while (<$fixture>) {
    chomp;
    my ($type, $name, $hex, $text) = split /\t/;
    write_copy_file($file, pack 'H*', $hex);
    my ($code, $output) = try_sql($db, <<"SQL");
SET timezone = UTC;
CREATE TEMP TABLE stored (v $type);
COPY stored FROM '$file' (FORMAT binary);
SELECT encode(${type}_send(v), 'hex') FROM stored;
SELECT v FROM stored;
SELECT ${type}_send('$text'::$type) = ${type}_send(v) FROM stored;
SQL
    is($code == 0 ? $output : "error: $output", "$hex\n$text\nt\n", "$type: $name");
}
done_testing();
