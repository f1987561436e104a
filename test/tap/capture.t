# The extension must never call an object that somebody else has created in its schema. The bodies
# of its SQL functions are parsed when the extension is created, with that schema in the search
# path, where an exact match beats a polymorphic function of pg_catalog.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Server;
use Test::More;

# The names and operators that occur in the bodies of the SQL functions, and some that are usual in such bodies.
my $db = fresh_database('capture_bodies');
my $bodies = psql($db, <<'SQL');
SELECT string_agg(coalesce(pg_get_function_sqlbody(p.oid), prosrc), E'\n')
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
WHERE prolang IN (SELECT oid FROM pg_language WHERE lanname IN ('sql', 'plpgsql'))
SQL
my %names = map { $_ => 1 } qw(generate_subscripts array_lower array_upper array_length cardinality unnest int4 float8),
    $bodies =~ /\b([a-z_]\w*)\b/g;
my %operators = map { $_ => 1 } qw(+ - * / = < >), $bodies =~ m{([-+*/<>=~!@#%^&|`?]+)}g;

# In the schema of the next extension, plant an exact match for each of those functions and
# operators of pg_catalog, with every polymorphic type replaced by each of several types.
$db = fresh_database('capture');
psql($db, 'DROP EXTENSION heatmap; CREATE SCHEMA planted');
my ($name_list, $operator_list) = map { join ', ', map { "'$_'" } sort keys %$_ } \%names, \%operators;
my $planted = psql($db, <<"SQL");
CREATE FUNCTION planted.concrete(type oid, element text) RETURNS text LANGUAGE sql AS \$\$
    SELECT CASE WHEN typname IN ('anyarray', 'anycompatiblearray') THEN element || '[]'
                WHEN typname IN ('anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray') THEN element
                ELSE format_type(oid, NULL) END
    FROM pg_type WHERE oid = type
\$\$;
DO \$\$
DECLARE
    function record;
    operator record;
    element text;
BEGIN
    FOREACH element IN ARRAY '{text,int,bigint,float8,bool,timestamptz,box}'::text[] LOOP
        FOR function IN
            SELECT proname, proretset, planted.concrete(prorettype, element) AS result,
                   ARRAY(SELECT planted.concrete(t, element) FROM unnest(proargtypes) WITH ORDINALITY a(t, i) ORDER BY i) AS args
            FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND proname IN ($name_list)
        LOOP
            BEGIN
                EXECUTE format('CREATE FUNCTION planted.%I(%s) RETURNS %s %s LANGUAGE sql AS \$f\$ SELECT NULL::%4\$s \$f\$',
                               function.proname, array_to_string(function.args, ', '),
                               CASE WHEN function.proretset THEN 'SETOF' END, function.result);
            EXCEPTION WHEN duplicate_function OR invalid_function_definition OR feature_not_supported THEN
                NULL; -- not polymorphic, or of types that only C functions may have
            END;
        END LOOP;
        FOR operator IN
            SELECT oprname, planted.concrete(oprleft, element) AS l, planted.concrete(oprright, element) AS r,
                   planted.concrete(oprresult, element) AS result
            FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprkind = 'b' AND oprname IN ($operator_list)
        LOOP
            BEGIN
                EXECUTE format('CREATE FUNCTION planted.operator_function(%s, %s) RETURNS %s LANGUAGE sql AS \$f\$ SELECT NULL::%3\$s \$f\$',
                               operator.l, operator.r, operator.result);
                EXECUTE format('CREATE OPERATOR planted.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = planted.operator_function)',
                               operator.oprname, operator.l, operator.r);
            EXCEPTION WHEN duplicate_function OR invalid_function_definition OR feature_not_supported THEN
                NULL;
            END;
        END LOOP;
    END LOOP;
END \$\$;
CREATE TABLE planted.planted AS
    SELECT 'pg_proc'::regclass AS class, oid FROM pg_proc WHERE pronamespace = 'planted'::regnamespace
    UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprnamespace = 'planted'::regnamespace;
SELECT count(*) FILTER (WHERE class = 'pg_proc'::regclass), count(*) FILTER (WHERE class = 'pg_operator'::regclass) FROM planted.planted;
SQL
my ($functions, $operators) = split /\|/, $planted;
ok($functions > 10 && $operators > 10, "$functions functions and $operators operators are planted");

psql($db, 'CREATE EXTENSION heatmap SCHEMA planted');
is(psql($db, <<'SQL'), '', 'the extension depends on none of them');
SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' calls ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
FROM pg_depend d JOIN planted.planted p ON d.refclassid = p.class AND d.refobjid = p.oid
JOIN pg_depend e ON e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e'
SQL
done_testing();
