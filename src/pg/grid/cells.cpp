// Set-returning functions: heatmap_cells and heatmap_hotspots, and their row estimates.

#include <algorithm>

#include "core/grid/hotspots.hpp"
#include "pg/grid/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::grid {

namespace {

// What both functions keep between calls, in the multi-call memory context.
struct Scan {
    Canvas canvas;
    double total;
    double max; // of the cells above 0
    CellList list;
    uint32_t next; // position in the list
    uint32_t cell; // heatmap_cells with empty ones: next cell
    bool include_empty;
};

// Sets up the first call; ends in the multi-call memory context, whose predecessor it returns.
MemoryContext BeginScan(FunctionCallInfo fcinfo) {
    FuncCallContext *call = SRF_FIRSTCALL_INIT();
    MemoryContext old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
    const Value value = GetValue(fcinfo, 0);
    auto *scan = static_cast<Scan *>(palloc0(sizeof(Scan)));
    scan->canvas = value.head->canvas;
    scan->list = LoadCells(value);
    scan->total = Total(scan->list);
    call->tuple_desc = ResultType(fcinfo);
    call->user_fctx = scan;
    return old;
}

Datum CellRow(const Scan &scan, uint32_t index, double value, TupleDesc tuple) {
    const Canvas &c = scan.canvas;
    const uint32_t col = index % c.cols;
    const uint32_t row = index / c.cols;
    Datum values[11];
    bool nulls[11] = {};
    int i = 0;
    values[i++] = Int32GetDatum(static_cast<int32>(col));
    values[i++] = Int32GetDatum(static_cast<int32>(row));
    values[i++] = Float8GetDatum(middle(c.xmin, c.xmax, c.cols, col));
    values[i++] = Float8GetDatum(middle(c.ymin, c.ymax, c.rows, row));
    values[i++] = Float8GetDatum(edge(c.xmin, c.xmax, c.cols, col));
    values[i++] = Float8GetDatum(edge(c.ymin, c.ymax, c.rows, row));
    values[i++] = Float8GetDatum(edge(c.xmin, c.xmax, c.cols, col + 1));
    values[i++] = Float8GetDatum(edge(c.ymin, c.ymax, c.rows, row + 1));
    values[i++] = Float8GetDatum(value);
    SetRatio(&values[i], &nulls[i], value, scan.total, scan.total != 0);
    i++;
    SetRatio(&values[i], &nulls[i], value, scan.max, scan.max > 0);
    return HeapTupleGetDatum(heap_form_tuple(tuple, values, nulls));
}

Datum HotspotRow(const Scan &scan, uint64 rank, const Cell &cell, TupleDesc tuple) {
    const Canvas &c = scan.canvas;
    const uint32_t col = cell.index % c.cols;
    const uint32_t row = cell.index / c.cols;
    Datum values[7];
    bool nulls[7] = {};
    int i = 0;
    values[i++] = Int32GetDatum(static_cast<int32>(rank));
    values[i++] = Int32GetDatum(static_cast<int32>(col));
    values[i++] = Int32GetDatum(static_cast<int32>(row));
    values[i++] = Float8GetDatum(middle(c.xmin, c.xmax, c.cols, col));
    values[i++] = Float8GetDatum(middle(c.ymin, c.ymax, c.rows, row));
    values[i++] = Float8GetDatum(cell.value);
    SetRatio(&values[i], &nulls[i], cell.value, scan.total, scan.total != 0);
    return HeapTupleGetDatum(heap_form_tuple(tuple, values, nulls));
}

// Replaces the cells of a scan by its hotspots, as a heap with the hottest first.
void FindHotspots(Scan *scan) {
    const Canvas &c = scan->canvas;
    const size_t cells = cell_count(c);
    double *grid = AllocateZeros(cells);
    for (uint32_t i = 0; i < scan->list.count; i++)
        grid[scan->list.cells[i].index] = scan->list.cells[i].value;
    pfree(scan->list.cells);
    auto *queue = static_cast<uint32_t *>(palloc(sizeof(uint32_t) * cells));
    auto *seen = static_cast<bool *>(palloc(cells));
    auto *found = static_cast<Cell *>(palloc(sizeof(Cell) * max_hotspots(c.cols, c.rows)));
    const uint32_t n = find_hotspots(grid, c.cols, c.rows, CheckForInterrupts, queue, seen, found);
    std::make_heap(found, found + n, cooler);
    scan->list = CellList{found, n};
    pfree(seen);
    pfree(queue);
    pfree(grid);
}

} // namespace

