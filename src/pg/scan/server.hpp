// The parts of the server that only the vectorised scan sees: planner, executor and heap. Include
// it last.
#pragma once

#include "pg/base/pg.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
extern "C" {
#include "access/detoast.h"
#include "access/heapam.h"
#include "access/relscan.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic.h"
#include "commands/explain.h"
#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif
#include "executor/executor.h"
#include "executor/instrument.h"
#include "executor/nodeAgg.h"
#include "nodes/extensible.h"
#include "nodes/makefuncs.h"
#include "optimizer/appendinfo.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/planmain.h"
#include "optimizer/planner.h"
#include "optimizer/prep.h"
#include "optimizer/restrictinfo.h"
#include "optimizer/tlist.h"
#include "parser/parse_agg.h"
#include "parser/parsetree.h"
#include "pgstat.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/selfuncs.h"
#include "utils/spccache.h"
#include "utils/syscache.h"
#include "utils/tuplesort.h"
#include "utils/typcache.h"
#include "utils/uuid.h"
}
#pragma GCC diagnostic pop

namespace heatmap::scan {

// The bytes that a hash table may take.
inline size_t HashMemory() {
#if PG_VERSION_NUM >= 150000
    return get_hash_memory_limit();
#else
    return static_cast<size_t>(get_hash_mem()) * 1024;
#endif
}

// Whether a role may call a function.
inline AclResult RightToCall(Oid function, Oid role) {
#if PG_VERSION_NUM >= 160000
    return object_aclcheck(ProcedureRelationId, function, role, ACL_EXECUTE);
#else
    return pg_proc_aclcheck(function, role, ACL_EXECUTE);
#endif
}

// Counts rows that were read, for the statistics of the table.
inline void CountRows(Relation relation, int rows) {
#if PG_VERSION_NUM >= 160000
    if (pgstat_should_count_relation(relation))
        relation->pgstat_info->counts.tuples_returned += rows;
#elif PG_VERSION_NUM >= 150000
    if (pgstat_should_count_relation(relation))
        relation->pgstat_info->t_counts.t_tuples_returned += rows;
#else
    if (relation->pgstat_info != nullptr)
        relation->pgstat_info->t_counts.t_tuples_returned += rows;
#endif
}

} // namespace heatmap::scan
