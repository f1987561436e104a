# Binary input trusts nothing: truncated, oversized and altered values are refused with SQLSTATE 22P03,
# or are another value in canonical form. COPY BINARY keeps every bit.
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

my $file = directory() . '/copy.bin';
psql($db, "COPY source TO '$file' (FORMAT binary); COPY target FROM '$file' (FORMAT binary)");
is(psql($db, 'SELECT count(*), bool_and(s.h IS NOT DISTINCT FROM t.h), bool_and(heatmap_send(s.h) IS NOT DISTINCT FROM heatmap_send(t.h))'
      . ' FROM source s JOIN target t USING (id)'), '7|t|t', 'COPY BINARY round trip');

# A COPY file with one value a row.
sub copy_file {
    my @values = @_;
    my $copy = "PGCOPY\n\xff\r\n\0" . pack('NN', 0, 0);
    $copy .= pack('nN', 1, length $_) . $_ for @values;
    $copy .= pack('n', 0xffff);
    open my $out, '>:raw', $file or die $!;
    print $out $copy;
    close $out;
    return;
}

psql($db, <<'SQL');
CREATE TABLE landed (h heatmap);
-- Loads the file one altered value at a time would take a session each: a function that reads the bytes
-- back out of a table of bytea, through COPY, is as good.
CREATE FUNCTION receive(value bytea, path text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    header bytea := '\x5047434f50590aff0d0a00' || '\x0000000000000000'::bytea;
    image bytea;
BEGIN
    image := header || int2send(1::int2) || int4send(octet_length(value)) || value || '\xffff'::bytea;
    PERFORM lo_from_bytea(4711, image);
    PERFORM lo_export(4711, path);
    PERFORM lo_unlink(4711);
    EXECUTE format('COPY landed FROM %L (FORMAT binary)', path);
    IF (SELECT count(*) FROM landed WHERE heatmap_send(h) = value AND h::text::heatmap = h) <> 1 THEN
        RETURN 'accepted, but not canonical';
    END IF;
    DELETE FROM landed;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    IF EXISTS (SELECT FROM pg_largeobject_metadata WHERE oid = 4711) THEN
        PERFORM lo_unlink(4711);
    END IF;
    RETURN SQLSTATE;
END $$;
SQL

is(psql($db, "SELECT id, receive(heatmap_send(h), '$file') FROM source WHERE id < 5 ORDER BY id"),
    join("\n", map { "$_|accepted" } 1 .. 4), 'the way in works');
is(psql($db, "SELECT DISTINCT receive(substr(heatmap_send(h), 1, n), '$file') FROM source, generate_series(0, octet_length(heatmap_send(h)) - 1) n WHERE id BETWEEN 2 AND 4"),
    '22P03', 'truncated at every length');
is(psql($db, "SELECT DISTINCT receive(heatmap_send(h) || tail, '$file') FROM source, (VALUES ('\\x00'::bytea), ('\\x01'), ('\\x0001'), ('\\x000101'), ('\\xff'), (decode(repeat('00', 1000), 'hex'))) t(tail) WHERE id BETWEEN 1 AND 4"),
    '22P03', 'with bytes behind it');
my $flipped = psql($db, "SELECT receive, count(*) FROM (SELECT receive(set_bit(heatmap_send(h), n, 1 - get_bit(heatmap_send(h), n)), '$file') FROM source, generate_series(0, octet_length(heatmap_send(h)) * 8 - 1) n WHERE id BETWEEN 1 AND 4) s GROUP BY 1 ORDER BY 1");
unlike($flipped, qr/canonical/, 'every bit flipped: what is accepted is canonical');
like($flipped, qr/\A22P03\|\d+\naccepted\|\d+\z/, 'every bit flipped: refused with 22P03 or accepted') or diag $flipped;
my $bytes = psql($db, "SELECT receive, count(*) FROM (SELECT receive(set_byte(heatmap_send(h), n, v), '$file') FROM source, generate_series(0, octet_length(heatmap_send(h)) - 1) n, (VALUES (0), (1), (127), (128), (129), (255)) b(v) WHERE id BETWEEN 2 AND 4) s GROUP BY 1 ORDER BY 1");
like($bytes, qr/\A22P03\|\d+\naccepted\|\d+\z/, 'every byte replaced') or diag $bytes;
# aggregate states are not values, whatever they say of themselves
is(psql($db, "SELECT DISTINCT receive(set_byte(heatmap_send(h), 1, kind), '$file') FROM source, generate_series(3, 255) kind WHERE id = 2"),
    '22P03', 'no state comes in');
# random bytes behind a good header
is(psql($db, "SELECT count(*) FROM (SELECT receive(substr(heatmap_send(h), 1, 60) || decode(md5(i::text), 'hex'), '$file') AS r FROM source, generate_series(1, 2000) i WHERE id = 2) s WHERE r NOT IN ('22P03', 'accepted')"),
    '0', 'random cells');

# a value longer than the message says it is cannot be
copy_file(substr(psql($db, 'SELECT 1'), 0, 1));
my ($code, $text) = try_sql($db, "COPY landed FROM '$file' (FORMAT binary)");
like($text, qr/22P03: invalid binary representation of type heatmap/, 'one byte') or diag $text;
copy_file('');
($code, $text) = try_sql($db, "COPY landed FROM '$file' (FORMAT binary)");
like($text, qr/22P03: invalid binary representation of type heatmap/, 'no byte') or diag $text;
done_testing();
