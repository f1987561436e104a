# PostgreSQL's protocol over TCP, no more of it than the fuzzer of calls needs: prepared statements whose parameters and
# results are text or binary, many in one message.
package Wire;
use strict;
use warnings;
use IO::Socket::INET;

# Connects without a password; dies if the server does not answer.
sub new {
    my ($class, %to) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => $to{host}, PeerPort => $to{port}, Proto => 'tcp') or die "connect: $@";
    binmode $socket;
    my $self = bless { socket => $socket, buffer => '' }, $class;
    my $startup = pack('N', 196608) . join('', map { "$_\0" } 'user', $to{user}, 'database', $to{database}, '');
    print $socket pack('N', 4 + length $startup) . $startup;
    $socket->flush;
    $self->results(1);
    return $self;
}

sub message {
    my ($kind, $body) = @_;
    return $kind . pack('N', 4 + length $body) . $body;
}

# Prepares a statement; returns undef, or the SQLSTATE of the error.
sub prepare {
    my ($self, $name, $sql) = @_;
    print { $self->{socket} } message('P', "$name\0$sql\0" . pack('n', 0)) . message('S', '');
    $self->{socket}->flush;
    return ($self->results(1))[0]{state};
}

# The bytes that execute a prepared statement. A parameter is undef (NULL) or [0 for text or 1 for binary, bytes].
sub call {
    my ($name, $result_format, @parameters) = @_;
    my $n = @parameters;
    return message('B', "\0$name\0" . pack("nn${n}n", $n, (map { $_ ? $_->[0] : 0 } @parameters), $n)
          . join('', map { $_ ? pack('N', length $_->[1]) . $_->[1] : "\xff\xff\xff\xff" } @parameters) . pack('nn', 1, $result_format))
      . message('E', "\0" . pack('N', 20)) . message('S', '');
}

# Sends calls and returns the result of each: {state => SQLSTATE of the error, message => its text, values => first values
# of its rows}. undef if the server closes the connection.
sub run {
    my ($self, @calls) = @_;
    local $SIG{PIPE} = 'IGNORE';
    print { $self->{socket} } join '', @calls;
    $self->{socket}->flush;
    return $self->results(scalar @calls);
}

# Reads until the server was ready so many times.
sub results {
    my ($self, $n) = @_;
    my @results;
    my %result;
    while (@results < $n) {
        my ($kind, $body) = $self->next_message or return;
        if ($kind eq 'Z') {
            push @results, {%result};
            %result = ();
        } elsif ($kind eq 'E') {
            ($result{state}) = $body =~ /C([^\0]*)/;
            ($result{message}) = $body =~ /\0M([^\0]*)/;
        } elsif ($kind eq 'D') {
            my ($fields, $length) = unpack 'nN', $body;
            push @{ $result{values} }, $length == 0xffffffff ? undef : substr $body, 6, $length if $fields > 0;
        }
    }
    return @results;
}

sub next_message {
    my ($self) = @_;
    my $needed = 5;
    while (1) {
        if (length $self->{buffer} >= 5) {
            $needed = 1 + unpack 'x N', $self->{buffer};
            last if length $self->{buffer} >= $needed;
        }
        sysread $self->{socket}, $self->{buffer}, 1 << 16, length $self->{buffer} or return;
    }
    my $message = substr $self->{buffer}, 0, $needed, '';
    return (substr($message, 0, 1), substr $message, 5);
}

1;
