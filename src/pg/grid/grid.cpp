// Constructors of empty heatmaps, which stand for their grid.

#include "pg/grid/value.hpp"

namespace heatmap::grid {

namespace {

Header *EmptyHeatmap(const Canvas &canvas) {
    return StoreCells(canvas, 0, CellList{nullptr, 0});
}

} // namespace

// heatmap_grid(width, height, cell)
HEATMAP_FUNCTION(heatmap_grid) {
    Canvas canvas;
    Check(
        make_square_canvas(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2), &canvas));
    PG_RETURN_POINTER(EmptyHeatmap(canvas));
}

// heatmap_grid(x_min, y_min, x_max, y_max, cols, rows)
HEATMAP_FUNCTION(heatmap_grid_extent) {
    Canvas canvas;
    Check(make_canvas(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2),
                      PG_GETARG_FLOAT8(3), PG_GETARG_INT32(4), PG_GETARG_INT32(5), &canvas));
    PG_RETURN_POINTER(EmptyHeatmap(canvas));
}

} // namespace heatmap::grid