// heatmap_cells(h, include_empty): one row a cell, in row-major order.
HEATMAP_FUNCTION(heatmap_cells) {
    if (SRF_IS_FIRSTCALL()) {
        MemoryContext old = BeginScan(fcinfo);
        auto *scan = static_cast<Scan *>(
            static_cast<FuncCallContext *>(fcinfo->flinfo->fn_extra)->user_fctx);
        for (uint32_t i = 0; i < scan->list.count; i++)
            scan->max = std::max(scan->max, scan->list.cells[i].value);
        scan->include_empty = PG_GETARG_BOOL(1);
        MemoryContextSwitchTo(old);
    }
    FuncCallContext *call = SRF_PERCALL_SETUP();
    auto *scan = static_cast<Scan *>(call->user_fctx);
    const CellList &list = scan->list;
    if (scan->include_empty && scan->cell < cell_count(scan->canvas)) {
        const uint32_t cell = scan->cell++;
        const bool occupied = scan->next < list.count && list.cells[scan->next].index == cell;
        const double value = occupied ? list.cells[scan->next++].value : 0;
        SRF_RETURN_NEXT(call, CellRow(*scan, cell, value, call->tuple_desc));
    }
    if (!scan->include_empty && scan->next < list.count) {
        const Cell &cell = list.cells[scan->next++];
        SRF_RETURN_NEXT(call, CellRow(*scan, cell.index, cell.value, call->tuple_desc));
    }
    SRF_RETURN_DONE(call);
}

// heatmap_hotspots(h, n): the n largest local maxima, ties by position.
HEATMAP_FUNCTION(heatmap_hotspots) {
    if (SRF_IS_FIRSTCALL()) {
        const int32 n = PG_GETARG_INT32(1);
        if (n < 0)
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("number of hotspots must not be negative")));
        MemoryContext old = BeginScan(fcinfo);
        auto *call = static_cast<FuncCallContext *>(fcinfo->flinfo->fn_extra);
        FindHotspots(static_cast<Scan *>(call->user_fctx));
        call->max_calls = static_cast<uint64>(n);
        MemoryContextSwitchTo(old);
    }
    FuncCallContext *call = SRF_PERCALL_SETUP();
    auto *scan = static_cast<Scan *>(call->user_fctx);
    if (call->call_cntr == call->max_calls || scan->list.count == 0)
        SRF_RETURN_DONE(call);
    Cell *cells = scan->list.cells;
    std::pop_heap(cells, cells + scan->list.count, cooler);
    const Cell &hottest = cells[--scan->list.count];
    const uint64 rank = call->call_cntr + 1;
    SRF_RETURN_NEXT(call, HotspotRow(*scan, rank, hottest, call->tuple_desc));
}

// Planner support for heatmap_cells: how many rows a known heatmap has.
HEATMAP_FUNCTION(heatmap_cells_support) {
    Node *request = reinterpret_cast<Node *>(PG_GETARG_POINTER(0));
    if (!IsA(request, SupportRequestRows))
        PG_RETURN_POINTER(nullptr);
    auto *rows = reinterpret_cast<SupportRequestRows *>(request);
    if (!is_funcclause(rows->node))
        PG_RETURN_POINTER(nullptr);
    List *args = reinterpret_cast<FuncExpr *>(rows->node)->args;
    auto *heat = reinterpret_cast<Const *>(
        estimate_expression_value(rows->root, static_cast<Node *>(linitial(args))));
    auto *empty = reinterpret_cast<Const *>(
        estimate_expression_value(rows->root, static_cast<Node *>(lsecond(args))));
    if (!IsA(heat, Const) || !IsA(empty, Const))
        PG_RETURN_POINTER(nullptr);
    if (heat->constisnull || empty->constisnull) {
        rows->rows = 0;
    } else {
        const auto *head = reinterpret_cast<const Header *>(PG_DETOAST_DATUM(heat->constvalue));
        rows->rows = DatumGetBool(empty->constvalue) ? cell_count(head->canvas) : head->occupied;
    }
    PG_RETURN_POINTER(rows);
}

} // namespace heatmap::grid
