#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_crop(h, area): the whole cells that overlap the area; the rest goes to `outside`.
HEATMAP_FUNCTION(heatmap_crop) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas &canvas = value.head->canvas;
    Canvas cropped;
    uint32_t first_col, first_row;
    const CanvasError error =
        crop_canvas(canvas, GetArea(fcinfo, 1), &cropped, &first_col, &first_row);
    if (error == CanvasError::dimensions)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("crop area does not overlap the heatmap's extent")));
    Check(error);
    CellList list = LoadCells(value);
    double outside = value.head->outside;
    list.count = crop_cells(list.cells, list.count, canvas, cropped, first_col, first_row,
                            CheckForInterrupts, &outside);
    PG_RETURN_POINTER(StoreCells(cropped, outside, list));
}

} // namespace heatmap::grid
