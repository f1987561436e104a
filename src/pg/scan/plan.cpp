// The paths of the vectorised scan: for a grouping or an aggregation of one table, a Finalize
// Aggregate over a HeatmapScan, which computes partial aggregates; of a partitioned one, over a
// scan for each partition; of a large one, over several processes.

#include "pg/scan/estimate.hpp"
#include "pg/scan/node.hpp"
#include "pg/scan/predicate.hpp"
#include "pg/scan/query.hpp"

#include <algorithm>

namespace heatmap::scan {

namespace {

bool enabled = true;
create_upper_paths_hook_type next_hook = nullptr;

// The clauses of GROUP BY that are needed to tell groups apart. Those of columns that a condition
// makes constant may be missing, but their columns are keys all the same.
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
        if (IsOurs(aggref))
            return true;
    }
    return false;
}

// Whether it is an ordinary table whose pages are those of the heap.
bool IsHeapTable(const RangeTblEntry *rte) {
    if (rte->relkind != RELKIND_RELATION || rte->tablesample != nullptr)
        return false;
    const Relation relation = table_open(rte->relid, NoLock);
    const bool heap = relation->rd_tableam == GetHeapamTableAmRoutine();
    table_close(relation, NoLock);
    return heap;
}

// Finds the tables of the input: it is one, or has these partitions, of which those that the
// conditions rule out are left out. False if there is anything else.
bool FindTables(PlannerInfo *root, RelOptInfo *rel, List **tables) {
    const RangeTblEntry *rte = planner_rt_fetch(static_cast<int>(rel->relid), root);
    if (rel->rtekind != RTE_RELATION)
        return false;
    if (rte->relkind == RELKIND_PARTITIONED_TABLE) {
        // Partitions that are joined to other things have no list.
        if (rel->part_rels == nullptr || rte->tablesample != nullptr)
            return false;
        for (int i = 0; i < rel->nparts; i++) {
            RelOptInfo *part = rel->part_rels[i];
            if (part == nullptr || IS_DUMMY_REL(part))
                continue;
            if (!FindTables(root, part, tables))
                return false;
        }
        return true;
    }
    if (rte->inh || !IsHeapTable(rte))
        return false;
    *tables = lappend(*tables, rel);
    return true;
}

// The aggregates and columns outside of aggregates and grouping expressions.
struct Parts {
    List *group_expressions;
    List *found;
};

bool FindParts(Node *node, void *context) {
    auto *parts = static_cast<Parts *>(context);
    if (node == nullptr || list_member(parts->group_expressions, node))
        return false;
    if (IsA(node, Aggref) || IsA(node, Var) || IsA(node, PlaceHolderVar)) {
        parts->found = list_append_unique(parts->found, node);
        return false;
    }
    return WalkExpression(node, FindParts, context);
}

bool IsKey(const Node *node) {
    const auto *expression = reinterpret_cast<const Expr *>(node);
    return IsComputable(expression) && IsKeyType(exprType(node), exprCollation(node));
}

// What the scan returns: the grouping expressions and partial aggregates. Null if the query needs
// anything else of it.
PathTarget *PartialTarget(PlannerInfo *root, const PathTarget *target, Node *having) {
    PathTarget *partial = create_empty_pathtarget();
    List *group_clause = root->parse->groupClause;
    List *others = list_make1(having);
    Parts parts = {NIL, NIL};
    int i = 0;
    ListCell *cell;
    foreach (cell, target->exprs) {
        auto *expression = static_cast<Expr *>(lfirst(cell));
        const Index reference = get_pathtarget_sortgroupref(target, i++);
        if (reference != 0 && get_sortgroupref_clause_noerr(reference, group_clause) != nullptr) {
            if (!IsKey(reinterpret_cast<Node *>(expression)))
                return nullptr;
            add_column_to_pathtarget(partial, expression, reference);
            parts.group_expressions = lappend(parts.group_expressions, expression);
        } else {
            others = lappend(others, expression);
        }
    }
    FindParts(reinterpret_cast<Node *>(others), &parts);
    foreach (cell, parts.found) {
        auto *node = static_cast<Node *>(lfirst(cell));
        if (!IsA(node, Aggref) || MethodOf(reinterpret_cast<Aggref *>(node)) == Method::none)
            return nullptr;
        auto *aggref = static_cast<Aggref *>(copyObjectImpl(node));
        mark_partial_aggref(aggref, AGGSPLIT_INITIAL_SERIAL);
        add_column_to_pathtarget(partial, reinterpret_cast<Expr *>(aggref), 0);
    }
    return set_pathtarget_cost_width(root, partial);
}

