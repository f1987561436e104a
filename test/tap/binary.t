# Binary input does not trust its bytes: truncated, oversized and altered values are refused with
# SQLSTATE 22P03, or are another value in canonical form. COPY BINARY keeps every bit.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

my $db = fresh_database('binary_test');
psql($db, <<'SQL');
CREATE TABLE source (id int, h heatmap);
INSERT INTO source VALUES
    (1, heatmap_grid(30, 70)),
    (2, '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":1,"cells":[[0,0,1],[1,0,200],[2,6,3]]}'),
    (3, '{"cols":3,"rows":7,"extent":[0,0,30,70],"outside":-1.5,"cells":[[0,0,-1],[1,0,200],[2,6,9007199254740992]]}'),
    (4, '{"cols":3,"rows":7,"extent":[0,0,30,70],"cells":[[0,0,0.1],[1,0,5e-324],[2,6,-1.7976931348623157e308]]}');
INSERT INTO source SELECT 5, heatmap_agg((i * 7919) % 1440, (i * 104729::bigint) % 6000, heatmap_grid(1440, 6000)) FROM generate_series(1, 200000) i;
INSERT INTO source SELECT 6, heatmap_blur(h, 30) FROM source WHERE id = 5;
INSERT INTO source VALUES (7, NULL);
CREATE TABLE target (id int, h heatmap);
SQL

# A state without rows, which an aggregate of the user's own can leave in a table.
psql($db, <<'SQL');
CREATE AGGREGATE raw_moving(float8, float8, heatmap)
    (SFUNC = heatmap_accum, STYPE = heatmap, MSFUNC = heatmap_accum, MINVFUNC = heatmap_accum_inv, MSTYPE = heatmap);
INSERT INTO source SELECT 8, raw_moving(NULL, 1, heatmap_grid(30, 70)) OVER (ROWS 1 PRECEDING);
SQL

my $file = directory() . '/copy.bin';
psql($db, "COPY source TO '$file' (FORMAT binary); COPY target FROM '$file' (FORMAT binary)");
is(psql($db, 'SELECT count(*), bool_and(s.h IS NOT DISTINCT FROM t.h), bool_and(heatmap_send(s.h) IS NOT DISTINCT FROM heatmap_send(t.h))'
      . ' FROM source s JOIN target t USING (id)'), '8|t|t', 'COPY BINARY round trip');

# The small values in source_TYPE are damaged in many ways.
psql($db, <<'SQL');
CREATE TABLE source_heatmap AS SELECT id, h AS v FROM source WHERE id < 5;
CREATE TABLE source_journey (id int, v journey);
INSERT INTO source_journey VALUES
    (1, '{"steps":1,"events":[["2026-01-31T09:30:00Z"]]}'),
    (2, '{"steps":4,"events":[["2026-01-31T09:30:00Z",1],["2026-01-31T09:30:00Z",1],["2026-01-31T09:45:00.25Z",2,3],["2026-01-31T10:00:00Z"],["2026-02-03T10:00:00Z",4]]}'),
    (3, '{"steps":64,"events":[["4714-11-24T00:00:00Z BC",64],["294276-12-31T23:59:59.999999Z",1,2,3,63,64]]}');
CREATE TABLE source_funnel (id int, v funnel);
INSERT INTO source_funnel VALUES
    (1, '{"steps":1,"window":0,"mode":"","reached":[0],"times":[]}'),
    (2, '{"steps":3,"window":604800000000,"mode":"strict_once,strict_order","reached":[5,3,1],"times":[[3600000130,[[0,1],[128,1],[1707,1]]],[86400000000,[[2000,1]]]],"totals":[null,[90000000000,[[2003,1]]]]}'),
    (4, '{"steps":3,"window":5,"mode":"exclude(4),within(3,90 minutes),optional(2)","reached":[5,1,3],"times":[[3,[[3,1]]],[9,[[2,1],[3,1],[4,1]]]]}'),
    (3, '{"steps":2,"window":null,"mode":"any_order","reached":[9223372036854775807,9223372036854775807],"times":[[64563604257983430649,[[7,9223372036854775807]]]]}');
CREATE TABLE source_heatmap_visitors (id int, v heatmap_visitors);
INSERT INTO source_heatmap_visitors VALUES
    (1, '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[]}'),
    (2, '{"cols":3,"rows":2,"extent":[0,0,30,20],"visitors":"bigint","pairs":[[-7,3],[42,0,5,6],[43,1]]}'),
    (3, '{"cols":4096,"rows":4096,"extent":[0,0,1,1],"visitors":"text","pairs":[[0,0],[9223372036854775807,5,16777216],[18446744073709551615,1]]}');
