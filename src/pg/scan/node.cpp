#include "pg/scan/node.hpp"

#include "pg/grid/value.hpp"
#include "pg/scan/groups.hpp"

namespace heatmap::scan {

namespace {

using grid::Canvas;
using grid::Header;
using grid::State;

// An aggregate of the node.
struct Aggregate {
    AggregateKind kind;
    int x, y, weight; // columns of the reader; the weight of those that have one
    ExprState *grid;  // null for count(*)
    bool has_canvas;  // the grid is not NULL; known once there is a row
    Canvas canvas;
};

// Where a column of the result comes from.
struct Output {
    bool is_key;
    int number; // of a key or an aggregate
};

struct HeatmapScan {
    CustomScanState css;
    Reader reader;
    Groups groups;
    Aggregate *aggregates;
    int n_aggregates;
    int *keys;
    int n_keys;
    Output *outputs;
    int n_outputs;
    Group **of_row;   // the group of each row of a batch
    bool knows_grids; // whether the grids are evaluated
    bool at_end;      // all rows are read
    int next;         // of the groups, to be returned
};

HeatmapScan *Get(CustomScanState *node) {
    return reinterpret_cast<HeatmapScan *>(node);
}

void Begin(CustomScanState *node, EState *estate, int flags) {
    HeatmapScan &scan = *Get(node);
    auto *plan = reinterpret_cast<CustomScan *>(node->ss.ps.plan);
    auto *child_plan = static_cast<Plan *>(linitial(plan->custom_plans));
    // Nobody executes the expressions of the child, unless it has conditions that are not simple.
    const int jit_flags = estate->es_jit_flags;
    bool simple = true;
    ListCell *cell;
    foreach (cell, child_plan->qual) {
        Condition condition;
        simple &= AsCondition(static_cast<Expr *>(lfirst(cell)), &condition);
    }
    if (simple)
        estate->es_jit_flags = 0;
    PlanState *child = ExecInitNode(child_plan, estate, flags);
    estate->es_jit_flags = jit_flags;
    node->custom_ps = list_make1(child);

    scan.reader.Init(child);
    const List *targets = plan->custom_scan_tlist;
    const int n = list_length(targets);
    scan.aggregates = static_cast<Aggregate *>(palloc0(sizeof(Aggregate) * (n + 1)));
    scan.keys = static_cast<int *>(palloc(sizeof(int) * (n + 1)));
    scan.outputs = static_cast<Output *>(palloc(sizeof(Output) * (n + 1)));
    scan.n_aggregates = scan.n_keys = scan.n_outputs = 0;
    foreach (cell, targets) {
        auto *expression = lfirst_node(TargetEntry, cell)->expr;
        Output &output = scan.outputs[scan.n_outputs++];
        if (IsA(expression, Var)) {
            output = {true, scan.n_keys};
            const auto *var = reinterpret_cast<const Var *>(expression);
            scan.keys[scan.n_keys++] = scan.reader.Need(var->varattno);
            continue;
        }
        output = {false, scan.n_aggregates};
        Aggregate &aggregate = scan.aggregates[scan.n_aggregates++];
        const AggregateCall call = CallOf(reinterpret_cast<const Aggref *>(expression));
        aggregate.kind = call.kind;
        if (call.kind == AggregateKind::none)
            elog(ERROR, "unexpected aggregate of HeatmapScan");
        if (call.kind == AggregateKind::count)
            continue;
        aggregate.x = scan.reader.Need(call.x->varattno);
        aggregate.y = scan.reader.Need(call.y->varattno);
        if (call.weight != nullptr)
            aggregate.weight = scan.reader.Need(call.weight->varattno);
        aggregate.grid = ExecInitExpr(call.grid, &node->ss.ps);
    }
    scan.reader.Prepare();
    scan.groups.Init(&scan.reader, scan.keys, scan.n_keys, scan.n_aggregates);
    scan.of_row = static_cast<Group **>(palloc(sizeof(Group *) * max_batch));
}

// Evaluates the grids, which are the same for all rows. Not before there is a row: an expression
// that fails must not fail for a table without rows.
void EvaluateGrids(HeatmapScan &scan) {
    scan.knows_grids = true;
    ExprContext *context = scan.css.ss.ps.ps_ExprContext;
    for (int i = 0; i < scan.n_aggregates; i++) {
        Aggregate &aggregate = scan.aggregates[i];
        if (aggregate.grid == nullptr)
            continue;
        bool null;
        const Datum value = ExecEvalExprSwitchContext(aggregate.grid, context, &null);
        aggregate.has_canvas = !null;
        if (!null)
            aggregate.canvas = reinterpret_cast<const Header *>(
                                   PG_DETOAST_DATUM_SLICE(value, 0, sizeof(Header) - VARHDRSZ))
                                   ->canvas;
    }
    ResetExprContext(context);
}

// Adds a point to the state of a group.
void AddPoint(AggregateState *to, const Canvas &canvas, double x, double y, const double *weight) {
    if (to->state == nullptr) {
        grid::Check(check_canvas(canvas)); // a grid may be an aggregate state without a canvas
        to->state = new_state(canvas, shape_for(canvas, 1, weight == nullptr), server_memory);
    }
    State *given = to->state;
    grid::add_points(&to->state, &x, &y, weight, 1, Direction::add, server_memory);
    if (to->state != given)
        pfree(given);
}

// Adds the rows of a batch to heatmap_agg. A row without a place or a weight is skipped, and makes
// no state.
template <bool weighted, class Number>
void AddToHeatmaps(const HeatmapScan &scan, int number, Number &&number_of) {
    const Aggregate &aggregate = scan.aggregates[number];
    const Column &xs = scan.reader.column(aggregate.x), &ys = scan.reader.column(aggregate.y);
    const Column &weights = scan.reader.column(weighted ? aggregate.weight : aggregate.x);
    const int n = scan.reader.rows();
    for (int i = 0; i < n; i++) {
        if (xs.nulls[i] | ys.nulls[i] | weights.nulls[i])
            continue;
        const double x = number_of(xs.values[i]), y = number_of(ys.values[i]);
        if (std::isnan(x) || std::isnan(y))
            continue;
        AggregateState &to = scan.of_row[i]->states[number];
        if constexpr (weighted) {
            const double weight = DatumGetFloat8(weights.values[i]);
            if (!std::isfinite(weight))
                ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                                errmsg("heatmap weight must be finite")));
            AddPoint(&to, aggregate.canvas, x, y, &weight);
        } else if (to.state == nullptr || !count_point(*to.state, x, y)) {
            AddPoint(&to, aggregate.canvas, x, y, nullptr);
        }
    }
}

