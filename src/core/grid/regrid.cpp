#include <algorithm>
#include <cmath>

#include "core/grid/regrid.hpp"

namespace heatmap::grid {

namespace {

// The columns (or rows) of a canvas that a span of another one overlaps.
struct Span {
    uint32_t first, last;     // from the first column to before the last
    double begin, end, width; // in columns; begin and end are cut off at the ends of the axis
    bool whole;               // the span lies within one column

    // The part of the span in column i.
    double part(uint32_t i) const noexcept {
        return whole ? 1 : overlap(i, begin, end) / width;
    }
};

// The span [lo, hi] on an axis of n columns in [to_lo, to_hi].
Span span_of(double lo, double hi, double to_lo, double to_hi, uint32_t n) noexcept {
    Span span;
    span.begin = in_cells(lo, to_lo, to_hi, n);
    span.end = in_cells(hi, to_lo, to_hi, n);
    span.first = static_cast<uint32_t>(span.begin);
    span.last = static_cast<uint32_t>(std::ceil(span.end));
    const bool inside = lo >= to_lo && hi <= to_hi;
    if (inside && span.first == span.last) { // so short that both ends count as one edge
        span.first = std::min(span.first, n - 1);
        span.last = span.first + 1;
    }
    span.whole = inside && span.last - span.first == 1;
    span.width = inside ? span.end - span.begin : (hi - lo) * n / (to_hi - to_lo);
    if (std::isinf(span.width)) // the product was too large
        span.width = (hi - lo) / (to_hi - to_lo) * n;
    return span;
}

Span col_span(const Canvas &from, uint32_t col, const Canvas &to) noexcept {
    return span_of(edge(from.xmin, from.xmax, from.cols, col),
                   edge(from.xmin, from.xmax, from.cols, col + 1), to.xmin, to.xmax, to.cols);
}

Span row_span(const Canvas &from, uint32_t row, const Canvas &to) noexcept {
    return span_of(edge(from.ymin, from.ymax, from.rows, row),
                   edge(from.ymin, from.ymax, from.rows, row + 1), to.ymin, to.ymax, to.rows);
}

} // namespace

void regrid(const Cell *cells, uint32_t n, const Canvas &from, const Canvas &to, Poll poll,
            double *values, double *outside) noexcept {
    Work work{poll};
    for (uint32_t k = 0; k < n; k++) {
        const Span x = col_span(from, cells[k].index % from.cols, to);
        const Span y = row_span(from, cells[k].index / from.cols, to);
        double left = 1;
        for (uint32_t row = y.first; row < y.last; row++) {
            work.add(1 + x.last - x.first);
            for (uint32_t col = x.first; col < x.last; col++) {
                const double part = x.part(col) * y.part(row);
                values[size_t{row} * to.cols + col] += part * cells[k].value;
                left -= part;
            }
        }
        // Rounding leaves a little of a cell that lies inside.
        constexpr double rounding = 1e-9;
        if (left > rounding)
            *outside += left * cells[k].value;
    }
}

} // namespace heatmap::grid
