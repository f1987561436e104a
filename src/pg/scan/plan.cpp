// The paths of the vectorised scan: for a grouping or an aggregation of one table, a Finalize
// Aggregate over a HeatmapScan, which computes partial aggregates.

#include "pg/scan/node.hpp"
#include "pg/scan/query.hpp"

namespace heatmap::scan {

namespace {

bool enabled = false;
create_upper_paths_hook_type next_hook = nullptr;

List *GroupClauseOf(PlannerInfo *root) {
#if PG_VERSION_NUM >= 160000
    return root->processed_groupClause;
#else
    return root->parse->groupClause;
#endif
}

// Whether any aggregate of the query is one of ours. Queries that have none shall not notice us.
bool HasOurs(PlannerInfo *root) {
    ListCell *cell;
    foreach (cell, root->agginfos) {
        const auto *info = static_cast<const AggInfo *>(lfirst(cell));
#if PG_VERSION_NUM >= 160000
        const auto *aggref = linitial_node(Aggref, info->aggrefs);
#else
        const Aggref *aggref = info->representative_aggref;
#endif
        const AggregateKind kind = CallOf(aggref).kind;
        if (kind != AggregateKind::none && kind != AggregateKind::count)
            return true;
    }
    return false;
}

// Whether the input is a whole ordinary table whose pages are those of the heap.
bool IsHeapTable(PlannerInfo *root, const RelOptInfo *rel) {
    if (rel->reloptkind != RELOPT_BASEREL || rel->rtekind != RTE_RELATION)
        return false;
    const RangeTblEntry *rte = planner_rt_fetch(static_cast<int>(rel->relid), root);
    if (rte->relkind != RELKIND_RELATION || rte->inh || rte->tablesample != nullptr)
        return false;
    const Relation relation = table_open(rte->relid, NoLock);
    const bool heap = relation->rd_tableam == GetHeapamTableAmRoutine();
    table_close(relation, NoLock);
    return heap;
}

// What the scan returns: the grouping columns and partial aggregates. The same as the target of the
// server's own partial aggregation. Null if there is anything else.
PathTarget *PartialTarget(PlannerInfo *root, const PathTarget *target, Node *having) {
    PathTarget *partial = create_empty_pathtarget();
    List *others = NIL;
    List *group_clause = GroupClauseOf(root);
    int i = 0;
    ListCell *cell;
    foreach (cell, target->exprs) {
        auto *expression = static_cast<Expr *>(lfirst(cell));
        const Index reference = get_pathtarget_sortgroupref(target, i++);
        if (reference != 0 && get_sortgroupref_clause_noerr(reference, group_clause) != nullptr)
            add_column_to_pathtarget(partial, expression, reference);
        else
            others = lappend(others, expression);
    }
    if (having != nullptr)
        others = lappend(others, having);
    add_new_columns_to_pathtarget(partial,
                                  pull_var_clause(reinterpret_cast<Node *>(others),
                                                  PVC_INCLUDE_AGGREGATES | PVC_RECURSE_WINDOWFUNCS |
                                                      PVC_INCLUDE_PLACEHOLDERS));
    i = 0;
    foreach (cell, partial->exprs) {
        auto *node = static_cast<Node *>(lfirst(cell));
        const Index reference = get_pathtarget_sortgroupref(partial, i++);
        if (IsA(node, Aggref)) {
            auto *copy = static_cast<Aggref *>(copyObjectImpl(node));
            if (CallOf(copy).kind == AggregateKind::none)
                return nullptr;
            mark_partial_aggref(copy, AGGSPLIT_INITIAL_SERIAL);
            lfirst(cell) = copy;
        } else if (IsA(node, Var)) {
            const auto *var = reinterpret_cast<const Var *>(node);
            if (reference == 0 || var->varattno <= 0 || !IsKeyType(var->vartype, var->varcollid))
                return nullptr;
        } else {
            return nullptr;
        }
    }
    return set_pathtarget_cost_width(root, partial);
}

// Measured: reading a row and counting it costs about a quarter of what it does one row at a time.
// The conditions that are evaluated one row at a time cost what they cost elsewhere.
void SetCost(const PlannerInfo *root, const RelOptInfo *rel, Path *path, int columns) {
    constexpr double row_cost = 0.25;
    double page_cost;
    get_tablespace_page_costs(rel->reltablespace, nullptr, &page_cost);
    double conditions = 0;
    ListCell *cell;
    foreach (cell, rel->baserestrictinfo) {
        const auto *info = lfirst_node(RestrictInfo, cell);
        Condition condition;
        QualCost cost;
        cost_qual_eval_node(&cost, reinterpret_cast<Node *>(info->clause),
                            const_cast<PlannerInfo *>(root));
        conditions +=
            AsCondition(info->clause, &condition) ? row_cost * cpu_operator_cost : cost.per_tuple;
    }
    path->startup_cost = page_cost * rel->pages +
                         rel->tuples * (row_cost * cpu_tuple_cost + conditions) +
                         rel->rows * row_cost * cpu_operator_cost * columns;
    path->total_cost = path->startup_cost + cpu_tuple_cost * path->rows;
}

const CustomPathMethods path_methods = {"HeatmapScan", MakePlan, nullptr};

void AddPath(PlannerInfo *root, RelOptInfo *input, RelOptInfo *output,
             const GroupPathExtraData *extra) {
    const Query *parse = root->parse;
    if (!HasOurs(root) || parse->groupingSets != NIL || parse->hasTargetSRFs ||
        root->hasPseudoConstantQuals || !IsHeapTable(root, input))
        return;
    List *group_clause = GroupClauseOf(root);
    if (!grouping_is_hashable(group_clause))
        return;
    PathTarget *partial = PartialTarget(root, output->reltarget, extra->havingQual);
    if (partial == nullptr)
        return;
    AggClauseCosts final_costs = {};
    get_agg_clause_costs(root, AGGSPLIT_FINAL_DESERIAL, &final_costs);
    const double groups =
        group_clause == NIL
            ? 1
            : estimate_num_groups(root, get_sortgrouplist_exprs(group_clause, extra->targetList),
                                  input->rows, nullptr, nullptr);

    Path *child = create_seqscan_path(root, input, nullptr, 0);
    child->pathtarget = input->cheapest_total_path->pathtarget;
    auto *path = makeNode(CustomPath);
    path->path.pathtype = T_CustomScan;
    path->path.parent = fetch_upper_rel(root, UPPERREL_PARTIAL_GROUP_AGG, input->relids);
    path->path.pathtarget = partial;
    path->path.rows = groups;
    path->custom_paths = list_make1(child);
    path->methods = &path_methods;
    SetCost(root, input, &path->path, list_length(partial->exprs));
    add_path(output,
             reinterpret_cast<Path *>(create_agg_path(
                 root, output, &path->path, output->reltarget,
                 parse->groupClause != NIL ? AGG_HASHED : AGG_PLAIN, AGGSPLIT_FINAL_DESERIAL,
                 group_clause, reinterpret_cast<List *>(extra->havingQual), &final_costs, groups)));
}

void CreatePaths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input, RelOptInfo *output,
                 void *extra) {
    if (next_hook != nullptr)
        next_hook(root, stage, input, output, extra);
    if (stage == UPPERREL_GROUP_AGG && enabled && root->parse->hasAggs)
        AddPath(root, input, output, static_cast<const GroupPathExtraData *>(extra));
}

} // namespace

} // namespace heatmap::scan

extern "C" {

// The server calls it when it has loaded the library.
PGDLLEXPORT void _PG_init(void) {
    using namespace heatmap::scan;
    DefineCustomBoolVariable("heatmap.vectorized_scan",
                             "Reads tables page by page for the aggregates of heatmap.", nullptr,
                             &enabled, false, PGC_USERSET, 0, nullptr, nullptr, nullptr);
#if PG_VERSION_NUM >= 150000
    MarkGUCPrefixReserved("heatmap");
#else
    EmitWarningsOnPlaceholders("heatmap");
#endif
    next_hook = create_upper_paths_hook;
    create_upper_paths_hook = CreatePaths;
    RegisterNode();
}
}
