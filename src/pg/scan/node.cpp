#include "pg/scan/node.hpp"

#include "pg/base/aggregate.hpp"
#include "pg/scan/aggregate.hpp"
#include "pg/scan/sorter.hpp"

namespace heatmap::scan {

namespace {

// Where a column of the result comes from.
struct Output {
    bool is_key;
    int number; // of a key or an aggregate
};

struct HeatmapScan {
    CustomScanState css;
    ExprContext *fixed; // evaluates what is the same for all rows
    Reader reader;
    Groups groups;
    Aggregate **aggregates;
    int n_aggregates;
    int *keys; // columns of the reader
    int n_keys;
    Output *outputs;
    int n_outputs;
    Group **of_row; // the group of each row of a batch
    bool at_end;    // all rows are read
    int next;       // of the groups, to be returned
    bool grouped;   // rows of the same group are returned one after the other
    Sorter sorter;  // of a grouped scan, once its groups are in parts
};

HeatmapScan *Get(CustomScanState *node) {
    return reinterpret_cast<HeatmapScan *>(node);
}

// Nobody executes the conditions of the child, unless there are some that are not simple.
PlanState *InitChild(Plan *plan, EState *estate, int flags) {
    bool simple = true;
    ListCell *cell;
    foreach (cell, plan->qual)
        simple &= AsFilter(static_cast<Expr *>(lfirst(cell))) != nullptr;
    const int jit_flags = estate->es_jit_flags;
    if (simple)
        estate->es_jit_flags = 0;
    PlanState *child = ExecInitNode(plan, estate, flags);
    estate->es_jit_flags = jit_flags;
    return child;
}

Oid TransitionOf(const Aggref *aggref) {
    const HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
    if (!HeapTupleIsValid(tuple))
        elog(ERROR, "cache lookup failed for aggregate %u", aggref->aggfnoid);
    const Oid transition = reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple))->aggtransfn;
    ReleaseSysCache(tuple);
    return transition;
}

// The owner of an aggregate must have the right to call its transition function, as in an Agg node.
void CheckTransition(const Aggref *aggref) {
    const Oid transition = TransitionOf(aggref);
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggref->aggfnoid));
    if (!HeapTupleIsValid(tuple))
        elog(ERROR, "cache lookup failed for function %u", aggref->aggfnoid);
    const Oid owner = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->proowner;
    ReleaseSysCache(tuple);
    const AclResult right = RightToCall(transition, owner);
    if (right != ACLCHECK_OK)
        aclcheck_error(right, OBJECT_FUNCTION, get_func_name(transition));
    InvokeFunctionExecuteHook(transition);
}

Aggregate *MakeAggregate(HeatmapScan &scan, const Aggref *aggref) {
    CheckTransition(aggref);
    Setup setup = {aggref,       MethodOf(aggref), scan.n_aggregates, no_condition,
                   &scan.reader, &scan.css.ss.ps,  scan.fixed};
    if (aggref->aggfilter != nullptr)
        setup.filter = scan.reader.NeedCondition(aggref->aggfilter, no_condition);
    switch (setup.method) {
    case Method::count:
        return MakeCount(setup);
    case Method::floats:
    case Method::ints:
    case Method::points:
    case Method::depths:
        return MakeHeatmaps(setup);
    case Method::journey:
    case Method::funnel:
    case Method::funnel_modes:
    case Method::funnel_bigint:
    case Method::funnel_bigint_modes:
        return MakeJourneys(setup);
    case Method::call:
        return MakeCalls(setup);
    case Method::none:
        break;
    }
    elog(ERROR, "unexpected aggregate of HeatmapScan");
}

