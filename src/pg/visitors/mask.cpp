// The function heatmap_mask: a heatmap that shows no cell of a few visitors.

#include "pg/visitors/value.hpp"

namespace heatmap::visitors {

namespace {

// How many visitors have a pair that is not in one of these cells.
int64 CountOthers(const Header *head, const grid::CellList &list) {
    const uint32_t cells = cell_count(head->canvas);
    auto *shown = static_cast<bool *>(palloc0(sizeof(bool) * (cells + 1)));
    for (uint32_t i = 0; i < list.count; i++)
        shown[list.cells[i].index] = true;
    const int64 n = CountVisitorsIf(head, [shown](uint32_t cell) { return !shown[cell]; });
    pfree(shown);
    return n;
}

} // namespace

// heatmap_mask(h, v, at_least): cells of fewer visitors become empty, and their values go to
// outside, which is 0 if fewer visitors stand behind it.
HEATMAP_FUNCTION(heatmap_mask) {
    const grid::Value value = grid::GetValue(fcinfo, 0);
    const Header *head = GetStored(fcinfo, 1);
    const int32 at_least = PG_GETARG_INT32(2);
    if (at_least < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("least number of visitors must be at least 1")));
    grid::CheckSameCanvas(value.head->canvas, head->canvas);
    const grid::CellList counts = CountCells(head).list;
    grid::CellList list = grid::LoadCells(value);
    double outside = value.head->outside;
    uint32_t kept = 0;
    grid::merge_cells(list.cells, list.count, counts.cells, counts.count, CheckForInterrupts,
                      [&](uint32_t index, double v, double visitors) {
                          if (visitors < at_least)
                              outside += v;
                          else if (v != 0)
                              list.cells[kept++] = {index, v};
                      });
    list.count = kept;
    if (CountOthers(head, list) < at_least)
        outside = 0;
    PG_RETURN_POINTER(grid::StoreCells(value.head->canvas, outside, list));
}

} // namespace heatmap::visitors
