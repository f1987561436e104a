#include <algorithm>
#include <cmath>
#include <limits>

#include "core/grid/canvas.hpp"

namespace heatmap::grid {

namespace {

// What can be wrong with the edges of n columns or rows. edge() multiplies both ends by n, which
// must not overflow.
CanvasError check_range(double lo, double hi, uint32_t n) noexcept {
    const double largest = std::fmax(std::fabs(lo), std::fabs(hi));
    if (is_minus_zero(lo) || is_minus_zero(hi) || !std::isfinite(lo) || !std::isfinite(hi) ||
        !(hi > lo) || !std::isfinite((hi - lo) * n) || !std::isfinite(largest * n))
        return CanvasError::extent;
    // Far below 1 the numbers of float8 lie further apart.
    constexpr double smallest = 0x1p-980;
    return (hi - lo) / n < min_cell * std::fmax(largest, smallest) ? CanvasError::too_fine
                                                                   : CanvasError::none;
}

// How many cells of this size (at least one) cover the length, and where the last one of them ends.
void whole_cells(double length, double cell, double *count, double *end) noexcept {
    const double quotient = length / cell;
    const double nearest = std::nearbyint(quotient);
    *count = std::fabs(quotient - nearest) <= 1e-9 * nearest ? nearest : std::ceil(quotient);
    *count = std::fmax(*count, 1); // the quotient may have underflowed to 0
    *end = std::fmax(*count * cell, length);
}

} // namespace

double in_cells(double v, double lo, double hi, uint32_t n) noexcept {
    if (v >= hi)
        return n;
    const double cells = (std::max(v, lo) - lo) * n / (hi - lo);
    const double nearest = std::rint(cells);
    const double rounding = std::min(4 * std::numeric_limits<double>::epsilon() *
                                         std::max(std::fabs(lo), std::fabs(hi)),
                                     1e-6 * (hi - lo) / n);
    const bool is_edge = std::fabs(edge(lo, hi, n, static_cast<uint32_t>(nearest)) - v) <= rounding;
    return is_edge ? nearest : cells;
}

CanvasError check_canvas(const Canvas &canvas) noexcept {
    if (canvas.cols < 1 || canvas.rows < 1)
        return CanvasError::dimensions;
    if (static_cast<uint64_t>(canvas.cols) * canvas.rows > max_cells)
        return CanvasError::too_many_cells;
    const CanvasError error = check_range(canvas.xmin, canvas.xmax, canvas.cols);
    return error != CanvasError::none ? error : check_range(canvas.ymin, canvas.ymax, canvas.rows);
}

CanvasError make_canvas(double xmin, double ymin, double xmax, double ymax, int64_t cols,
                        int64_t rows, Canvas *canvas) noexcept {
    if (cols < 1 || rows < 1)
        return CanvasError::dimensions;
    if (cols > max_cells || rows > max_cells)
        return CanvasError::too_many_cells;
    // Adding 0 turns -0 into 0 and leaves every other value alone.
    *canvas = Canvas{static_cast<uint32_t>(cols),
                     static_cast<uint32_t>(rows),
                     xmin + 0.0,
                     ymin + 0.0,
                     xmax + 0.0,
                     ymax + 0.0};
    return check_canvas(*canvas);
}

CanvasError make_square_canvas(double width, double height, double cell, Canvas *canvas) noexcept {
    if (!std::isfinite(cell) || cell <= 0)
        return CanvasError::cell_size;
    if (!std::isfinite(width) || width <= 0 || !std::isfinite(height) || height <= 0)
        return CanvasError::extent;
    double cols, rows, xmax, ymax;
    whole_cells(width, cell, &cols, &xmax);
    whole_cells(height, cell, &rows, &ymax);
    if (cols > max_cells || rows > max_cells)
        return CanvasError::too_many_cells;
    return make_canvas(0, 0, xmax, ymax, static_cast<int64_t>(cols), static_cast<int64_t>(rows),
                       canvas);
}

} // namespace heatmap::grid