// The same for rows without weights and NULLs, whose coordinates are these. The counters of the
// cells of many groups do not fit into the caches: first they are all asked for, then they count.
void CountInHeatmaps(const HeatmapScan &scan, int number, const double *x, const double *y) {
    const Canvas canvas = scan.aggregates[number].canvas;
    const int n = scan.reader.rows();
    uint32_t cells[max_batch];
    bool counts[max_batch]; // the row is in a cell of an array
    for (int i = 0; i < n; i++) {
        const State *state = scan.of_row[i]->states[number].state;
        counts[i] = state != nullptr && state->form == grid::Form::state_dense &&
                    locate(canvas, x[i], y[i], &cells[i]);
        if (counts[i])
            __builtin_prefetch(dense_recent(*state) + cells[i], 1);
    }
    for (int i = 0; i < n; i++) {
        AggregateState &to = scan.of_row[i]->states[number];
        if (counts[i])
            count_in_dense(*to.state, cells[i]);
        else if (!std::isnan(x[i]) && !std::isnan(y[i]) &&
                 (to.state == nullptr || !count_point(*to.state, x[i], y[i])))
            AddPoint(&to, canvas, x[i], y[i], nullptr);
    }
}

// Adds a batch of float8 coordinates in the ways that are faster. False if a row has a NULL.
bool CountFloats(const HeatmapScan &scan, int number) {
    const Aggregate &aggregate = scan.aggregates[number];
    const Column &xs = scan.reader.column(aggregate.x), &ys = scan.reader.column(aggregate.y);
    if (xs.any_nulls || ys.any_nulls || sizeof(Datum) != sizeof(double))
        return false;
    const auto *x = reinterpret_cast<const double *>(xs.values);
    const auto *y = reinterpret_cast<const double *>(ys.values);
    State *first = scan.of_row[0]->states[number].state;
    if (scan.n_keys == 0 && first != nullptr && first->form == grid::Form::state_dense)
        count_points(*first, x, y, static_cast<size_t>(scan.reader.rows()));
    else
        CountInHeatmaps(scan, number, x, y);
    return true;
}

