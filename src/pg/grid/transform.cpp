// Functions from a heatmap to a heatmap: blur, coarsen, crop, shares, filter.

#include "core/grid/blur.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_blur(h, sigma): Gaussian, sigma in the unit of the extent. The total stays the same.
HEATMAP_FUNCTION(heatmap_blur) {
    const Value value = GetValue(fcinfo, 0);
    const double sigma = PG_GETARG_FLOAT8(1);
    if (!std::isfinite(sigma) || sigma < 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("sigma must be finite and not negative")));
    const Canvas &c = value.head->canvas;
    double *values = LoadDense(value);
    // More than the usual limit for the longest lines.
    auto *scratch = static_cast<double *>(
        palloc_extended(sizeof(double) * blur_scratch(c.cols, c.rows), MCXT_ALLOC_HUGE));
    blur(values, c.cols, c.rows, sigma / (c.xmax - c.xmin) * c.cols,
         sigma / (c.ymax - c.ymin) * c.rows, CheckForInterrupts, scratch);
    PG_RETURN_POINTER(StoreDense(c, value.head->outside, values));
}

// heatmap_coarsen(h, fx, fy): blocks of fx x fy cells become one.
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

// heatmap_shares(h): everything divided by the total; NULL if that is 0.
HEATMAP_FUNCTION(heatmap_shares) {
    const Value value = GetValue(fcinfo, 0);
    CellList list = LoadCells(value);
    const double total = Total(list);
    if (total == 0)
        PG_RETURN_NULL();
    for (uint32_t i = 0; i < list.count; i++)
        list.cells[i].value /= total;
    PG_RETURN_POINTER(StoreCells(value.head->canvas, value.head->outside / total, list));
}

// heatmap_filter(h, at_least): cells with a smaller value become empty.
HEATMAP_FUNCTION(heatmap_filter) {
    const Value value = GetValue(fcinfo, 0);
    const double at_least = PG_GETARG_FLOAT8(1);
    if (std::isnan(at_least))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("filter threshold must not be NaN")));
    CellList list = LoadCells(value);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list.count; i++)
        if (list.cells[i].value >= at_least)
            list.cells[kept++] = list.cells[i];
    list.count = kept;
    PG_RETURN_POINTER(StoreCells(value.head->canvas, value.head->outside, list));
}

} // namespace heatmap::grid
