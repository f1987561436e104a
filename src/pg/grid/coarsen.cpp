#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_coarsen(h, fx, fy): each block of fx x fy cells becomes one cell.
HEATMAP_FUNCTION(heatmap_coarsen) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas &c = value.head->canvas;
    const int32 fx = PG_GETARG_INT32(1);
    const int32 fy = PG_GETARG_INT32(2);
    if (fx < 1 || fy < 1 || c.cols % static_cast<uint32_t>(fx) != 0 ||
        c.rows % static_cast<uint32_t>(fy) != 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("cannot coarsen %u x %u cells by %d x %d", c.cols, c.rows, fx, fy),
                        errdetail("The factors must divide the numbers of columns and rows.")));
    const auto by_x = static_cast<uint32_t>(fx);
    const auto by_y = static_cast<uint32_t>(fy);
    CellList list = LoadCells(value);
    auto *scratch = static_cast<Cell *>(palloc(sizeof(Cell) * (list.count + size_t{1})));
    coarsen_cells(list.cells, list.count, c, by_x, by_y, CheckForInterrupts);
    sort_cells(list.cells, list.count, CheckForInterrupts, scratch);
    list.count = merge_equal_cells(list.cells, list.count);
    Canvas coarse = c;
    coarse.cols /= by_x;
    coarse.rows /= by_y;
    PG_RETURN_POINTER(StoreCells(coarse, value.head->outside, list));
}

} // namespace heatmap::grid
