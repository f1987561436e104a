// The function heatmap_mask: a heatmap that shows no cell of a few visitors.

#include "pg/visitors/value.hpp"

namespace heatmap::visitors {

// heatmap_mask(h, v, at_least): cells of fewer visitors become empty, and their values go to
// outside.
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
    uint32_t kept = 0, next = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        const grid::Cell cell = list.cells[i];
        while (next < counts.count && counts.cells[next].index < cell.index)
            next++;
        const bool enough = next < counts.count && counts.cells[next].index == cell.index &&
                            counts.cells[next].value >= at_least;
        if (enough)
            list.cells[kept++] = cell;
        else
            outside += cell.value;
    }
    list.count = kept;
    PG_RETURN_POINTER(grid::StoreCells(value.head->canvas, outside, list));
}

} // namespace heatmap::visitors
