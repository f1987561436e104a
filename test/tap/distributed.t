# States travel between servers as distributed engines send them: a worker's state in the text or binary form of its
# type, combined elsewhere. For every aggregate of the extension, however rows are spread over workers, the result is
# the same as of one server, to the byte.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

my $db = fresh_database('distributed_test');
psql($db, <<'SQL');
CREATE TABLE events AS
SELECT i AS id, i % 5 AS worker, i % 40 AS visitor, '2026-01-01Z'::timestamptz + (i * 7919 % 5000) * interval '1 min' AS ts,
       (i * 31 % 1000)::float8 / 3 AS x, (i * 17 % 700)::float8 / 7 AS y, i * 31 % 9 AS kind, 'page ' || i * 13 % 11 AS page
FROM generate_series(1, 4000) i;
CREATE TABLE journeys AS SELECT visitor, worker, journey_agg(ts, ARRAY[kind = 1, kind = 2, kind = 3, kind = 4]) AS j,
    heatmap_agg(x, y, heatmap_grid(100, 100, 10)) AS h, heatmap_visitors_agg(x, y, id, heatmap_grid(100, 100, 10)) AS v,
    funnel_agg(ARRAY[ts, NULL]) AS f FROM events GROUP BY visitor, worker;
SQL

# Aggregate, arguments, table.
my @aggregates = (
    ['heatmap_agg', 'x, y, heatmap_grid(100, 100, 10)', 'events'],
    ['heatmap_agg', 'x, y, heatmap_grid(100, 100, 10), y', 'events'],
    ['scroll_agg', 'y, 100, 20', 'events'],
    ['attention_agg', 'y, y + 30, 1.5, 100, 20', 'events'],
    ['heatmap_visitors_agg', 'x, y, id::bigint, heatmap_grid(100, 100, 10)', 'events'],
    ['heatmap_visitors_agg', 'x, y, page, heatmap_grid(100, 100, 10)', 'events'],
    ['journey_agg', 'ts, ARRAY[kind = 1, kind = 2, kind = 3]', 'events'],
    ['journey_open_agg', 'ts, ARRAY[kind = 1, kind = 2, kind = 3]', 'events'],
    ['window_funnel', "'2 days'::funnel_window, ts, ARRAY[kind = 1, kind = 2, kind = 3]", 'events'],
    ['window_funnel', "'2 days'::funnel_window, 'strict_order'::text, ts, ARRAY[kind = 1, kind = 2, kind = 3]", 'events'],
    ['window_funnel', "'2 days'::funnel_window, 'exclude(3,1,2),optional(2),within(2,9 hours)'::text, ts, ARRAY[kind = 1, kind = 2, kind = 3]", 'events'],
    ['window_funnel', '500::bigint, id::bigint, ARRAY[kind = 1, kind = 2]', 'events'],
    ['window_funnel', "500::bigint, 'within(2,40)'::text, id::bigint, ARRAY[kind = 1, kind = 2]", 'events'],
    ['retention', 'ARRAY[kind = 1, kind = 2, visitor = 7]', 'events'],
    ['path_agg', 'ts, page, 7', 'events'],
    ['path_agg', "ts, page, 3, kind = 3, 'before'::text", 'events'],
    ['path_times', "ts, page, 3, kind = 3, 'after'::text", 'events'],
    ['funnel_agg', "j, '2 days'::funnel_window", 'journeys'],
    ['funnel_agg', "j, '2 days'::funnel_window, 'exclude(4),optional(2)'::text", 'journeys'],
    ['funnel_agg', 'ARRAY[ts, ts + interval \'1 day\']', 'events'],
    ['rollup', 'h', 'journeys'],
    ['rollup', 'v', 'journeys'],
    ['rollup', 'j', 'journeys'],
    ['rollup_open', 'j', 'journeys'],
    ['rollup', 'f', 'journeys'],
);
# The catalog entry of the aggregate that a call names: its functions and its state.
psql($db, <<'SQL');
CREATE FUNCTION parts_of(call text, source text, OUT accum text, OUT combine text, OUT final text, OUT state text, OUT arguments text)
LANGUAGE plpgsql AS $$
DECLARE
    found oid;
BEGIN
    EXECUTE format('CREATE TEMP VIEW called AS SELECT %s AS result FROM %I', call, source);
    SELECT p.oid INTO STRICT found FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_proc p ON p.oid = d.refobjid
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_proc'::regclass AND r.ev_class = 'called'::regclass AND p.prokind = 'a';
    DROP VIEW called;
    SELECT aggtransfn::regproc, aggcombinefn::regproc, aggfinalfn::regproc, aggtranstype::regtype, pg_get_function_identity_arguments(found)
    INTO accum, combine, final, state, arguments FROM pg_aggregate WHERE aggfnoid = found;
END $$;
CREATE FUNCTION travels(aggregate text, call text, source text, way text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    p record;
    types text;
    sent text;
    wrong bigint;
    many bigint;
BEGIN
    SELECT * INTO p FROM parts_of(aggregate || '(' || call || ')', source);
    types := regexp_replace(p.arguments, '(^|, )\w+ (?=\w)(?!with |precision)', '\1', 'g');
    EXECUTE format('CREATE AGGREGATE on_worker(%s) (SFUNC = %s, STYPE = %s)', types, p.accum, p.state);
    EXECUTE format('CREATE AGGREGATE on_coordinator(%1$s) (SFUNC = %2$s, STYPE = %1$s, FINALFUNC = %3$s)', p.state, p.combine, p.final);
    EXECUTE format('CREATE TEMP TABLE states AS SELECT visitor, worker, on_worker(%s) AS state FROM %I GROUP BY visitor, worker', call, source);
    IF way = 'text' THEN
        EXECUTE format('CREATE TEMP TABLE arrived AS SELECT visitor, worker, state::text::%s AS state FROM states', p.state);
    ELSE
        EXECUTE format('CREATE TEMP TABLE arrived (visitor int, worker int, state %s)', p.state);
        EXECUTE format('COPY states TO %L (FORMAT binary)', way);
        EXECUTE format('COPY arrived FROM %L (FORMAT binary)', way);
    END IF;
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE a.result::text IS DISTINCT FROM b.result::text)
                    FROM (SELECT visitor, on_coordinator(state) AS result FROM arrived GROUP BY visitor) a
                         FULL JOIN (SELECT visitor, %s(%s) AS result FROM %I GROUP BY visitor) b USING (visitor)', aggregate, call, source)
    INTO many, wrong;
    DROP TABLE states, arrived;
    EXECUTE format('DROP AGGREGATE on_worker(%s)', types);
    EXECUTE format('DROP AGGREGATE on_coordinator(%s)', p.state);
    RETURN CASE WHEN many = 40 THEN wrong || ' wrong' ELSE many || ' groups' END;
END $$;
SQL
my $file = directory() . '/states.bin';
for my $aggregate (@aggregates) {
    my ($name, $arguments, $source) = @$aggregate;
    for my $way ('text', $file) {
        my ($code, $output) = try_sql($db, "SELECT travels(\$q\$$name\$q\$, \$q\$$arguments\$q\$, '$source', '$way')");
        is($output, "0 wrong\n", "$name($arguments) as " . ($way eq 'text' ? 'text' : 'binary'));
    }
}
done_testing();
