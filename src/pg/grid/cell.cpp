#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_cell(x, y, grid): the number of the cell of a point, row * cols + col. NULL outside the
// extent.
HEATMAP_FUNCTION(heatmap_cell) {
    const Canvas &canvas = GetCanvas(fcinfo, 2);
    Check(check_canvas(canvas)); // a grid may be an aggregate state that has no canvas yet
    uint32_t cell;
    if (!locate(canvas, PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), &cell))
        PG_RETURN_NULL();
    PG_RETURN_INT32(static_cast<int32>(cell));
}

} // namespace heatmap::grid
