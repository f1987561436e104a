#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_coarsen(h, fx, fy): each block of fx x fy cells becomes one cell.
HEATMAP_FUNCTION(heatmap_coarsen) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas &canvas = value.head->canvas;
    const int32 fx = PG_GETARG_INT32(1);
    const int32 fy = PG_GETARG_INT32(2);
    if (fx < 1 || fy < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("factors must be at least 1, not %d and %d", fx, fy)));
    const auto by_x = static_cast<uint32_t>(fx);
    const auto by_y = static_cast<uint32_t>(fy);
    Canvas coarse;
    Check(coarsen_canvas(canvas, by_x, by_y, &coarse));
    CellList list = LoadCells(value);
    auto *scratch = static_cast<Cell *>(palloc(sizeof(Cell) * (list.count + size_t{1})));
    coarsen_cells(list.cells, list.count, canvas, by_x, by_y, CheckForInterrupts);
    sort_cells(list.cells, list.count, CheckForInterrupts, scratch);
    list.count = merge_equal_cells(list.cells, list.count);
    PG_RETURN_POINTER(StoreCells(coarse, value.head->outside, list));
}

} // namespace heatmap::grid