void Begin(CustomScanState *node, EState *estate, int flags) {
    HeatmapScan &scan = *Get(node);
    auto *plan = reinterpret_cast<CustomScan *>(node->ss.ps.plan);
    PlanState *child = InitChild(static_cast<Plan *>(linitial(plan->custom_plans)), estate, flags);
    node->custom_ps = list_make1(child);
    scan.grouped = plan->custom_private != NIL;
    scan.fixed = CreateExprContext(estate);
    scan.reader.Init(child, scan.fixed);
    const List *targets = plan->custom_scan_tlist;
    const int n = list_length(targets);
    scan.aggregates = static_cast<Aggregate **>(palloc(sizeof(Aggregate *) * (n + 1)));
    scan.keys = static_cast<int *>(palloc(sizeof(int) * (n + 1)));
    scan.outputs = static_cast<Output *>(palloc(sizeof(Output) * (n + 1)));
    ListCell *cell;
    foreach (cell, targets) {
        auto *expression = lfirst_node(TargetEntry, cell)->expr;
        Output &output = scan.outputs[scan.n_outputs++];
        if (IsA(expression, Aggref)) {
            output = {false, scan.n_aggregates};
            scan.aggregates[scan.n_aggregates] =
                MakeAggregate(scan, reinterpret_cast<const Aggref *>(expression));
            scan.n_aggregates++;
        } else {
            output = {true, scan.n_keys};
            scan.keys[scan.n_keys++] = scan.reader.NeedColumn(expression, no_condition);
        }
    }
    scan.reader.Prepare();
    scan.groups.Init(&scan.reader, scan.keys, scan.n_keys, scan.n_aggregates);
    scan.of_row = static_cast<Group **>(palloc(sizeof(Group *) * max_batch));
}

void AddBatch(HeatmapScan &scan) {
    scan.groups.Find(scan.of_row);
    const Batch batch = {scan.reader, scan.of_row, scan.n_keys == 0, scan.groups.batch_memory()};
    const MemoryContext old = MemoryContextSwitchTo(scan.groups.memory());
    for (int a = 0; a < scan.n_aggregates; a++)
        scan.aggregates[a]->add(*scan.aggregates[a], batch);
    MemoryContextSwitchTo(old);
    MemoryContextReset(scan.groups.batch_memory());
}

// Reads rows until the end, or until the groups take more memory than is allowed: then they are
// returned as they are, and others follow. The aggregation above combines them.
void ReadGroups(HeatmapScan &scan) {
    const size_t limit = HashMemory();
    scan.groups.Clear();
    scan.next = 0;
    while (scan.groups.size() < 2 ||
           MemoryContextMemAllocated(scan.groups.memory(), true) <= limit) {
        if (!scan.reader.Next()) {
            scan.at_end = true;
            return;
        }
        AddBatch(scan);
    }
}

// Puts the next group, or the next part of one, into the slot; false if there is none.
bool NextPart(HeatmapScan &scan, TupleTableSlot *slot) {
    while (scan.next == scan.groups.size()) {
        if (scan.at_end)
            return false;
        ReadGroups(scan);
    }
    const Group &group = scan.groups[scan.next++];
    ExprContext *context = scan.css.ss.ps.ps_ExprContext;
    ResetExprContext(context);
    ExecClearTuple(slot);
    const MemoryContext old = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
    for (int i = 0; i < scan.n_outputs; i++) {
        const Output &output = scan.outputs[i];
        if (output.is_key) {
            slot->tts_values[i] = group.nulls[output.number] ? 0 : group.keys[output.number];
            slot->tts_isnull[i] = group.nulls[output.number];
        } else {
            const Aggregate &aggregate = *scan.aggregates[output.number];
            slot->tts_values[i] =
                aggregate.result(aggregate, group.states[output.number], &slot->tts_isnull[i]);
        }
    }
    MemoryContextSwitchTo(old);
    ExecStoreVirtualTuple(slot);
    return true;
}

// Sorts the parts of all groups.
void SortParts(HeatmapScan &scan, TupleTableSlot *slot) {
    int *keys = static_cast<int *>(palloc(sizeof(int) * scan.n_keys));
    for (int i = 0; i < scan.n_outputs; i++)
        if (scan.outputs[i].is_key)
            keys[scan.outputs[i].number] = i;
    scan.sorter.Begin(scan.css.ss.ps.state, slot->tts_tupleDescriptor, keys, scan.n_keys);
    pfree(keys);
    while (NextPart(scan, slot)) {
        CHECK_FOR_INTERRUPTS();
        scan.sorter.Put(slot);
    }
    scan.groups.Clear();
    scan.sorter.Sort();
}

TupleTableSlot *Execute(CustomScanState *node) {
    HeatmapScan &scan = *Get(node);
    TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;
    if (scan.groups.size() == 0 && !scan.at_end) {
        ReadGroups(scan);
        if (scan.grouped && !scan.at_end)
            SortParts(scan, slot);
    }
    if (!(scan.sorter.begun() ? scan.sorter.Take(slot) : NextPart(scan, slot)))
        return nullptr;
    if (node->ss.ps.ps_ProjInfo == nullptr)
        return slot;
    ExprContext *context = node->ss.ps.ps_ExprContext;
    context->ecxt_scantuple = slot;
    return ExecProject(node->ss.ps.ps_ProjInfo);
}