void AddToHeatmaps(const HeatmapScan &scan, int number) {
    const auto real = [](Datum v) { return DatumGetFloat8(v); };
    const auto whole = [](Datum v) { return static_cast<double>(DatumGetInt32(v)); };
    switch (scan.aggregates[number].kind) {
    case AggregateKind::floats:
        if (!CountFloats(scan, number))
            AddToHeatmaps<false>(scan, number, real);
        break;
    case AggregateKind::floats_weight:
        AddToHeatmaps<true>(scan, number, real);
        break;
    case AggregateKind::ints:
        AddToHeatmaps<false>(scan, number, whole);
        break;
    case AggregateKind::ints_weight:
        AddToHeatmaps<true>(scan, number, whole);
        break;
    case AggregateKind::none:
    case AggregateKind::count:
        break;
    }
}

void AddBatch(HeatmapScan &scan) {
    if (!scan.knows_grids)
        EvaluateGrids(scan);
    scan.groups.Find(scan.of_row);
    const MemoryContext old = MemoryContextSwitchTo(scan.groups.memory());
    for (int a = 0; a < scan.n_aggregates; a++) {
        if (scan.aggregates[a].kind == AggregateKind::count) {
            for (int i = 0; i < scan.reader.rows(); i++)
                scan.of_row[i]->states[a].rows++;
        } else if (scan.aggregates[a].has_canvas) {
            AddToHeatmaps(scan, a);
        }
    }
    MemoryContextSwitchTo(old);
    MemoryContextReset(scan.groups.batch_memory());
}

// Reads rows until the end, or until the groups take more memory than is allowed: then they are
// returned as they are, and others follow. The aggregation above combines them. Large states are
// worth that only if many rows went into them.
void ReadGroups(HeatmapScan &scan) {
    constexpr size_t bytes_a_row = 256;
    const size_t limit = get_hash_memory_limit();
    scan.groups.Clear();
    scan.next = 0;
    for (size_t rows = 0;; rows += static_cast<size_t>(scan.reader.rows())) {
        const size_t memory = MemoryContextMemAllocated(scan.groups.memory(), true);
        if (scan.groups.size() > 1 && memory > limit && rows > memory / bytes_a_row)
            return;
        if (!scan.reader.Next()) {
            scan.at_end = true;
            return;
        }
        AddBatch(scan);
    }
}

// The partial result of an aggregate, in the current memory. Heatmaps are in their stored form,
// which is smaller than most states.
Datum ResultOf(const Aggregate &aggregate, const AggregateState &state, bool *null) {
    *null = false;
    if (aggregate.kind == AggregateKind::count)
        return Int64GetDatum(state.rows);
    *null = state.state == nullptr;
    return *null ? 0 : PointerGetDatum(grid::HeatmapState::Store(*state.state));
}

