# Runs psql against the server that the environment points to (test/run starts one with
# pg_virtualenv).
package Server;
use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use IPC::Open3;
our @EXPORT = qw(fresh_database psql try_sql run directory write_copy_file);
our @EXPORT_OK = qw(slurp write_file);

my $directory = tempdir(CLEANUP => 1);
chmod 0777, $directory; # the server, another user, writes COPY files here

sub directory { return $directory }

# The text of a file.
sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!";
    local $/;
    return scalar <$in>;
}

# Writes a file in that directory; returns its path.
sub write_file {
    my ($name, $contents) = @_;
    my $path = "$directory/$name";
    open my $out, '>', $path or die "$path: $!";
    print $out $contents;
    close $out;
    return $path;
}

# Runs a command; returns its exit code, and its output and errors in one text.
sub run {
    my @command = @_;
    my $pid = open3(my $in, my $out, undef, @command);
    close $in;
    my $text = do { local $/; <$out> };
    waitpid $pid, 0;
    return ($? >> 8, $text // '');
}

# Runs SQL in a database; returns exit code and output.
sub try_sql {
    my ($database, $sql) = @_;
    open my $file, '>', "$directory/input.sql" or die $!;
    print $file $sql;
    close $file;
    return run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose', '-d', $database, '-f',
        "$directory/input.sql");
}

# Runs SQL that must succeed; returns its output.
sub psql {
    my ($database, $sql) = @_;
    my ($code, $text) = try_sql($database, $sql);
    die "$sql\n$text" if $code != 0;
    chomp $text;
    return $text;
}

# Writes a file for COPY ... (FORMAT binary) with one value in each row.
sub write_copy_file {
    my ($file, @values) = @_;
    open my $out, '>:raw', $file or die $!;
    print $out "PGCOPY\n\xff\r\n\0", pack('NN', 0, 0), (map { pack('nN', 1, length $_) . $_ } @values), pack('n', 0xffff);
    close $out;
    return;
}

# A new database with the extension. Encodings other than UTF8 have the locale C.
sub fresh_database {
    my ($name, $encoding) = @_;
    psql('postgres', "DROP DATABASE IF EXISTS $name");
    psql('postgres', "CREATE DATABASE $name TEMPLATE template0 ENCODING " . ($encoding ? "'$encoding' LOCALE 'C'" : q('UTF8')));
    psql($name, 'CREATE EXTENSION heatmap');
    return $name;
}

1;
