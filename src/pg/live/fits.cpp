// The function rollup_fits: whether a table still is what the statements of a roll-up were written
// for.

#include "pg/base/pg.hpp"

#include "pg/live/server.hpp"

namespace heatmap::live {

namespace {

bool HasColumn(Oid table, const char *name, Oid type) {
    const HeapTuple tuple = SearchSysCacheAttName(table, name);
    if (!HeapTupleIsValid(tuple))
        return false;
    const bool fits = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple))->atttypid == type;
    ReleaseSysCache(tuple);
    return fits;
}

} // namespace

// rollup_fits(source, columns, types): whether the table has columns of these names, and of these
// types. The arrays have no NULL and one length, or it has not.
HEATMAP_FUNCTION(rollup_fits) {
    Datum *names, *types;
    bool *no_name, *no_type;
    int n_names, n_types;
    deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), NAMEOID, NAMEDATALEN, false, TYPALIGN_CHAR, &names,
                      &no_name, &n_names);
    deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), OIDOID, sizeof(Oid), true, TYPALIGN_INT, &types,
                      &no_type, &n_types);
    if (n_names != n_types)
        PG_RETURN_BOOL(false);
    for (int i = 0; i < n_names; i++)
        if (no_name[i] || no_type[i] ||
            !HasColumn(PG_GETARG_OID(0), NameStr(*DatumGetName(names[i])),
                       DatumGetObjectId(types[i])))
            PG_RETURN_BOOL(false);
    PG_RETURN_BOOL(true);
}

} // namespace heatmap::live
