// The canvas: a rectangle `extent` cut into cols x rows equal cells, row 0 at the top (the smallest
// y), and the one rule that says which cell a point belongs to.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace heatmap::grid {

// What can be wrong with a canvas.
enum class CanvasError {
    none,
    extent,         // an edge is NaN or infinite, or upper <= lower, or too wide to divide
    dimensions,     // fewer than one column or row
    too_many_cells, // cols * rows > max_cells
    cell_size,      // cell width NaN, infinite or <= 0
};

// A dense state of this size has 151 MB, so every operation on a heatmap fits into PostgreSQL's
// 1 GB limit for one allocation, and copies take milliseconds, not seconds.
inline constexpr uint32_t max_cells = 1u << 24;

struct Canvas {
    uint32_t cols;
    uint32_t rows;
    double xmin;
    double ymin;
    double xmax;
    double ymax;
};
static_assert(sizeof(Canvas) == 40, "Canvas is part of the stored format and has no padding");

// -0 equals 0 but has other bytes, so no stored number may be -0.
inline bool is_minus_zero(double v) noexcept {
    return v == 0 && std::signbit(v);
}

// The number of cells; exact for every canvas that passed check_canvas.
inline uint32_t cell_count(const Canvas &canvas) noexcept {
    return canvas.cols * canvas.rows;
}

// Returns whether the canvases are the same, to the bit. (check_canvas has ruled out NaN and -0.)
inline bool same_canvas(const Canvas &a, const Canvas &b) noexcept {
    return std::memcmp(&a, &b, sizeof(Canvas)) == 0;
}

// Returns none, or what is wrong with this canvas. A valid canvas has finite edges, none of them
// -0, upper > lower, at least one cell, at most max_cells, and widths that stay finite when
// multiplied by the number of columns or rows.
CanvasError check_canvas(const Canvas &canvas) noexcept;

// Fills *canvas and checks it; -0 edges become 0, so that equal canvases have equal bytes.
CanvasError make_canvas(double xmin, double ymin, double xmax, double ymax, int64_t cols,
                        int64_t rows, Canvas *canvas) noexcept;

// The canvas [0, width] x [0, height] in square cells, rounded up to whole cells. A size that is a
// whole number of cells up to a rounding error (1.1 / 0.1) is not rounded up to one more.
CanvasError make_square_canvas(double width, double height, double cell, Canvas *canvas) noexcept;

// Finds the index (row * cols + col) of the cell of a point. False if the point is outside the
// extent or has a NaN coordinate. The column is floor((x - xmin) * cols / (xmax - xmin)), except
// that the upper edge belongs to the last column; the row likewise. Each operation rounds once, so
// that plain SQL float8 arithmetic gives the same answer.
[[gnu::always_inline]] inline bool locate(const Canvas &canvas, double x, double y,
                                          uint32_t *cell) noexcept {
    // Both coordinates are computed at once, in the two lanes of a vector register: finding the
    // cell of a row is a large part of what an aggregate adds to the cost of a scan.
    using Pair = double __attribute__((vector_size(16)));
    static_assert(offsetof(Canvas, ymin) == offsetof(Canvas, xmin) + sizeof(double) &&
                  offsetof(Canvas, ymax) == offsetof(Canvas, xmax) + sizeof(double));
    if (!(x >= canvas.xmin && x <= canvas.xmax && y >= canvas.ymin && y <= canvas.ymax))
        return false;
    Pair low, high;
    std::memcpy(&low, &canvas.xmin, sizeof(low));
    std::memcpy(&high, &canvas.xmax, sizeof(high));
    const Pair point = {x, y};
    const Pair n = {double(int32_t(canvas.cols)), double(int32_t(canvas.rows))};
    const Pair place = (point - low) * n / (high - low);
    const auto col = static_cast<uint32_t>(static_cast<int32_t>(place[0]));
    const auto row = static_cast<uint32_t>(static_cast<int32_t>(place[1]));
    *cell = (row < canvas.rows ? row : canvas.rows - 1) * canvas.cols +
            (col < canvas.cols ? col : canvas.cols - 1);
    return true;
}

// The lower edge of column (or row) i out of n; i = n gives the upper edge of the last, exactly hi.
inline double edge(double lo, double hi, uint32_t n, uint32_t i) noexcept {
    return i == n ? hi : lo + (hi - lo) * i / n;
}

// The middle of column (or row) i out of n.
inline double middle(double lo, double hi, uint32_t n, uint32_t i) noexcept {
    return lo + (hi - lo) * (i + 0.5) / n;
}

} // namespace heatmap::grid