double CostOf(PlannerInfo *root, void *expression) {
    QualCost cost;
    cost_qual_eval_node(&cost, static_cast<Node *>(expression), root);
    return cost.per_tuple;
}

// The cost of an argument, a key or a condition of an aggregate for a row.
double CostOfExpression(PlannerInfo *root, Expr *expression) {
    constexpr double cheap = 0.1; // of an operator: a column, or a comparison for a page at a time
    if (IsA(expression, Var) || IsA(expression, Const) || AsPredicate(expression) != nullptr)
        return cheap * cpu_operator_cost;
    return CostOf(root, expression);
}

// In units of cpu_operator_cost: so much that a scan of a page of rows is too dear.
constexpr double setup_cost = 400;

// How many processes a number of workers and the leader, who is the less help the more workers he
// serves, are worth; as get_parallel_divisor() of the server's costsize.c.
double ProcessesOf(int workers) {
    if (workers == 0)
        return 1;
    const double leader = parallel_leader_participation ? 1 - 0.3 * workers : 0;
    return workers + std::max(leader, 0.0);
}

// Measured: reading a row and counting it costs about a quarter of what it does one row at a time.
// What is evaluated one row at a time costs what it costs elsewhere.
void SetCost(PlannerInfo *root, const RelOptInfo *rel, const PathTarget *target, Path *path) {
    constexpr double row_cost = 0.25;
    constexpr double group_cost = 24; // so that two rows a group are too few
    double page_cost;
    get_tablespace_page_costs(rel->reltablespace, nullptr, &page_cost);
    double conditions = 0;
    ListCell *cell;
    foreach (cell, rel->baserestrictinfo) {
        const auto *info = lfirst_node(RestrictInfo, cell);
        conditions += AsFilter(info->clause) != nullptr ? row_cost * cpu_operator_cost
                                                        : CostOf(root, info->clause);
    }
    double outputs = 0;
    foreach (cell, target->exprs) {
        auto *expression = static_cast<Expr *>(lfirst(cell));
        outputs += row_cost * cpu_operator_cost;
        if (!IsA(expression, Aggref)) {
            outputs += CostOfExpression(root, expression);
            continue;
        }
        const auto *aggref = reinterpret_cast<const Aggref *>(expression);
        ListCell *argument;
        foreach (argument, aggref->args)
            outputs += CostOfExpression(root, lfirst_node(TargetEntry, argument)->expr);
        if (aggref->aggfilter != nullptr)
            outputs += CostOfExpression(root, aggref->aggfilter);
        if (MethodOf(aggref) == Method::call)
            outputs += cpu_operator_cost;
    }
    const double processes = ProcessesOf(path->parallel_workers);
    path->startup_cost =
        page_cost * rel->pages +
        (rel->tuples * (row_cost * cpu_tuple_cost + conditions) + rel->rows * outputs) / processes;
    path->startup_cost += setup_cost * cpu_operator_cost;
#if PG_VERSION_NUM < 180000
    if (!enable_seqscan)
        path->startup_cost += disable_cost;
#endif
    path->total_cost =
        path->startup_cost + (cpu_tuple_cost + group_cost * cpu_operator_cost) * path->rows;
}

