# Compares random queries over random tables with and without the vectorised scan.
#
#   perl test/scan_random.pl [COMPARISONS [SEED]]     the environment says where the server is
#
# Prints each query whose results differ, and ends with the number of comparisons, how many of them the scan
# planned, and how many differed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/tap/lib";
use Server;

my ($comparisons, $seed) = @ARGV;
$comparisons //= 1000;
$seed //= 1;
srand $seed;
my $queries_a_table = 50;

sub any { return $_[int rand @_] }
sub maybe { return rand() < $_[0] }

# SQL for a value of row i, by type; and constants to compare a column of it with.
my %value = (
    int       => ['(hash(i, %d) %% %d)::int', 7, 40, 100000],
    smallint  => ['(hash(i, %d) %% %d)::smallint', 3, 1000],
    bigint    => ['hash(i, %d) %% %d * 5000000000', 9, 100],
    float8    => ['(hash(i, %d) %% %d)::float8 / 3', 30, 6000],
    bool      => ['hash(i, %d) %% %d = 0', 2, 5],
    date      => ["date '2026-01-01' + (hash(i, %d) %% %d)::int", 5, 60],
    timestamp => ["timestamp '2026-01-01' + (hash(i, %d) %% %d) * interval '1 hour'", 12, 900],
    timestamptz => ["timestamptz '2026-01-01 00:00Z' + (hash(i, %d) %% %d) * interval '1 hour'", 12, 900],
    text      => ["repeat(chr(65 + (hash(i, %d) %% %d)::int), (i %% 5)::int)", 3, 26],
    'varchar(400)' => ["repeat(chr(97 + (hash(i, %d) %% %d)::int), (i %% 200)::int)", 3, 26],
    uuid      => ["md5((hash(i, %d) %% %d)::text)::uuid", 3, 50],
    numeric   => ["hash(i, %d) %% %d / 7.0", 20, 50],
);
my @types = sort keys %value;
my %keys = map { $_ => 1 } grep { !/float8|numeric/ } @types;

sub expression {
    my ($type) = @_;
    my ($format, @ranges) = @{ $value{$type} };
    my $sql = sprintf $format, int rand 1000, any(@ranges);
    $sql = "CASE WHEN hash(i, @{[int rand 1000]}) % @{[any(2, 5, 50)]} > 0 THEN $sql END" if maybe(0.4);
    $sql = "CASE hash(i, @{[int rand 1000]}) % 20 WHEN 0 THEN 'NaN' WHEN 1 THEN 'infinity' WHEN 2 THEN '-infinity' WHEN 3 THEN '-0' ELSE $sql END"
        if $type eq 'float8' && maybe(0.5);
    return $sql;
}

# A table with columns x, y, xi, yi, w and others in any order, filled, changed, and with columns dropped and added.
sub table {
    my @columns = map { ["c$_", any(@types)] } 1 .. int rand 7;
    push @columns, ['x', 'float8'], ['y', 'float8'], ['w', 'float8'], ['xi', 'int'], ['yi', 'int'], ['gone', any(@types)];
    @columns = sort { rand() <=> 0.5 } @columns;
    my $rows = any(0, 1, 30, 300, 2500);
    my $list = sub { return join ', ', map { "$_->[0] $_->[1]" } @_ };
    my $sql = "DROP TABLE IF EXISTS t;\nCREATE TABLE t (" . $list->(@columns) . ')';
    if (maybe(0.7)) {
        $sql .= ";\n";
    } else {
        # Partitions, one of them with its columns in another order, one partitioned itself.
        $sql .= " PARTITION BY RANGE (xi);\nCREATE TABLE low (" . $list->(reverse @columns) . ");\n"
            . "ALTER TABLE t ATTACH PARTITION low FOR VALUES FROM (MINVALUE) TO (20);\n"
            . "CREATE TABLE middle PARTITION OF t FOR VALUES FROM (20) TO (1000) PARTITION BY HASH (yi);\n"
            . "CREATE TABLE middle0 PARTITION OF middle FOR VALUES WITH (MODULUS 2, REMAINDER 0);\n"
            . "CREATE TABLE middle1 PARTITION OF middle FOR VALUES WITH (MODULUS 2, REMAINDER 1);\n"
            . "CREATE TABLE others PARTITION OF t DEFAULT;\n";
    }
    # Sums of these weights are exact. Some tables have one that is not finite, which is an error.
    my $weight = maybe(0.9) ? 'hash(i, 5) % 9 / 4.0 - 1' : "nullif(hash(i, 6) % 50, 0) / nullif(hash(i, 7) % 300, 0)::float8 * 'infinity' + 1";
    $sql .= 'INSERT INTO t SELECT ' . join(', ', map { $_->[0] eq 'w' ? $weight : expression($_->[1]) } @columns)
        . " FROM generate_series(1::bigint, $rows) i;\n";
    $sql .= "ALTER TABLE t DROP COLUMN gone;\n" if maybe(0.5);
    @columns = grep { $_->[0] ne 'gone' } @columns;
    if (maybe(0.5)) {
        my $type = any(@types);
        push @columns, ['added', $type];
        $sql .= "ALTER TABLE t ADD COLUMN added $type" . ($type =~ /int/ && maybe(0.7) ? ' DEFAULT 7' : '') . ";\n";
        $sql .= "INSERT INTO t (x, y, xi, yi, added) SELECT i % 100, i % 70, i % 100, i % 70, " . expression($type) . " FROM generate_series(1::bigint, 200) i;\n";
    }
    $sql .= "UPDATE t SET y = y + 1 WHERE xi % 5 = 0;\n" if maybe(0.4);
    $sql .= "DELETE FROM t WHERE xi % 7 = 0;\n" if maybe(0.4);
    $sql .= (maybe(0.5) ? 'VACUUM ' : '') . "ANALYZE t;\n";
    return ($sql, \@columns);
}

