// The function rollup_names: the columns of a source, as they are called now.

#include "pg/base/memory.hpp"

#include "pg/live/view.hpp"

namespace heatmap::live {

// rollup_names(rows, source): the names that the columns of the view `rows` have in the table
// `source`. An error if it is not one over `source`. A view knows its table and columns by number,
// so it reads them whatever they are called.
HEATMAP_FUNCTION(rollup_names) {
    const Query *query = ViewQuery(PG_GETARG_OID(0));
    const Oid source = PG_GETARG_OID(1);
    const int number = OnlyRelation(*query);
    if (number == 0 || rt_fetch(number, query->rtable)->relid != source)
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                        errmsg("\"%s\" is not a view of the rows of the source",
                               get_rel_name(PG_GETARG_OID(0)))));
    auto *names =
        allocate<Datum>(static_cast<size_t>(list_length(query->targetList)), server_memory);
    int n = 0;
    ListCell *cell;
    foreach (cell, query->targetList) {
        Expr *column = castNode(TargetEntry, lfirst(cell))->expr;
        if (!IsA(column, Var) || castNode(Var, column)->varattno <= 0)
            continue;
        auto *name = allocate<NameData>(1, server_memory);
        namestrcpy(name, get_attname(source, castNode(Var, column)->varattno, false));
        names[n++] = NameGetDatum(name);
    }
    PG_RETURN_ARRAYTYPE_P(construct_array(names, n, NAMEOID, NAMEDATALEN, false, TYPALIGN_CHAR));
}

} // namespace heatmap::live