const CustomPathMethods path_methods = {"HeatmapScan", MakePlan, nullptr};

// What the paths of a query have in common.
struct Paths {
    PlannerInfo *root;
    RelOptInfo *input, *output;
    const GroupPathExtraData *extra;
    PathTarget *partial;
    List *tables; // RelOptInfo
    double groups;
};

// The target with the columns of a partition, at any depth, in place of those of the whole table.
PathTarget *TargetOfPartition(PlannerInfo *root, PathTarget *target, RelOptInfo *whole,
                              RelOptInfo *partition) {
    PathTarget *copy = copy_pathtarget(target);
    auto *expressions = reinterpret_cast<Node *>(copy->exprs);
#if PG_VERSION_NUM >= 160000
    expressions = adjust_appendrel_attrs_multilevel(root, expressions, partition, whole);
#else
    expressions =
        adjust_appendrel_attrs_multilevel(root, expressions, partition->relids, whole->relids);
#endif
    copy->exprs = reinterpret_cast<List *>(expressions);
    return copy;
}

// The scan of one table by so many processes beside the leader.
Path *ScanOf(const Paths &paths, RelOptInfo *table, int workers) {
    PlannerInfo *root = paths.root;
    PathTarget *columns = paths.input->cheapest_total_path->pathtarget;
    PathTarget *partial = paths.partial;
    if (table != paths.input) {
        columns = TargetOfPartition(root, columns, paths.input, table);
        partial = TargetOfPartition(root, partial, paths.input, table);
    }
    Path *child = create_seqscan_path(root, table, nullptr, workers);
    child->pathtarget = columns;
    auto *path = makeNode(CustomPath);
    path->path.pathtype = T_CustomScan;
    path->path.parent = table;
    path->path.pathtarget = partial;
    path->path.rows = std::min(paths.groups, clamp_row_est(table->rows));
    path->path.parallel_safe = child->parallel_safe;
    path->path.parallel_workers = workers;
#if PG_VERSION_NUM >= 180000
    path->path.disabled_nodes = child->disabled_nodes;
#endif
    path->custom_paths = list_make1(child);
    path->methods = &path_methods;
    SetCost(root, table, partial, &path->path);
    return &path->path;
}

// The scans of all tables.
Path *ScansOf(const Paths &paths, int workers) {
    if (list_length(paths.tables) == 1 && linitial(paths.tables) == paths.input)
        return ScanOf(paths, paths.input, workers);
    List *scans = NIL;
    ListCell *cell;
    foreach (cell, paths.tables)
        scans = lappend(scans, ScanOf(paths, static_cast<RelOptInfo *>(lfirst(cell)), workers));
    AppendPath *append =
        create_append_path(paths.root, paths.input, workers == 0 ? scans : NIL,
                           workers == 0 ? NIL : scans, NIL, nullptr, workers, false, -1);
    append->path.pathtarget = paths.partial;
    return &append->path;
}

// A group that is returned once, or in parts one after the other, needs no hash table. That holds
// for the scan of one table by one process: it has all groups in its own hash table. If they are
// likely not to fit, the parts would have to be sorted, which takes longer than another hash table.
bool IsGrouped(const Paths &paths, Path *scans, const AggClauseCosts &costs) {
    if (scans->pathtype != T_CustomScan || scans->parallel_workers > 0)
        return false;
    const double entry = static_cast<double>(hash_agg_entry_size(
        list_length(paths.root->aggtransinfos), scans->pathtarget->width, costs.transitionSpace));
    return paths.groups * entry <= static_cast<double>(HashMemory()) || !enable_hashagg;
}

// Chooses how the scans' partial aggregates are combined, and asks the scan for grouped rows if
// they are needed.
AggStrategy ChooseStrategy(const Paths &paths, Path *scans, const AggClauseCosts &costs) {
    if (paths.root->parse->groupClause == NIL)
        return AGG_PLAIN;
    if (!IsGrouped(paths, scans, costs))
        return AGG_HASHED;
    reinterpret_cast<CustomPath *>(scans)->custom_private = list_make1(makeInteger(1));
    return AGG_SORTED;
}

