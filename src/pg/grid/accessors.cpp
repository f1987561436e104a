// The accessors of a heatmap that return one value.

#include <algorithm>

#include "pg/grid/value.hpp"

namespace heatmap::grid {

namespace {

// The value of a cell, 0 if it is empty.
double CellValue(const Value &value, uint32_t cell) {
    double found = 0;
    Decode(value, [cell, &found](uint32_t index, double v) {
        if (index == cell)
            found = v;
        return index < cell;
    });
    return found;
}

} // namespace

HEATMAP_FUNCTION(heatmap_cols) {
    PG_RETURN_INT32(static_cast<int32>(GetCheckedHeader(fcinfo, 0)->canvas.cols));
}

HEATMAP_FUNCTION(heatmap_rows) {
    PG_RETURN_INT32(static_cast<int32>(GetCheckedHeader(fcinfo, 0)->canvas.rows));
}

HEATMAP_FUNCTION(heatmap_extent) {
    const Canvas &canvas = GetCheckedHeader(fcinfo, 0)->canvas;
    auto *box = static_cast<BOX *>(palloc(sizeof(BOX)));
    box->low = Point{canvas.xmin, canvas.ymin};
    box->high = Point{canvas.xmax, canvas.ymax};
    PG_RETURN_BOX_P(box);
}

HEATMAP_FUNCTION(heatmap_total) {
    PG_RETURN_FLOAT8(Total(GetValue(fcinfo, 0)));
}

HEATMAP_FUNCTION(heatmap_outside) {
    PG_RETURN_FLOAT8(GetCheckedHeader(fcinfo, 0)->outside);
}

// The largest cell value; an empty cell counts as 0.
HEATMAP_FUNCTION(heatmap_max) {
    const Value value = GetValue(fcinfo, 0);
    const bool full = value.head->occupied == cell_count(value.head->canvas);
    double max = full ? -std::numeric_limits<double>::infinity() : 0;
    Decode(value, [&max](uint32_t, double v) {
        max = std::max(max, v);
        return true;
    });
    PG_RETURN_FLOAT8(max);
}

HEATMAP_FUNCTION(heatmap_occupied) {
    PG_RETURN_INT32(static_cast<int32>(GetCheckedHeader(fcinfo, 0)->occupied));
}

// heatmap_value(h, col, row): NULL outside the grid.
HEATMAP_FUNCTION(heatmap_value) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas &canvas = value.head->canvas;
    const auto col = static_cast<uint32_t>(PG_GETARG_INT32(1));
    const auto row = static_cast<uint32_t>(PG_GETARG_INT32(2));
    if (col >= canvas.cols || row >= canvas.rows) // as unsigned numbers, negative ones are large
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(CellValue(value, row * canvas.cols + col));
}

// heatmap_at(h, x, y): NULL outside the extent.
HEATMAP_FUNCTION(heatmap_at) {
    const Value value = GetValue(fcinfo, 0);
    uint32_t cell;
    if (!locate(value.head->canvas, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2), &cell))
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(CellValue(value, cell));
}

// heatmap_sum(h, area): the part of each cell that the area covers, times the cell's value.
HEATMAP_FUNCTION(heatmap_sum) {
    const Value value = GetValue(fcinfo, 0);
    PG_RETURN_FLOAT8(AreaSum(value.head->canvas, LoadCells(value), GetArea(fcinfo, 1)));
}

} // namespace heatmap::grid
