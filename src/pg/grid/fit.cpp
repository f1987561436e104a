#include "pg/grid/value.hpp"

namespace heatmap::grid {

namespace {

// By what the columns or rows are coarsened, of which there are n.
uint32_t FactorOf(uint32_t n, uint32_t factor) {
    return std::min(n, factor);
}

// The number of cells of a canvas that is coarsened.
uint64_t CoarseCells(const Canvas &c, uint32_t factor) {
    const auto blocks = [factor](uint32_t n) {
        const uint64_t size = FactorOf(n, factor);
        return (n + size - 1) / size;
    };
    return blocks(c.cols) * blocks(c.rows);
}

} // namespace

// heatmap_fit(h, max_cells): coarsened no more than needed to have at most so many cells. The cells
// keep their shape, as long as there are several columns and rows.
HEATMAP_FUNCTION(heatmap_fit) {
    const Canvas canvas = GetCheckedHeader(fcinfo, 0)->canvas;
    const int32 max = PG_GETARG_INT32(1);
    if (max < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of cells must be at least 1, not %d", max)));
    uint32_t factor = 1, enough = std::max(canvas.cols, canvas.rows);
    while (factor < enough) {
        const uint32_t middle = factor + (enough - factor) / 2;
        if (CoarseCells(canvas, middle) <= static_cast<uint64_t>(max))
            enough = middle;
        else
            factor = middle + 1;
    }
    PG_RETURN_POINTER(
        Coarsen(GetValue(fcinfo, 0), FactorOf(canvas.cols, factor), FactorOf(canvas.rows, factor)));
}

} // namespace heatmap::grid
