// Arithmetic and comparison operators, and the support functions of the operator classes.
//
// Equality and order are those of the stored bytes, because each value has exactly one byte string.
// They are defined for any two heatmaps, also with different grids, so that DISTINCT, GROUP BY and
// ORDER BY work on every column.

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

// Frees what GetValue() has detoasted. A sort compares many times, and frees the memory of these
// calls only at its end.
void FreeValue(FunctionCallInfo fcinfo, int n, const Value &value) {
    auto *head = const_cast<Header *>(value.head);
    PG_FREE_IF_COPY(head, n);
}

int Compare(FunctionCallInfo fcinfo) {
    const Value a = GetValue(fcinfo, 0);
    const Value b = GetValue(fcinfo, 1);
    int order = memcmp(VARDATA(a.head), VARDATA(b.head), Min(a.size, b.size) - VARHDRSZ);
    if (order == 0)
        order = a.size < b.size ? -1 : a.size > b.size;
    FreeValue(fcinfo, 0, a);
    FreeValue(fcinfo, 1, b);
    return order;
}

// Hashes the stored bytes in pieces that take about a millisecond, each with the hash so far as
// seed.
uint64 Hash(FunctionCallInfo fcinfo, uint64 seed) {
    constexpr size_t piece = size_t{1} << 20;
    const Value value = GetValue(fcinfo, 0);
    const auto *bytes = reinterpret_cast<const unsigned char *>(VARDATA(value.head));
    for (size_t rest = value.size - VARHDRSZ; rest > 0;) {
        const size_t n = Min(rest, piece);
        seed = DatumGetUInt64(hash_any_extended(bytes, static_cast<int>(n), seed));
        bytes += n;
        rest -= n;
        CHECK_FOR_INTERRUPTS();
    }
    FreeValue(fcinfo, 0, value);
    return seed;
}

Header *Scale(const Value &value, double factor) {
    CellList list = LoadCells(value);
    for (uint32_t i = 0; i < list.count; i++)
        list.cells[i].value *= factor;
    return StoreCells(value.head->canvas, value.head->outside * factor, list);
}

} // namespace

HEATMAP_FUNCTION(heatmap_add) {
    PG_RETURN_POINTER(Combine(fcinfo, 1));
}

HEATMAP_FUNCTION(heatmap_subtract) {
    PG_RETURN_POINTER(Combine(fcinfo, -1));
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
    PG_RETURN_UINT32(static_cast<uint32>(Hash(fcinfo, 0)));
}

HEATMAP_FUNCTION(heatmap_hash_extended) {
    PG_RETURN_UINT64(Hash(fcinfo, static_cast<uint64>(PG_GETARG_INT64(1))));
}

} // namespace heatmap::grid
