// The query of a view.

#include "pg/base/pg.hpp"

#include "pg/live/view.hpp"

namespace heatmap::live {

Query *ViewQuery(Oid view) {
    const Relation relation = relation_open(view, AccessShareLock);
    if (relation->rd_rel->relkind != RELKIND_VIEW)
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                        errmsg("\"%s\" is not a view", RelationGetRelationName(relation))));
    auto *query = static_cast<Query *>(copyObjectImpl(get_view_query(relation)));
    relation_close(relation, AccessShareLock);
#if PG_VERSION_NUM >= 180000
    // Those of GROUP BY stand in a range table entry of their own.
    if (query->hasGroupRTE)
        query->targetList = reinterpret_cast<List *>(
            flatten_group_exprs(nullptr, query, reinterpret_cast<Node *>(query->targetList)));
#endif
    return query;
}

int OnlyRelation(const Query &query) {
    const List *from = query.jointree->fromlist;
    if (list_length(from) != 1 || !IsA(linitial(from), RangeTblRef))
        return 0;
    const int number = castNode(RangeTblRef, linitial(from))->rtindex;
    return rt_fetch(number, query.rtable)->rtekind == RTE_RELATION ? number : 0;
}

} // namespace heatmap::live
