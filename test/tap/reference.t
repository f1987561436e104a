# The reference agrees with the catalogs and the sources: every public function has one section with
# its signatures, on the page of its folder of src/sql; every message exists in the sources; every
# link leads somewhere.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server qw(:DEFAULT slurp);
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;

my $db = fresh_database('reference');

# Signatures. The server parses those of the pages; then names, types, defaults and results are
# compared. A function that is declared with OUT parameters and RETURNS SETOF record is written with
# RETURNS TABLE on the pages, which is equivalent.
psql($db, <<'SQL');
CREATE SCHEMA pages;
CREATE FUNCTION signature(p pg_proc) RETURNS text LANGUAGE sql AS $$
    SELECT format('%s(%s) returns %s%s%s', p.proname,
                  (SELECT string_agg(format('%s %s', coalesce(p.proargnames[i], ''), format_type(p.proargtypes[i - 1], NULL)), ', ' ORDER BY i)
                   FROM generate_series(1, p.pronargs) i),
                  CASE WHEN p.proretset THEN 'set of ' END, format_type(p.prorettype, NULL),
                  coalesce((SELECT ' with ' || string_agg(format('%s %s', p.proargnames[i], format_type(p.proallargtypes[i], NULL)), ', ' ORDER BY i)
                            FROM generate_subscripts(p.proallargtypes, 1) i WHERE p.proargmodes[i] IN ('o', 't')), ''))
           || coalesce(' default ' || pg_get_expr(p.proargdefaults, 0), '') || CASE WHEN p.provariadic <> 0 THEN ' variadic' ELSE '' END
$$;
SQL
# Public functions are those that users call: not the functions of aggregates, operators, types,
# casts and operator classes, nor those with which a live roll-up is built.
my $public = <<'SQL';
    SELECT p.* FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'heatmap'
    WHERE p.proname !~ '_(accum|combine|final|in|out|recv|send|support|eq|ne|lt|le|gt|ge|cmp|hash|hash_extended|add|subtract|multiply|multiply_by|divide|negate|from_(interval|bigint|int|smallint)|accum_\w+|combine_inv|(to|from)_jsonb?|to_heatmap)$'
        AND p.proname !~ '^rollup_(columns|compact_one|fill|find|fits|fragments|list|lock|make_\w+|names|run|tables|views)$'
SQL
my (%documented, @misplaced, $signatures);
for my $page (glob 'docs/reference/*.md') {
    my ($wing) = $page =~ m{/(\w+)\.md$};
    my $text = slurp($page);
    while ($text =~ /^## (\w+)(?: \((\w+)\))?\n\n(?:[^\n]+\n)+\n```synopsis\n(.*?)^```\n/msg) {
        my ($name, $synopsis) = ($1, $3);
        my $declared = `grep -lE 'CREATE (FUNCTION|AGGREGATE|PROCEDURE) $name\\(' src/sql/$wing/*.sql`;
        push @misplaced, "$page: $name" if $declared eq '';
        for my $signature (split /^(?=\S)/m, $synopsis) {
            $signatures++;
            my $kind = $signature =~ s/^CALL // ? 'PROCEDURE' : 'FUNCTION';
            my ($called) = $signature =~ /^(\w+)/;
            push @misplaced, "$page: $signature under $name" if $called ne $name;
            my ($code, $output) = try_sql($db, "SET search_path = public, pages; CREATE $kind pages.$signature LANGUAGE internal AS 'pg_num_nulls'");
            push @misplaced, "$page: $signature: $output" if $code != 0;
        }
    }
}
cmp_ok($signatures, '>', 40, 'the pages have signatures');
is(join("\n", @misplaced), '', 'that the server can parse, on the page of their wing');
is(psql($db, <<"SQL"), '', 'and that are those of the functions');
WITH declared AS (SELECT signature(p) AS s FROM ($public) f JOIN pg_proc p ON p.oid = f.oid),
     documented AS (SELECT signature(p) AS s FROM pg_proc p WHERE pronamespace = 'pages'::regnamespace)
SELECT 'only in the catalog: ' || s FROM (SELECT s FROM declared EXCEPT ALL SELECT s FROM documented) a
UNION ALL SELECT 'only on a page: ' || s FROM (SELECT s FROM documented EXCEPT ALL SELECT s FROM declared) b
SQL

# Messages: the format strings of the sources become patterns.
my @patterns;
for my $path (glob 'src/pg/*/*.?pp') {
    my $code = slurp($path);
    $code =~ s/"\s*\n\s*"//g;
    for my $format ($code =~ /errmsg\("((?:[^"\\]|\\.)*)"/g, $code =~ /\{ERRCODE_\w+,\s*"([^"]*)"/g) {
        $format =~ s/\\"/"/g;
        my $pattern = quotemeta $format;
        $pattern =~ s/\\%(?:u|d|zu)/-?[\\d,]+/g;
        $pattern =~ s/\\%s/.+/g;
        push @patterns, qr/\A$pattern\z/;
    }
}
for my $path (grep { !m{^src/sql/released/} } glob 'src/sql/*/*.sql') {
    for my $format (slurp($path) =~ /MESSAGE = (?:format\()?'((?:[^']|'')*)'/g) {
        (my $pattern = quotemeta $format) =~ s/\\%s/.+/g;
        push @patterns, qr/\A$pattern\z/;
    }
}
cmp_ok(scalar(@patterns), '>', 50, 'the sources have messages');
my (@unknown, $messages);
for my $page (glob 'docs/reference/*.md') {
    my $text = slurp($page);
    while ($text =~ /^\*\*Errors\*\*\n\n((?:[*].*\n(?:  .*\n)*)+)/mg) {
        for my $message ($1 =~ /^\* `([^`]+)`/mg) {
            $messages++;
            push @unknown, "$page: $message" if !grep { $message =~ $_ } @patterns;
        }
    }
}
cmp_ok($messages, '>', 50, 'the pages have messages');
is(join("\n", @unknown), '', 'every one of which is in the sources');

# Links between pages, and to their headings.
my (%anchors, @broken);
sub anchors {
    my ($page) = @_;
    return $anchors{$page} //= do {
        my %seen;
        for my $title (slurp($page) =~ /^#+ (.+)$/mg) {
            $title =~ s/[`*]//g;
            $title =~ s/\[([^\]]*)\]\([^)]*\)/$1/g;
            (my $anchor = lc $title) =~ s/[^\w -]//g;
            $anchor =~ tr/ /-/;
            $seen{$anchor} = 1;
        }
        \%seen;
    };
}
for my $page ('README.md', 'CONTRIBUTING.md', glob('docs/*.md docs/*/*.md examples/*.md test/bench/*.md')) {
    (my $text = slurp($page)) =~ s/^```.*?^```//msg;
    my $folder = $page =~ m{^(.*)/} ? $1 : '.';
    for my $link ($text =~ /\]\(([^)\s]+)\)/g) {
        next if $link =~ /^\w+:/;
        my ($file, $anchor) = split /#/, $link, 2;
        my $target = $file eq '' ? $page : "$folder/$file";
        push @broken, "$page: $link" and next if !-e $target;
        push @broken, "$page: $link" if defined $anchor && $target =~ /\.md$/ && !anchors($target)->{$anchor};
    }
}
is(join("\n", @broken), '', 'every link leads somewhere');
is(system('perl', 'test/docs_index.pl', '--check'), 0, 'the index of docs/README.md is up to date (test/run accept writes it)');
done_testing();
