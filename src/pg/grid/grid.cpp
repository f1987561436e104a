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

// heatmap_grid(extent box, cols, rows)
HEATMAP_FUNCTION(heatmap_grid_extent) {
    const BOX *extent = PG_GETARG_BOX_P(0);
    Canvas canvas;
    Check(make_canvas(extent->low.x, extent->low.y, extent->high.x, extent->high.y,
                      PG_GETARG_INT32(1), PG_GETARG_INT32(2), &canvas));
    PG_RETURN_POINTER(EmptyHeatmap(canvas));
}

} // namespace heatmap::grid
