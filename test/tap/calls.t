# Every function and aggregate of the extension, called with values that nobody would choose: numbers at the edges,
# damaged text, damaged bytes, results of earlier calls, NULL. A call may be refused with an error that says what is wrong;
# it must not stop the server, take forever, be an internal error, or give a value that does not read back as itself.
# Left out are functions that SQL cannot call (of internal and cstring) and the procedures of live roll-ups.
#
#   FUZZ_CALLS=1000000      how many calls, over two sessions
#   FUZZ_SEED=1             other calls
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Cluster;
use Server;
use Wire;
use Test::More;

my $calls = $ENV{FUZZ_CALLS} // 1_000_000;
my $seed = $ENV{FUZZ_SEED} // 1;
my $sessions = 2;
my $batch = 40;
my $user = $ENV{PGUSER} // 'postgres';

my $server = Cluster->new('calls', sub {
    my ($self) = @_;
    Cluster::as_owner($self->bin('initdb'), '-D', $self->{data}, '-A', 'trust', '-U', $user, '--locale=C.UTF-8', '-E', 'UTF8');
}, "jit = off\nstatement_timeout = '60s'\nautovacuum = off\nrestart_after_crash = off\n");
my $db = 'calls';
$server->with(sub { fresh_database($db) });
my @to = (host => '127.0.0.1', port => $server->{port}, user => $user, database => $db);

# Errors that say what is wrong: of the values (22), of a limit (53, 54), of types (42), damaged bytes (XX001), and what no
# operator or conversion takes (0A).
my $refused = qr/^(22...|2200.|53[24]00|54...|42...|XX001|0A000)$/;

# ---- The functions, and how to call each.

# {sql, name of the function, whether it returns a set, types and names of its parameters, rows of them, type of the result}
my @statements;

