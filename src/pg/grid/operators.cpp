// Arithmetic and comparison operators, and the support functions of the operator classes.

#include "pg/base/compare.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

namespace {

Header *Combine(FunctionCallInfo fcinfo, double sign) {
    const Value a = GetValue(fcinfo, 0);
    const Value b = GetValue(fcinfo, 1);
    CheckSameCanvas(a.head->canvas, b.head->canvas);
    const CellList x = LoadCells(a);
    const CellList y = LoadCells(b);
    const size_t room = size_t{x.count} + y.count + 1;
    CellList sum{static_cast<Cell *>(palloc(sizeof(Cell) * room)), 0};
    sum.count =
        combine_cells(x.cells, x.count, y.cells, y.count, sign, CheckForInterrupts, sum.cells);
    return StoreCells(a.head->canvas, a.head->outside + sign * b.head->outside, sum);
}

// Argument n in its stored form. A state without rows has none, but compares, too.
const void *GetStored(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    const State *state = HeatmapState::AsState(head, false);
    if (state == nullptr || state->form == Form::state_none)
        return head;
    return KeepResult(fcinfo, n, head, [state] { return HeatmapState::Store(*state); });
}

int Compare(FunctionCallInfo fcinfo) {
    return CompareStored(fcinfo, GetStored);
}

Header *Scale(const Value &value, double factor) {
    return MapValues(value, [factor](double v) { return v * factor; });
}

} // namespace

HEATMAP_FUNCTION(heatmap_add) {
    PG_RETURN_POINTER(Combine(fcinfo, 1));
}

HEATMAP_FUNCTION(heatmap_subtract) {
    PG_RETURN_POINTER(Combine(fcinfo, -1));
}

// Cell by cell; empty where the divisor is 0.
HEATMAP_FUNCTION(heatmap_divide) {
    const Value a = GetValue(fcinfo, 0);
    const Value b = GetValue(fcinfo, 1);
    CheckSameCanvas(a.head->canvas, b.head->canvas);
    CellList ratios = LoadCells(a);
    const CellList divisors = LoadCells(b);
    ratios.count = divide_cells(ratios.cells, ratios.count, divisors.cells, divisors.count,
                                CheckForInterrupts);
    const double outside = b.head->outside != 0 ? a.head->outside / b.head->outside : 0;
    PG_RETURN_POINTER(StoreCells(a.head->canvas, outside, ratios));
}

HEATMAP_FUNCTION(heatmap_negate) {
    PG_RETURN_POINTER(Scale(GetValue(fcinfo, 0), -1));
}

HEATMAP_FUNCTION(heatmap_multiply) {
    PG_RETURN_POINTER(Scale(GetValue(fcinfo, 0), PG_GETARG_FLOAT8(1)));
}

HEATMAP_FUNCTION(heatmap_multiply_by) {
    PG_RETURN_POINTER(Scale(GetValue(fcinfo, 1), PG_GETARG_FLOAT8(0)));
}

HEATMAP_FUNCTION(heatmap_eq) {
    PG_RETURN_BOOL(Compare(fcinfo) == 0);
}

HEATMAP_FUNCTION(heatmap_ne) {
    PG_RETURN_BOOL(Compare(fcinfo) != 0);
}

HEATMAP_FUNCTION(heatmap_lt) {
    PG_RETURN_BOOL(Compare(fcinfo) < 0);
}

HEATMAP_FUNCTION(heatmap_le) {
    PG_RETURN_BOOL(Compare(fcinfo) <= 0);
}

HEATMAP_FUNCTION(heatmap_gt) {
    PG_RETURN_BOOL(Compare(fcinfo) > 0);
}

HEATMAP_FUNCTION(heatmap_ge) {
    PG_RETURN_BOOL(Compare(fcinfo) >= 0);
}

HEATMAP_FUNCTION(heatmap_cmp) {
    PG_RETURN_INT32(Compare(fcinfo));
}

HEATMAP_FUNCTION(heatmap_hash) {
    PG_RETURN_UINT32(static_cast<uint32>(HashStored(fcinfo, 0, GetStored)));
}

HEATMAP_FUNCTION(heatmap_hash_extended) {
    PG_RETURN_UINT64(HashStored(fcinfo, static_cast<uint64>(PG_GETARG_INT64(1)), GetStored));
}

} // namespace heatmap::grid
