# A further server, in a directory of the test, on the loopback interface, owned by the user who owns the first one.
package Cluster;
use strict;
use warnings;
use Server;
use IO::Socket::INET;

my @started;

# Runs a command as the owner of the server.
sub as_owner {
    my $owner = getpwuid((stat psql('postgres', 'SHOW data_directory'))[4]);
    my ($code, $text) = run($> == 0 ? ('runuser', '-u', $owner, '--') : (), @_);
    die "@_\n$text" if $code != 0;
    return;
}

# Cluster->new(name, sub { my ($data) = @_; makes the data directory }, settings): starts the server.
sub new {
    my ($class, $name, $make, $settings) = @_;
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $!;
    my $self = bless {
        bin => psql('postgres', q(SELECT setting FROM pg_config WHERE name = 'BINDIR')),
        data => directory() . "/$name",
        port => $socket->sockport,
    }, $class;
    close $socket;
    $make->($self);
    $self->write_file('postgresql.conf',
        "port = $self->{port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n$settings");
    $self->write_file('pg_hba.conf', "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n");
    $self->write_file('pg_ident.conf', '');
    $self->start;
    push @started, $self;
    return $self;
}

sub write_file {
    my ($self, $name, $text) = @_;
    open my $file, '>', "$self->{data}/$name" or die $!;
    print $file $text;
    close $file;
    return;
}

sub bin {
    my ($self, $program) = @_;
    return "$self->{bin}/$program";
}

sub start {
    my ($self) = @_;
    as_owner($self->bin('pg_ctl'), '-D', $self->{data}, '-l', "$self->{data}/log", '-w', 'start');
    return;
}

# Starts it again when its first process was killed: that fails until the last child has let go of the shared memory.
sub start_after_crash {
    my ($self) = @_;
    for (1 .. 60) {
        return if eval { $self->start; 1 };
        select undef, undef, undef, 0.5;
    }
    $self->start;
    return;
}

# The process that all others of the server belong to; undef if it does not run.
sub pid {
    my ($self) = @_;
    open my $file, '<', "$self->{data}/postmaster.pid" or return;
    my $pid = <$file>;
    return $pid + 0;
}

# Runs code with the environment of this server.
sub with {
    my ($self, $code) = @_;
    local $ENV{PGHOST} = '127.0.0.1';
    local $ENV{PGPORT} = $self->{port};
    return $code->();
}

END {
    local $?; # the exit code of the test
    for my $server (@started) {
        as_owner($server->bin('pg_ctl'), '-D', $server->{data}, '-m', 'immediate', '-w', 'stop') if defined $server->pid;
    }
}

1;
