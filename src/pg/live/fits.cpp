// The function rollup_fits: whether a table still is what the statements of a roll-up were written
// for.

#include "pg/base/pg.hpp"

#include "pg/live/trust.hpp"

namespace heatmap::live {

namespace {

// The view of this name that belongs to the current user, in a schema where nobody else can put
// something in its place; InvalidOid if there is none.
Oid FindView(const char *schema_name, const char *name) {
    const Oid schema = get_namespace_oid(schema_name, true);
    if (!OidIsValid(schema) || !IsTrusted(SchemaOwner(schema)))
        return InvalidOid;
    const Oid view = get_relname_relid(name, schema);
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(view));
    if (!HeapTupleIsValid(tuple))
        return InvalidOid;
    const auto *form = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
    const bool own = form->relkind == RELKIND_VIEW && form->relowner == GetUserId();
    ReleaseSysCache(tuple);
    return own ? view : InvalidOid;
}

// The type of a column of this name; InvalidOid if there is none.
Oid ColumnType(Oid table, const char *name) {
    const HeapTuple tuple = SearchSysCacheAttName(table, name);
    if (!HeapTupleIsValid(tuple))
        return InvalidOid;
    const Oid type = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple))->atttypid;
    ReleaseSysCache(tuple);
    return type;
}

} // namespace

// rollup_fits(source, columns, schema, rows): whether the table has columns of these names, of the
// types that those of the view schema.rows have, in its order, and whether this view belongs to the
// current user, in a schema of somebody who is trusted. False for NULL in columns.
HEATMAP_FUNCTION(rollup_fits) {
    const Oid source = PG_GETARG_OID(0);
    const Oid view = FindView(NameStr(*PG_GETARG_NAME(2)), NameStr(*PG_GETARG_NAME(3)));
    if (!OidIsValid(view))
        PG_RETURN_BOOL(false);
    Datum *names;
    bool *null;
    int n;
    deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), NAMEOID, NAMEDATALEN, false, TYPALIGN_CHAR, &names,
                      &null, &n);
    for (int i = 0; i < n; i++) {
        const Oid type =
            null[i] ? InvalidOid : ColumnType(source, NameStr(*DatumGetName(names[i])));
        if (!OidIsValid(type) || type != get_atttype(view, static_cast<AttrNumber>(i + 1)))
            PG_RETURN_BOOL(false);
    }
    PG_RETURN_BOOL(true);
}

} // namespace heatmap::live
