#include "core/grid/locate.hpp"

namespace heatmap::grid {

void detail::locate_plain(const Canvas &canvas, const double *x, const double *y, size_t n,
                          uint32_t *cells) noexcept {
    for (size_t i = 0; i < n; i++) {
        uint32_t cell;
        cells[i] = locate(canvas, x[i], y[i], &cell) ? cell : no_cell;
    }
}

namespace {

using Locate = void (*)(const Canvas &, const double *, const double *, size_t,
                        uint32_t *) noexcept;

#ifdef __x86_64__

constexpr size_t lanes = 4;
using Numbers = double __attribute__((vector_size(sizeof(double) * lanes)));
using Masks = int64_t __attribute__((vector_size(sizeof(int64_t) * lanes)));
using Indexes = int32_t __attribute__((vector_size(sizeof(int32_t) * lanes)));

// One side of the canvas: what locate() computes of it.
struct Side {
    double low, high;
    double n;
    int32_t last;
    int64_t inexact; // -1: even whole numbers near an edge must be compared with it
};

Side side_of(double low, double high, uint32_t n) noexcept {
    const auto is_whole = [](double v) { return v + 0x1.8p52 - 0x1.8p52 == v; };
    const bool exact =
        is_whole(low) && is_whole(high) && !(low * n < -0x1p52) && !(high * n > 0x1p52);
    return Side{low, high, double(n), static_cast<int32_t>(n) - 1, exact ? 0 : -1};
}

// The columns (or rows) of four numbers inside of the canvas, and in *unsure those that may be in
// the column before. The same computations as in locate(), step by step.
[[gnu::target("avx2"), gnu::always_inline]] inline void
columns_of(const Numbers &v, const Masks &inside, const Side &side, Indexes *columns,
           Masks *unsure) noexcept {
    const Numbers place = (v - side.low) * side.n / (side.high - side.low);
    const Numbers to_edge = place - (place + 0x1.8p52 - 0x1.8p52);
    const auto near = reinterpret_cast<Masks>(to_edge * to_edge < 0x1p-20);
    const auto fraction = reinterpret_cast<Masks>(v != v + 0x1.8p52 - 0x1.8p52) | side.inexact;
    *unsure |= near & fraction;
    // Other numbers have no column, and no conversion to one.
    const auto at = reinterpret_cast<Numbers>(reinterpret_cast<Masks>(place) & inside);
    const Indexes index = __builtin_convertvector(at, Indexes);
    const Indexes beyond = index > side.last;
    *columns = (index & ~beyond) | (side.last & beyond);
}

[[gnu::target("avx2")]] void locate_avx2(const Canvas &canvas, const double *x, const double *y,
                                         size_t n, uint32_t *cells) noexcept {
    const Side across = side_of(canvas.xmin, canvas.xmax, canvas.cols);
    const Side down = side_of(canvas.ymin, canvas.ymax, canvas.rows);
    const auto cols = static_cast<int32_t>(canvas.cols);
    size_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        Numbers px, py;
        std::memcpy(&px, x + i, sizeof(px));
        std::memcpy(&py, y + i, sizeof(py));
        const Masks inside =
            (px >= across.low) & (px <= across.high) & (py >= down.low) & (py <= down.high);
        Masks unsure = {};
        Indexes col, row;
        columns_of(px, inside, across, &col, &unsure);
        columns_of(py, inside, down, &row, &unsure);
        // A mask of a point outside makes the cell no_cell.
        const Indexes cell = (row * cols + col) | __builtin_convertvector(~inside, Indexes);
        std::memcpy(cells + i, &cell, sizeof(cell));
        unsure &= inside;
        if ((unsure[0] | unsure[1] | unsure[2] | unsure[3]) != 0) [[unlikely]]
            detail::locate_plain(canvas, x + i, y + i, lanes, cells + i);
    }
    detail::locate_plain(canvas, x + i, y + i, n - i, cells + i);
}

Locate fastest() noexcept {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? locate_avx2 : detail::locate_plain;
}

#else

Locate fastest() noexcept {
    return detail::locate_plain;
}

#endif

} // namespace

void locate_many(const Canvas &canvas, const double *x, const double *y, size_t n,
                 uint32_t *cells) noexcept {
    static Locate chosen = nullptr;
    if (chosen == nullptr)
        chosen = fastest();
    chosen(canvas, x, y, n, cells);
}

} // namespace heatmap::grid