TupleTableSlot *Execute(CustomScanState *node) {
    HeatmapScan &scan = *Get(node);
    while (scan.next == scan.groups.size()) {
        if (scan.at_end)
            return nullptr;
        ReadGroups(scan);
    }
    const Group &group = scan.groups[scan.next++];
    ExprContext *context = node->ss.ps.ps_ExprContext;
    ResetExprContext(context);
    TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;
    ExecClearTuple(slot);
    const MemoryContext old = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
    for (int i = 0; i < scan.n_outputs; i++) {
        const Output &output = scan.outputs[i];
        if (output.is_key) {
            slot->tts_values[i] = group.nulls[output.number] ? 0 : group.keys[output.number];
            slot->tts_isnull[i] = group.nulls[output.number];
        } else {
            slot->tts_values[i] = ResultOf(scan.aggregates[output.number],
                                           group.states[output.number], &slot->tts_isnull[i]);
        }
    }
    MemoryContextSwitchTo(old);
    ExecStoreVirtualTuple(slot);
    if (node->ss.ps.ps_ProjInfo == nullptr)
        return slot;
    context->ecxt_scantuple = slot;
    return ExecProject(node->ss.ps.ps_ProjInfo);
}

void End(CustomScanState *node) {
    ExecEndNode(static_cast<PlanState *>(linitial(node->custom_ps)));
}

void ReScan(CustomScanState *node) {
    HeatmapScan &scan = *Get(node);
    auto *child = static_cast<PlanState *>(linitial(node->custom_ps));
    if (node->ss.ps.chgParam != nullptr)
        UpdateChangedParamSet(child, node->ss.ps.chgParam);
    ExecReScan(child); // at once: the node does not execute the child
    scan.groups.Clear();
    scan.next = 0;
    scan.at_end = scan.knows_grids = false;
}

void Explain(CustomScanState *node, List *, ExplainState *es) {
    const Reader &reader = Get(node)->reader;
    if (reader.all_conditions() > 0)
        ExplainPropertyText(
            "Vectorized Conditions",
            psprintf("%d of %d", reader.simple_conditions(), reader.all_conditions()), es);
}

const CustomExecMethods exec_methods = {
    .CustomName = "HeatmapScan",
    .BeginCustomScan = Begin,
    .ExecCustomScan = Execute,
    .EndCustomScan = End,
    .ReScanCustomScan = ReScan,
    .MarkPosCustomScan = nullptr,
    .RestrPosCustomScan = nullptr,
    .EstimateDSMCustomScan = nullptr,
    .InitializeDSMCustomScan = nullptr,
    .ReInitializeDSMCustomScan = nullptr,
    .InitializeWorkerCustomScan = nullptr,
    .ShutdownCustomScan = nullptr,
    .ExplainCustomScan = Explain,
};

Node *CreateState(CustomScan *) {
    auto *scan = static_cast<HeatmapScan *>(palloc0(sizeof(HeatmapScan)));
    NodeSetTag(reinterpret_cast<Node *>(scan), T_CustomScanState);
    scan->css.methods = &exec_methods;
    return reinterpret_cast<Node *>(scan);
}

const CustomScanMethods scan_methods = {"HeatmapScan", CreateState};

} // namespace

Plan *MakePlan(PlannerInfo *, RelOptInfo *, CustomPath *, List *tlist, List *, List *children) {
    auto *scan = makeNode(CustomScan);
    scan->scan.plan.targetlist = tlist;
    scan->custom_plans = children;
    scan->custom_scan_tlist = static_cast<List *>(copyObjectImpl(tlist));
    scan->methods = &scan_methods;
    // The planner looks for parameters in the expressions of a custom scan, not in its target list.
    ListCell *cell;
    foreach (cell, tlist) {
        auto *expression = lfirst_node(TargetEntry, cell)->expr;
        if (!IsA(expression, Aggref))
            continue;
        const AggregateCall call = CallOf(reinterpret_cast<const Aggref *>(expression));
        if (call.grid != nullptr)
            scan->custom_exprs =
                lappend(scan->custom_exprs, copyObjectImpl(static_cast<const void *>(call.grid)));
    }
    return &scan->scan.plan;
}

void RegisterNode() {
    RegisterCustomScanMethods(&scan_methods);
}

} // namespace heatmap::scan
