# Answers the questions of test/tap/bi.t, which says how they are written.
use strict;
use warnings;
use DBI;

binmode $_ for *STDIN, *STDOUT;
my $db = DBI->connect("dbi:ODBC:Driver=PostgreSQL Unicode;Servername=$ENV{PGHOST};Port=$ENV{PGPORT};"
                      . "Database=$ENV{PGDATABASE};UID=$ENV{PGUSER};PWD=$ENV{PGPASSWORD}",
                      '', '', {RaiseError => 1, LongReadLen => 1_000_000});
while (<STDIN>) {
    chomp;
    my ($text, @values) = split /\t/;
    my $statement = $db->prepare($text);
    $statement->execute(@values);
    while (my $row = $statement->fetchrow_arrayref) {
        print join('', map { ($_ // '\N') . "\x1f" } @$row), "\x1e";
    }
    print "\x1d";
}
