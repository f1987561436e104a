#include "core/grid/regrid.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_regrid(h, grid): the same values on the grid of another heatmap.
HEATMAP_FUNCTION(heatmap_regrid) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas to = GetCanvas(fcinfo, 1);
    Check(check_canvas(to)); // a grid may be an aggregate state that has no canvas yet
    const CellList list = LoadCells(value);
    double outside = value.head->outside;
    double *values = AllocateZeros(cell_count(to));
    regrid(list.cells, list.count, value.head->canvas, to, CheckForInterrupts, values, &outside);
    PG_RETURN_POINTER(StoreDense(to, outside, values));
}

} // namespace heatmap::grid