void AddFinal(const Paths &paths, Path *scans) {
    PlannerInfo *root = paths.root;
    AggClauseCosts costs = {};
    get_agg_clause_costs(root, AGGSPLIT_FINAL_DESERIAL, &costs);
    const AggStrategy strategy = ChooseStrategy(paths, scans, costs);
    // The first value of a group is taken as it is; only further ones are combined with it.
    const double first = std::min(paths.groups / scans->rows, 1.0);
    costs.transCost.per_tuple *= 1 - first;
    costs.transCost.per_tuple += first * cpu_operator_cost * list_length(root->agginfos);
    add_path(paths.output,
             reinterpret_cast<Path *>(create_agg_path(
                 root, paths.output, scans, paths.output->reltarget, strategy,
                 AGGSPLIT_FINAL_DESERIAL, GroupClauseOf(root),
                 reinterpret_cast<List *>(paths.extra->havingQual), &costs, paths.groups)));
}

void AddPaths(PlannerInfo *root, RelOptInfo *input, RelOptInfo *output,
              const GroupPathExtraData *extra) {
    const Query *parse = root->parse;
    // Whether it could pay at all: small queries shall not take longer to be planned.
    if (input->nparts == 0 && input->tuples * cpu_tuple_cost < setup_cost * cpu_operator_cost)
        return;
    if (!HasOurs(root) || parse->groupingSets != NIL || parse->hasTargetSRFs ||
        root->hasPseudoConstantQuals || input->reloptkind != RELOPT_BASEREL)
        return;
    List *group_clause = GroupClauseOf(root);
    Paths paths = {root, input, output, extra, nullptr, NIL, 1};
    if (!grouping_is_hashable(group_clause) || !FindTables(root, input, &paths.tables) ||
        paths.tables == NIL)
        return;
    paths.partial = PartialTarget(root, output->reltarget, extra->havingQual);
    if (paths.partial == nullptr)
        return;
    if (group_clause != NIL)
        paths.groups = EstimateGroups(
            root, get_sortgrouplist_exprs(group_clause, extra->targetList), input->rows);
    AddFinal(paths, ScansOf(paths, 0));
    int workers = 0;
    ListCell *cell;
    foreach (cell, paths.tables) {
        auto *table = static_cast<RelOptInfo *>(lfirst(cell));
        if (table->rel_parallel_workers == 0)
            return; // the table shall not be read in parallel
        workers = std::max(workers, compute_parallel_worker(table, table->pages, -1,
                                                            max_parallel_workers_per_gather));
    }
    if (!input->consider_parallel || !output->consider_parallel || workers == 0)
        return;
    Path *scans = ScansOf(paths, workers);
    double rows = scans->rows * ProcessesOf(workers);
    AddFinal(paths, reinterpret_cast<Path *>(
                        create_gather_path(root, output, scans, paths.partial, nullptr, &rows)));
}

void CreatePaths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input, RelOptInfo *output,
                 void *extra) {
    if (next_hook != nullptr)
        next_hook(root, stage, input, output, extra);
    if (stage == UPPERREL_GROUP_AGG && enabled && root->parse->hasAggs)
        AddPaths(root, input, output, static_cast<const GroupPathExtraData *>(extra));
}

} // namespace

} // namespace heatmap::scan

extern "C" {

// The server calls it when it has loaded the library.
PGDLLEXPORT void _PG_init(void) {
    using namespace heatmap::scan;
    DefineCustomBoolVariable("heatmap.vectorized_scan",
                             "Reads tables page by page for the aggregates of heatmap.", nullptr,
                             &enabled, true, PGC_USERSET, 0, nullptr, nullptr, nullptr);
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