sub condition {
    my ($columns) = @_;
    my ($name, $type) = @{ any(@$columns) };
    return "$name IS " . any('', 'NOT ') . 'NULL' if maybe(0.1);
    return any("$name", "NOT $name", "$name IS NOT TRUE") if $type eq 'bool';
    return '(' . condition($columns) . any(' AND ', ' OR ') . condition($columns) . ')' if maybe(0.1);
    my $other = sprintf((map { $_->[0] } $value{$type})[0], int rand 1000, any(@{ $value{$type} }[1 .. $#{ $value{$type} }]));
    $other =~ s/\bi\b/@{[1 + int rand 100]}/g;
    $other = "'NaN'::float8" if $type eq 'float8' && maybe(0.1);
    $other = "(SELECT $other)" if maybe(0.15);
    $other = int(rand 50) if $type =~ /int/ && maybe(0.6);
    return "$name " . any('IN', 'NOT IN') . " ($other, $other, NULL, $other)" if maybe(0.1) && $other !~ /SELECT/;
    return "$name " . any('<', '<=', '=', '>=', '>', '<>') . " $other";
}

# A column, of one of these types, or an expression of it.
sub of_type {
    my ($columns, @wanted) = @_;
    my %wanted = map { $_ => 1 } @wanted;
    my @names = map { $_->[0] } grep { $wanted{ $_->[1] } } @$columns;
    return @names ? any(@names) : undef;
}

sub key {
    my ($columns) = @_;
    my $time = of_type($columns, 'timestamp', 'timestamptz');
    return any("date_trunc('" . any('day', 'hour', 'month') . "', $time)", "$time\::date") if defined $time && maybe(0.4);
    return any('xi % 3', 'xi + yi', "'k' || xi % 5", 'x > 10', '(xi % 4)::smallint');
}

sub aggregate {
    my ($columns) = @_;
    my $grid = any('heatmap_grid(100, 70)', 'heatmap_grid(-50, -50, 5000, 5000, 40, 70)', 'heatmap_grid(0, 0, 100, 100, 1, 1)');
    my $whole = of_type($columns, 'smallint', 'int') // 'xi';
    my $any = any(@$columns)->[0];
    my $time = of_type($columns, 'timestamptz') // "timestamptz '2026-01-01 00:00Z' + xi * interval '1 min'";
    my $steps = join ', ', map { condition($columns) } 1 .. 1 + int rand 4;
    my $mode = any('', 'strict_order', 'strict_increase', 'strict_once', 'steps(1,1)', 'exclude(1,1,2),steps(1,1)', 'within(2,5),steps(1,1)');
    return any("heatmap_agg(x, y, $grid)", "heatmap_agg(xi, yi, $grid)", "heatmap_agg(x, y, $grid, w)", "heatmap_agg(xi, yi, $grid, w)",
        "heatmap_agg(x, yi::float8, $grid)", "heatmap_agg($whole, y, $grid)", "heatmap_agg(point(x, y), $grid)", "heatmap_agg(point(xi, yi), $grid, w)",
        "heatmap_agg(x, y, heatmap_grid(100, CASE WHEN xi < 100000000 THEN 70 END))", "heatmap_agg(1, 2, $grid, 0.5)",
        'scroll_agg(y, 70, 20)', "scroll_agg($whole, 70, 20)", 'scroll_agg(y, CASE WHEN xi % 3 > 0 THEN 70 END, 20)', 'scroll_agg(x, 70, NULL)',
        "attention_agg(xi, xi + $whole, 1.5, 70, 20)",
        "journey_agg($time, $steps)", "window_funnel('2 hours', $time, $steps)", "window_funnel('1 day', '$mode', $time, $steps)",
        "journey_agg($time, ARRAY[$steps])", "window_funnel('1 day', '$mode', $time, ARRAY[$steps])", "retention($steps)",
        "path_agg($time, ($any)::text, 4)", "path_agg($time, ($any)::text, 4, xi > 0, 'before')",
        "window_funnel(50, xi::bigint, $steps)", "window_funnel(50, '$mode', xi::bigint, $steps)",
        'count(*)', "count($any)", "sum($whole)", "min($whole)", "max($time)", "avg($whole)", 'min(abs(x))', 'max(abs(y))', 'bool_or(x > y)');
}

sub query {
    my ($columns) = @_;
    my @keys = grep { $keys{ $_->[1] } || maybe(0.05) } grep { maybe(0.2) } @$columns;
    splice @keys, 4 if @keys > 4;
    my @expressions = map { $_->[0] } @keys;
    push @expressions, key($columns) if maybe(0.2);
    my @aggregates = map { aggregate($columns) . (maybe(0.2) ? ' FILTER (WHERE ' . condition($columns) . ')' : '') } 0 .. int rand 4;
    my $keys = join ', ', @expressions;
    my $where = join ' AND ', map { condition($columns) } 1 .. int rand 4;
    return 'SELECT ' . join(', ', ($keys) x (@expressions > 0), @aggregates) . ' FROM t' . ($where ? " WHERE $where" : '')
        . (@expressions ? " GROUP BY $keys" : '') . (maybe(0.1) ? ' HAVING count(*) > 1' : '');
}

my $script = <<'SQL';
SET client_min_messages = warning;
SET cpu_operator_cost = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET hash_mem_multiplier = 1;
SET cpu_tuple_cost = 1;
CREATE OR REPLACE FUNCTION hash(i bigint, n int) RETURNS bigint IMMUTABLE LANGUAGE sql AS
    'SELECT (hashint8extended(i, n) & 1073741823)::bigint';
CREATE OR REPLACE FUNCTION compared(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    planned bool := false;
    result text[];
    digest text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        planned := planned OR line ~ 'HeatmapScan';
    END LOOP;
    FOREACH line IN ARRAY ARRAY['on', 'off'] LOOP
        PERFORM set_config('heatmap.vectorized_scan', line, true);
        BEGIN
            EXECUTE 'SELECT md5(string_agg(q::text, E''\n'' ORDER BY q::text)) || count(*) FROM (' || query || ') q' INTO digest;
        EXCEPTION WHEN invalid_parameter_value OR numeric_value_out_of_range OR datetime_field_overflow THEN
            digest := SQLERRM;
        END;
        result := result || coalesce(digest, 'nothing');
    END LOOP;
    PERFORM set_config('heatmap.vectorized_scan', 'on', true);
    RETURN CASE WHEN result[1] <> result[2] THEN 'DIFFERENT ' || query ELSE CASE WHEN planned THEN 'planned' ELSE 'same' END END;
END $$;
SET heatmap.vectorized_scan = on;
SQL
my $db = fresh_database('scan_random');
my ($done, $planned, $different) = (0, 0, 0);
while ($done < $comparisons) {
    my ($sql, $columns) = table();
    my $text = $script . $sql;
    for (1 .. $queries_a_table) {
        $text .= 'SET work_mem = ' . any("'64kB'", "'4MB'") . '; SET enable_hashagg = ' . any('on', 'on', 'off')
            . '; SET max_parallel_workers_per_gather = ' . any(0, 0, 2) . ";\n"
            . "SELECT compared(\$q\$" . query($columns) . "\$q\$);\n";
    }
    my ($code, $output) = try_sql($db, $text);
    die "$text\n$output" if $code != 0;
    for my $line (split /\n/, $output) {
        if ($line =~ /^DIFFERENT|WARNING/) {
            $different++;
            print "$line\n$sql\n";
        }
        $planned++ if $line eq 'planned';
        $done++ if $line =~ /^(DIFFERENT|planned|same)/;
    }
}
print "seed $seed: $done comparisons, $planned planned with the scan, $different different\n";
exit($different > 0);