void End(CustomScanState *node) {
    Get(node)->sorter.End();
    ExecEndNode(static_cast<PlanState *>(linitial(node->custom_ps)));
}

void ReScan(CustomScanState *node) {
    HeatmapScan &scan = *Get(node);
    auto *child = static_cast<PlanState *>(linitial(node->custom_ps));
    if (node->ss.ps.chgParam != nullptr)
        UpdateChangedParamSet(child, node->ss.ps.chgParam);
    ExecReScan(child); // at once: the node does not execute the child
    scan.groups.Clear();
    scan.sorter.End();
    scan.next = 0;
    scan.at_end = false;
    // Parameters may have changed.
    scan.reader.Forget();
    for (int a = 0; a < scan.n_aggregates; a++)
        scan.aggregates[a]->Forget();
    ResetExprContext(scan.fixed);
}

void Explain(CustomScanState *node, List *, ExplainState *es) {
    const Reader &reader = Get(node)->reader;
    if (reader.all_filters() > 0)
        ExplainPropertyText("Vectorized Conditions",
                            psprintf("%d of %d", reader.simple_filters(), reader.all_filters()),
                            es);
    if (reader.row_expressions() > 0)
        ExplainPropertyInteger("Expressions by Row", nullptr, reader.row_expressions(), es);
}

Node *CreateState(CustomScan *) {
    auto *scan = static_cast<HeatmapScan *>(palloc0(sizeof(HeatmapScan)));
    NodeSetTag(reinterpret_cast<Node *>(scan), T_CustomScanState);
    scan->css.methods = &scan_node_methods;
    return reinterpret_cast<Node *>(scan);
}

const CustomScanMethods scan_methods = {"HeatmapScan", CreateState};

// Appends the parameters of an expression to a list.
bool CollectParameters(Node *node, void *parameters) {
    if (node == nullptr)
        return false;
    auto *list = static_cast<List **>(parameters);
    if (IsA(node, Param))
        *list = lappend(*list, copyObjectImpl(node));
    return WalkExpression(node, CollectParameters, parameters);
}

} // namespace

Plan *MakePlan(PlannerInfo *root, RelOptInfo *, CustomPath *path, List *tlist, List *,
               List *children) {
    auto *scan = makeNode(CustomScan);
    scan->scan.plan.targetlist = tlist;
    scan->custom_plans = children;
    scan->custom_private = path->custom_private; // not NIL: the scan is grouped
    scan->custom_scan_tlist = static_cast<List *>(copyObjectImpl(tlist));
    scan->methods = &scan_methods;
    // The planner looks for parameters in the expressions of a custom scan, not in its target list.
    CollectParameters(reinterpret_cast<Node *>(tlist), &scan->custom_exprs);
    // What MethodOf() says depends on the transition function, too: the plan is made anew if that
    // is altered.
    ListCell *cell;
    foreach (cell, tlist) {
        const auto *expression = castNode(TargetEntry, lfirst(cell))->expr;
        if (IsA(expression, Aggref))
            record_plan_function_dependency(
                root, TransitionOf(reinterpret_cast<const Aggref *>(expression)));
    }
    return &scan->scan.plan;
}

void RegisterNode() {
    RegisterCustomScanMethods(&scan_methods);
}

} // namespace heatmap::scan

namespace heatmap {

const CustomExecMethods scan_node_methods = {
    .CustomName = "HeatmapScan",
    .BeginCustomScan = scan::Begin,
    .ExecCustomScan = scan::Execute,
    .EndCustomScan = scan::End,
    .ReScanCustomScan = scan::ReScan,
    .MarkPosCustomScan = nullptr,
    .RestrPosCustomScan = nullptr,
    .EstimateDSMCustomScan = nullptr,
    .InitializeDSMCustomScan = nullptr,
    .ReInitializeDSMCustomScan = nullptr,
    .InitializeWorkerCustomScan = nullptr,
    .ShutdownCustomScan = nullptr,
    .ExplainCustomScan = scan::Explain,
};

} // namespace heatmap