CREATE TABLE landed_heatmap (v heatmap);
CREATE TABLE landed_heatmap_visitors (v heatmap_visitors);
CREATE TABLE landed_journey (v journey);
CREATE TABLE landed_funnel (v funnel);
-- Loads the file one altered value at a time would take a session each: a function that reads the bytes
-- back out of a table of bytea, through COPY, is as good.
CREATE FUNCTION receive(type text, value bytea, path text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    header bytea := '\x5047434f50590aff0d0a00' || '\x0000000000000000'::bytea;
    image bytea;
    good bool;
BEGIN
    image := header || int2send(1::int2) || int4send(octet_length(value)) || value || '\xffff'::bytea;
    PERFORM lo_from_bytea(4711, image);
    PERFORM lo_export(4711, path);
    PERFORM lo_unlink(4711);
    EXECUTE format('COPY landed_%s FROM %L (FORMAT binary)', type, path);
    EXECUTE format('SELECT count(*) = 1 FROM landed_%1$s WHERE %1$s_send(v) = $1 AND %1$s_send(v::text::%1$s) = $1', type) INTO good USING value;
    IF NOT good THEN
        RETURN 'accepted, but not canonical';
    END IF;
    EXECUTE format('DELETE FROM landed_%s', type);
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    IF EXISTS (SELECT FROM pg_largeobject_metadata WHERE oid = 4711) THEN
        PERFORM lo_unlink(4711);
    END IF;
    RETURN SQLSTATE;
END $$;
SQL

# The distinct outcomes of receiving the expression $damaged (made from the bytes b), for each row
# of $more.
sub outcomes {
    my ($type, $damaged, $more) = @_;
    return psql($db, "SELECT receive, count(*) FROM (SELECT receive('$type', $damaged, '$file') FROM (SELECT id, ${type}_send(v) AS b FROM source_$type) s, $more) r GROUP BY 1 ORDER BY 1");
}

for my $type ('heatmap', 'heatmap_visitors', 'journey', 'funnel') {
    like(outcomes($type, 'b', '(SELECT) one'), qr/\Aaccepted\|\d\z/, "$type: the way in works");
    like(outcomes($type, 'substr(b, 1, n)', 'generate_series(0, octet_length(b) - 1) n'), qr/\A22P03\|\d+\z/, "$type: truncated at every length");
    like(outcomes($type, 'b || tail', "(VALUES ('\\x00'::bytea), ('\\x01'), ('\\x0001'), ('\\x000101'), ('\\xff'), (decode(repeat('00', 1000), 'hex'))) t(tail)"),
        qr/\A22P03\|\d+\z/, "$type: with bytes behind it");
    my $flipped = outcomes($type, 'set_bit(b, n, 1 - get_bit(b, n))', 'generate_series(0, octet_length(b) * 8 - 1) n');
    like($flipped, qr/\A22P03\|\d+\naccepted\|\d+\z/, "$type: every bit flipped: refused with 22P03, or accepted and canonical") or diag $flipped;
    my $bytes = outcomes($type, 'set_byte(b, n, v)', 'generate_series(0, octet_length(b) - 1) n, (VALUES (0), (1), (127), (128), (129), (255)) v(v)');
    like($bytes, qr/\A22P03\|\d+\naccepted\|\d+\z/, "$type: every byte replaced") or diag $bytes;
    # random bytes behind a valid beginning
    my $random = outcomes($type, "substr(b, 1, octet_length(b) - 4 - i % 8) || substr(decode(md5(i::text), 'hex'), 1, i % 16)", 'generate_series(1, 1000) i');
    like($random, qr/\A22P03\|\d+(\naccepted\|\d+)?\z/, "$type: random ends") or diag $random;
}
# aggregate states are refused, whatever form their bytes claim
like(outcomes('heatmap', 'set_byte(b, 1, kind)', 'generate_series(3, 255) kind'), qr/\A22P03\|\d+\z/, 'heatmap: no state comes in');
for ([heatmap_visitors => 2], [journey => 3], [funnel => 2]) {
    my ($type, $first) = @$_;
    like(outcomes($type, 'set_byte(b, 0, kind)', "generate_series($first, 255) kind"), qr/\A22P03\|\d+\z/, "$type: no state comes in");
}

# values that are too short, or empty
for my $type ('heatmap', 'heatmap_visitors', 'journey', 'funnel') {
    for my $value ('1', '') {
        write_copy_file($file, $value);
        my ($code, $text) = try_sql($db, "COPY landed_$type FROM '$file' (FORMAT binary)");
        like($text, qr/22P03: invalid binary representation of type $type/, "$type: a value of " . length($value) . ' bytes') or diag $text;
    }
}

# From 16 on a caller of an input function may get its errors softly, as COPY ... ON_ERROR does.
SKIP: {
    skip 'soft errors came with PostgreSQL 16', 1 if psql($db, 'SHOW server_version_num') < 160000;
    is(psql($db, <<'SQL'), 'f', 'texts that are no values are refused softly');
SELECT bool_or(pg_input_is_valid(text, type))
FROM unnest(ARRAY['heatmap', 'journey', 'funnel', 'heatmap_visitors', 'funnel_window']) AS type,
     unnest(ARRAY['', 'x', '{', '{"a":1}', '[]', 'null', '-1', '1 month', '-1 day', '99999999999999999999', '{"cols":0}', '{"steps":65}',
         '{"cols":1,"rows":1,"extent":[0,0,1,1],"cells":[[5,5,5]]}', '{"steps":1,"events":[["noon",1]]}']) AS text
SQL
}
done_testing();