my $catalog = $server->with(sub { psql($db, <<'SQL') });
SELECT p.oid::regproc, p.prokind, p.proretset, CASE WHEN p.proretset THEN '' ELSE p.prorettype::regtype::text END,
       array_to_string(ARRAY(SELECT t::regtype FROM unnest(p.proargtypes) t), ','), array_to_string(p.proargnames, ',', '')
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'heatmap'
WHERE p.prokind IN ('f', 'a', 'w') AND p.proname NOT LIKE 'rollup\_%' AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype]::oid[]
UNION ALL
SELECT 'rollup_open', 'a', false, 'journey', 'journey', ''
ORDER BY 1, 5
SQL
for my $line (split /\n/, $catalog) {
    my ($name, $kind, $set, $result, $types, $names) = split /\|/, $line, -1;
    my %statement = (name => $name =~ s/^public\.//r, set => $set eq 't', names => [split /,/, $names], result => $result);
    for my $conditions ($types =~ /"any"/ ? (1, 2, 4, 64) : 0) {
        my @types = split /,/, $types =~ s/"any"/join ',', ('boolean') x $conditions/er;
        my $arguments = join ', ', map { '$' . ($_ + 1) . "::$types[$_]" } 0 .. $#types;
        if ($kind eq 'f') {
            my $sql = $set eq 't' ? "SELECT count(f) FROM $name($arguments) AS f" : "SELECT $name($arguments)";
            push @statements, { %statement, sql => $sql, types => \@types, rows => 1 };
            next;
        }
        # Three rows; as an aggregate, and over frames that rows leave.
        my $rows = join ', ', map { my $row = $_; '(' . join(', ', map { '$' . ($row * @types + $_ + 1) . "::$types[$_]" } 0 .. $#types) . ')' } 0 .. 2;
        my $columns = join ', ', map { "c$_" } 1 .. @types;
        my $from = "FROM (VALUES $rows) AS v($columns)";
        push @statements, { %statement, sql => "SELECT $name($columns) $from", types => \@types, rows => 3 } if $kind eq 'a';
        push @statements, { %statement, sql => "SELECT $name($columns) OVER (ROWS 1 PRECEDING) $from", types => \@types, rows => 3 }
            if $conditions < 64;
    }
}

# ---- Values.

sub any { return $_[rand @_] }

my @float8 = (0, 1, -1, 2, 0.1, 0.5, 0.95, 10, 100, 1440, 6000, -0.0, '5e-324', '1e-300', '1.7976931348623157e308', '-1.7976931348623157e308',
    '1e15', '9007199254740993', 'NaN', 'Infinity', '-Infinity');
my @bigint = (0, 1, -1, 2, 3, 4, 7, 10, 63, 64, 65, 100, 1000, 32767, -32768, 2147483647, -2147483648, '4294967296', '9223372036854775807', '-9223372036854775808');
my @int = grep { abs $_ <= 2147483647 || $_ == -2147483648 } @bigint;
my @times = ('2026-01-01 12:00Z', '2026-01-01 12:00:00.000001Z', '2026-01-02Z', '2026-03-29 01:30+02', 'infinity', '-infinity',
    '4714-11-24 00:00:00Z BC', '294276-12-31 23:59:59.999999Z', '2000-01-01Z', 'epoch');
my @intervals = ('1 day', '30 minutes', '0', '-1 day', '1 month', '178000000 years', '-178000000 years', '1 microsecond', '2147483647 days', '7 days', '106751991 days');
# Texts, by the functions that take them.
my @texts = (
    [qr/^journey_(matches|count|match_times)/, '(?1)', '(?2)', '.', '.*', '(?t<=60)', '(?t>1)', '(?1).*(?2)', '(?1)(?t<5)(?2)', '(?1)(?2)(?3)', '.*(?3)'],
    [qr/funnel|journey/, '', 'strict_order', 'strict_once', 'strict_increase', 'strict_deduplication', 'any_order', 'allow_reentry', 'steps(1,2)',
        'steps(3,1)', 'exclude(2)', 'exclude(3,1,2)', 'within(2,1 day)', 'within(3,5)', 'optional(2)', 'strict_order,allow_reentry', 'exclude(3),optional(2)'],
    [qr/path/, 'before', 'after', '/', 'a', 'page', 'x' x 200, "\x{1F600}"],
    [qr/svg|png|uri|legend/, 'viridis', 'log', 'light', '<b>&"', '#12ab9f', "\x{1F600}", ''],
    [qr/./, 'page', '/', ''],
);
my @words = map { @$_[1 .. $#$_] } @texts;
# Usual values, by the names of parameters.
my %usual = (
    palette => ['heat', 'viridis', 'inferno', 'greys', 'coolwarm', 'icefire'], scale => ['linear', 'sqrt', 'log', 'rank'],
    theme => ['light', 'dark'], unit => ['views', 'seconds'], direction => ['before', 'after'], metric => ['euclidean', 'manhattan'],
    smooth => [0, 1, 2.5], clip => [0.5, 0.9, 1], opacity => [0.3, 1], width => [40, 100, 300], height => [40, 100, 300],
    max_q => [0.05, 1], confidence => [0.9, 0.95], p => [0, 0.5, 1], views => [10, 1000], fold => [10, 600], background => ['#fff', '/a.png'],
    step => [1, 2, 3], since => [1, 2], max_length => [1, 3, 10], clicks => [2, 3], radius => [0, 30], max_gap => ['1 second', '1 hour'],
);
my @boxes = ('(0,0),(1,1)', '(10,10),(0,0)', '(-1e308,-1e308),(1e308,1e308)', '(NaN,0),(1,1)', '(0,0),(0,0)', '(100,200),(300,400)', '(-Infinity,0),(Infinity,1)');

sub quoted { return '"' . (shift =~ s/(["\\])/\\$1/gr) . '"' }
sub list { my ($make, $longest) = @_; return '{' . join(any(1, 1, 1, 1, 0) ? ',' : ';', map { any(0 .. 9) ? quoted($make->()) : 'NULL' } 1 .. rand $longest) . '}' }

my %text = (
    'double precision' => sub { any(any(@float8), rand(2000) - 100) },
    integer => sub { any(any(@int), int rand 20, int rand 5000) },
    smallint => sub { any(grep { abs $_ < 32768 } @int) },
    bigint => sub { any(any(@bigint), int rand 100, int rand 100000) },
    boolean => sub { any('t', 'f') },
    text => sub { join any('', ',', ' '), map { any(@words) } 1 .. 1 + rand 3 },
    interval => sub { any(any(@intervals), '1 day', '30 minutes') },
    'timestamp with time zone' => sub { any(@times, '2026-01-01Z', '2026-01-0' . (1 + int rand 9) . ' 10:' . (10 + int rand 50) . 'Z') },
    funnel_window => sub { any(any(@intervals, @bigint, 'infinity', '1 day 2'), '7 days') },
    point => sub { '(' . any(@float8) . ',' . any(@float8, rand 1000) . ')' },
    box => sub { any(@boxes) },
    uuid => sub { sprintf '%08x-0000-4000-8000-%012x', rand 100, any(0, 1, 281474976710655) },
    bytea => sub { '\x' . join '', map { sprintf '%02x', rand 256 } 1 .. rand 40 },
    'bit varying' => sub { join '', map { any(0, 1) } 1 .. rand 70 },
    json => sub { any('{}', 'null', '[]', '{"cols":1,"rows":1,"extent":[0,0,1,1],"cells":[[0,0,1]]}', '{"steps":2,"events":[["2026-01-01T00:00:00Z",1]]}') },
    heatmap => sub {
        my $grid = any(0, 1) ? '"cols":3,"rows":2,"extent":[0,0,30,20]'
            : '"cols":' . any(1, 2, 5, 16) . ',"rows":' . any(1, 2, 7) . ',"extent":[0,0,' . any(30, 1440) . ',' . any(20, 70) . ']';
        my $cells = any(0, 1) ? join '],[', map { "$_,0," . int rand 50 } 0 .. rand 3 : join '],[', map { any(0, 1, 2, 3) . ',' . any(0, 1) . ',' . any(@float8) } 0 .. rand 3;
        return "{$grid,\"outside\":" . any(0, 1, -2.5) . ",\"cells\":[[$cells]]}";
    },
    journey => sub { '{"steps":' . any(4, 4, 64, 3) . ',"events":[' . join(',', map { '["' . any(@times[0 .. 3], '2026-01-01T13:00:00Z') . '",' . join(',', any(1, 2), any(3, 3, 3, 4)) . ']' } 1 .. rand 6) . ']}' },
    funnel => sub { '{"steps":' . any(1, 2, 3) . ',"window":' . any(0, 5, 'null', 86400000000) . ',"mode":"' . any('', 'any_order', 'exclude(3)') . '","reached":[' . any('0', '3,1', '5,3,1') . '],"times":[[3,[[3,1]]]]}' },
    heatmap_visitors => sub { '{"cols":3,"rows":' . any(1, 2) . ',"extent":[0,0,30,20],"visitors":"' . any('bigint', 'text') . '","pairs":[' . any('', '[42,0,5]', '[1,0],[2,0,1],[99,2]') . ']}' },
);
$text{jsonb} = $text{json};
$text{"$_\[]"} = do { my $make = $text{$_}; sub { list($make, 6) } } for 'text', 'boolean', 'double precision', 'timestamp with time zone';
$text{'box[]'} = sub { '{' . join(';', map { any(@boxes) } 1 .. rand 4) . '}' };

# Binary values of each type: results of calls, for later calls. Those whose bytes the extension itself reads are also
# damaged; other types are PostgreSQL's own care.
my %pool;
my %ours = map { $_ => 1 } 'heatmap', 'journey', 'funnel', 'heatmap_visitors', 'bytea';

sub damaged {
    my ($bytes) = @_;
    for (0 .. rand 3) {
        my $at = int rand 1 + length $bytes;
        my $how = int rand 5;
        if ($how == 0) { substr $bytes, $at, 1, chr rand 256 }
        elsif ($how == 1) { substr $bytes, $at, rand(8), '' }
        elsif ($how == 2) { substr $bytes, $at, 0, any("\0", "\xff" x 4, "\x80" x 8, substr $bytes, 0, 9) }
        elsif ($how == 3 && $at < length $bytes) { substr $bytes, $at, 1, chr(ord(substr $bytes, $at, 1) ^ 1 << rand 8) }
        else { $bytes = substr $bytes, 0, $at }
    }
    return $bytes;
}

# Under which key values are kept: a state of type bytea is good for functions of its own aggregate only.
sub kind_of {
    my ($type, $function) = @_;
    return $type eq 'bytea' ? 'state of ' . ($function =~ s/_(accum|combine|times_final|times_bigint_final|final).*//r) : $type;
}

# The value of a parameter.
sub value {
    my ($statement, $i) = @_;
    my ($function, $type, $name) = ($statement->{name}, $statement->{types}[$i], $statement->{names}[$i] // '');
    my $dice = rand;
    return undef if $dice < 0.02 || $i == 0 && $dice < 0.3 && $function =~ /_accum/;
    return [0, any(@{ $usual{$name} })] if $usual{$name} && $dice < 0.8;
    my $kept = $pool{ kind_of($type, $function) };
    if ($kept && @$kept && $dice < 0.6) {
        my $bytes = any(@$kept);
        return [1, $dice > 0.52 && $ours{$type} ? damaged($bytes) : $bytes];
    }
    my ($of_function) = grep { $function =~ $_->[0] } @texts;
    my $text = $type eq 'text' && rand() < 0.8 ? any(@$of_function[1 .. $#$of_function]) : ($text{$type} // die "no values of type $type")->();
    utf8::encode($text);
    return [0, $dice > ($type eq 'boolean' ? 0.999 : 0.97) ? damaged($text) : $text];
}

# The parameters of a statement. What is no event is mostly the same in all rows, as many aggregates ask.
sub parameters {
    my ($statement) = @_;
    my @columns = 0 .. $#{ $statement->{types} };
    my @first = map { value($statement, $_) } @columns;
    my $alike = rand() < 0.8;
    return [@first, map {
        map { $alike && $statement->{types}[$_] !~ /^(timestamp with time zone|boolean|journey)/ ? $first[$_] : value($statement, $_) } @columns
    } 2 .. $statement->{rows}];
}

# ---- The calls of a session.

# Calls so often; returns the number of calls made, how often each statement gave a result, and what was wrong.
sub session {
    my ($n) = @_;
    my @wrong;
    my @answered = (0) x @statements;
    my $made;
    my $wire = Wire->new(@to);
    my @usable;
    for my $i (0 .. $#statements) {
        my $state = $wire->prepare("s$i", $statements[$i]{sql});
        defined $state ? push @wrong, "$state: $statements[$i]{sql}" : push @usable, $i;
    }
    # What goes out in binary comes in again, and so does its text.
    my @own = ('heatmap', 'journey', 'funnel', 'heatmap_visitors', 'funnel_window');
    $wire->prepare("same_$_", "SELECT ${_}_send(v) = ${_}_send(v::text::$_) FROM (SELECT \$1::$_ AS v) AS given") for @own;
    for ($made = 0; $made < $n; $made += $batch) {
        my @chosen = map { any(@usable) } 1 .. $batch;
        my @parameters = map { parameters($statements[$_]) } @chosen;
        my @binary = map { int rand 4 > 0 } @chosen;
        my @results = $wire->run(map { Wire::call("s$chosen[$_]", $binary[$_], @{ $parameters[$_] }) } 0 .. $#chosen);
        if (!@results) {
            push @wrong, 'the server stopped in one of these calls:', map { describe($chosen[$_], $parameters[$_]) } 0 .. $#chosen;
            last;
        }
        my @again;
        for my $i (0 .. $#results) {
            my ($result, $statement) = ($results[$i], $statements[$chosen[$i]]);
            if (defined $result->{state}) {
                push @wrong, "$result->{state} $result->{message}: " . describe($chosen[$i], $parameters[$i]) if $result->{state} !~ $refused;
                next;
            }
            # NULL, and no rows for a NULL, say nothing: so answers every strict function.
            $answered[$chosen[$i]]++ if defined $result->{values}[0] && !($statement->{set} && grep { !defined } @{ $parameters[$i] });
            next if !$binary[$i];
            my $type = $statement->{result};
            for my $bytes (grep { defined && length() < 5000 } @{ $result->{values} // [] }) {
                my $kept = $pool{ kind_of($type, $statement->{name}) } //= [];
                $kept->[@$kept < 200 ? @$kept : rand 200] = $bytes;
                push @again, [$type, $bytes, $statement] if any(1 .. 8) == 1 && grep { $_ eq $type } @own;
            }
        }
        my @same = @again ? $wire->run(map { Wire::call("same_$_->[0]", 0, [1, $_->[1]]) } @again) : ();
        for my $i (0 .. $#again) {
            my $same = $same[$i] // {};
            my $answer = $same->{state} // $same->{values}[0] // 'no answer';
            # A state, which such functions return, is not taken for a value.
            next if $answer eq '22P03' && $again[$i][2]{name} =~ /_(accum|combine|inv)\b|_accum_/;
            push @wrong, "$answer: $again[$i][2]{sql}: " . unpack('H*', $again[$i][1]) if $answer ne 't';
        }
        last if @wrong > 20;
    }
    return ($made, join(' ', @answered), @wrong);
}

sub describe {
    my ($i, $parameters) = @_;
    return "$statements[$i]{sql} -- " . join ', ', map { !$_ ? 'NULL' : $_->[0] ? 'binary ' . unpack('H*', $_->[1]) : "'$_->[1]'" } @$parameters;
}

my @children;
for my $session (1 .. $sessions) {
    my $file = directory() . "/session_$session";
    my $pid = fork // die $!;
    if ($pid == 0) {
        srand($seed * 1000 + $session);
        my @lines = session($calls / $sessions);
        open my $out, '>', $file or die $!;
        print $out map { "$_\n" } @lines;
        close $out;
        require POSIX;
        POSIX::_exit(0);
    }
    push @children, [$pid, $file];
}
my $made = 0;
my @answered;
for (@children) {
    my ($pid, $file) = @$_;
    waitpid $pid, 0;
    open my $in, '<', $file or die "session: $!";
    chomp(my ($n, $answered, @wrong) = <$in>);
    $made += $n;
    my @counts = split / /, $answered;
    $answered[$_] += $counts[$_] for 0 .. $#counts;
    is(join("\n", @wrong[0 .. ($#wrong < 30 ? $#wrong : 30)]), '', "$n calls") or diag "FUZZ_SEED=$seed";
}
cmp_ok($made, '>=', $calls, "$made calls of " . @statements . ' statements');
# The transition functions of lists of conditions ask the aggregate for their number.
my @never = grep { !$answered[$_] && $statements[$_]{sql} !~ /window_funnel_accum\(\$1::journey/ } 0 .. $#statements;
is(join("\n", map { substr $statements[$_]{sql}, 0, 150 } @never), '', 'each of them gave a result at least once') if $calls >= 100_000;
my $results = 0;
$results += $_ for @answered;
cmp_ok($results, '>', $made / 4, "$results calls gave a result");
is($server->with(sub { psql($db, 'SELECT 1') }), '1', 'the server runs');
done_testing();
