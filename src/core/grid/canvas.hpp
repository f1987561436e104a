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
    too_fine,       // a cell is narrower than min_cell times the largest coordinate
    dimensions,     // fewer than one column or row
    too_many_cells, // cols * rows > max_cells
    cell_size,      // cell width NaN, infinite or <= 0
};

// A dense state of this size has 151 MB, so every operation on a heatmap fits into PostgreSQL's
// 1 GB limit for one allocation, and copies take milliseconds, not seconds.
inline constexpr uint32_t max_cells = 1u << 24;

// Cells are at least this wide, in units of the largest absolute value of an edge: 2^12 float8
// numbers or more lie in each, so rounding cannot move an edge to the next or beyond.
inline constexpr double min_cell = 0x1p-40;

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
// -0, upper > lower, at least one cell, at most max_cells, edges that stay finite when multiplied
// by the number of columns or rows, and cells wide enough for float8 to tell points in them apart.
CanvasError check_canvas(const Canvas &canvas) noexcept;

// Fills *canvas and checks it; -0 edges become 0, so that equal canvases have equal bytes.
CanvasError make_canvas(double xmin, double ymin, double xmax, double ymax, int64_t cols,
                        int64_t rows, Canvas *canvas) noexcept;

// The canvas [0, width] x [0, height] in square cells, rounded up to whole cells. A size that is a
// whole number of cells up to a rounding error (1.1 / 0.1) is not rounded up to one more.
CanvasError make_square_canvas(double width, double height, double cell, Canvas *canvas) noexcept;

// The lower edge of column (or row) i out of n; i = n gives the upper edge of the last, exactly hi.
// Halving n and i, as coarsening by 2 does, gives the same number to the bit.
inline double edge(double lo, double hi, uint32_t n, uint32_t i) noexcept {
    return i == 0 ? lo : i == n ? hi : (lo * (n - i) + hi * i) / n;
}

// The middle of column (or row) i out of n.
inline double middle(double lo, double hi, uint32_t n, uint32_t i) noexcept {
    const double at = edge(lo, hi, 2 * n, 2 * i + 1);
    // Twice as many columns may be more than a product with the largest coordinates can have.
    return std::isfinite(at) ? at : edge(lo, hi, n, i) / 2 + edge(lo, hi, n, i + 1) / 2;
}

// Where v lies in the range [lo, hi], measured in cells, 0 .. n. If v differs from an edge only by
// a rounding error, the result is a whole number: an area that ends at 0.3 of ten columns in [0, 1]
// has no part of the next column.
double in_cells(double v, double lo, double hi, uint32_t n) noexcept;

// The part of [i, i + 1] that lies in [from, to].
inline double overlap(uint32_t i, double from, double to) noexcept {
    const double begin = from > i ? from : i, end = to < i + 1.0 ? to : i + 1.0;
    return end > begin ? end - begin : 0;
}

namespace detail {

// Both coordinates of a point are worked on at once, in the two lanes of a vector register: finding
// the cell of a row is a large part of what an aggregate adds to the cost of a scan.
using Pair = double __attribute__((vector_size(16)));
using Mask = int64_t __attribute__((vector_size(16))); // -1 where a comparison holds, else 0

// The nearest whole numbers, of numbers below 2^51. Larger ones come back whole, too, but the last
// bits may differ.
[[gnu::always_inline]] inline Pair nearest_whole(Pair v) noexcept {
    constexpr Pair shift = {0x1.8p52, 0x1.8p52};
    return v + shift - shift;
}

// The column (or row) of v in [lo, hi], of n columns; v is at `place`, measured in columns and up
// to a rounding error. So the nearest edge is known, but not on which side of it v is.
inline uint32_t locate_at_edge(double v, double lo, double hi, uint32_t n, double place) noexcept {
    const auto i = static_cast<uint32_t>(place + 0.5);
    const uint32_t at = v < edge(lo, hi, n, i) ? i - 1 : i;
    return at < n ? at : n - 1;
}

} // namespace detail

// Finds the index (row * cols + col) of the cell of a point. False if the point is outside the
// extent or has a NaN coordinate. Column i holds edge(i) <= x < edge(i + 1), to the bit, except
// that the upper edge of the extent belongs to the last column; rows likewise.
[[gnu::always_inline]] inline bool locate(const Canvas &canvas, double x, double y,
                                          uint32_t *cell) noexcept {
    using detail::Mask, detail::Pair, detail::nearest_whole;
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

    // Rounding may have moved a place near an edge across it. For no valid canvas (see min_cell) it
    // moves one by as much as 2^-10 of a cell. Most points near an edge are pixels, though: if the
    // point and the extent are whole numbers, and products with n are exact, the place is on the
    // right side. Without this exception, one row in ten or so would take an unforeseen branch.
    constexpr Pair near_squared = {0x1p-20, 0x1p-20};
    constexpr Pair exact = {0x1p52, 0x1p52};
    const Pair to_edge = place - nearest_whole(place);
    const auto near = reinterpret_cast<Mask>(to_edge * to_edge < near_squared);
    const auto fraction = reinterpret_cast<Mask>(point != nearest_whole(point)) |
                          reinterpret_cast<Mask>(low != nearest_whole(low)) |
                          reinterpret_cast<Mask>(high != nearest_whole(high)) |
                          reinterpret_cast<Mask>(low * n < -exact) |
                          reinterpret_cast<Mask>(high * n > exact);
    const Mask unsure = near & fraction;
    uint32_t col, row;
    if ((unsure[0] | unsure[1]) != 0) [[unlikely]] {
        col = detail::locate_at_edge(x, canvas.xmin, canvas.xmax, canvas.cols, place[0]);
        row = detail::locate_at_edge(y, canvas.ymin, canvas.ymax, canvas.rows, place[1]);
    } else {
        col = static_cast<uint32_t>(static_cast<int32_t>(place[0]));
        row = static_cast<uint32_t>(static_cast<int32_t>(place[1]));
        col = col < canvas.cols ? col : canvas.cols - 1;
        row = row < canvas.rows ? row : canvas.rows - 1;
    }
    *cell = row * canvas.cols + col;
    return true;
}

} // namespace heatmap::grid
