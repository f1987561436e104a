// The parts of the server that only live roll-ups see: views, parse trees and their text. Include
// it last.
#pragma once

#include "pg/base/pg.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
extern "C" {
#include "access/relation.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_database.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "optimizer/clauses.h"
#include "parser/parse_func.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"
#include "utils/typcache.h"
}
#pragma GCC diagnostic pop

namespace heatmap::live {

// Makes the output columns of a query the expressions that were written. From 18 on, those of GROUP
// BY stand in a range table entry of their own.
inline void Expand(Query *query) {
#if PG_VERSION_NUM >= 180000
    if (query->hasGroupRTE)
        query->targetList = reinterpret_cast<List *>(
            flatten_group_exprs(nullptr, query, reinterpret_cast<Node *>(query->targetList)));
#else
    (void)query;
#endif
}

} // namespace heatmap::live
