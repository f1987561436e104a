#include <algorithm>

#include "core/grid/cells.hpp"

namespace heatmap::grid {

namespace {

// One pass of a radix sort: by the 12 bits of the index from `shift` on.
void sort_digit(const Cell *from, uint32_t n, unsigned shift, Poll poll, Cell *to) noexcept {
    constexpr uint32_t mask = 4095;
    uint32_t place[mask + 2] = {};
    for (uint32_t i = 0; i < n; i++)
        place[(from[i].index >> shift & mask) + 1]++;
    for (uint32_t d = 0; d < mask; d++)
        place[d + 1] += place[d];
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        to[place[from[i].index >> shift & mask]++] = from[i];
    }
}

// The last column (or row) edge at or before v, and the first at or after it.
uint32_t edge_before(double v, double lo, double hi, uint32_t n) noexcept {
    return static_cast<uint32_t>(in_cells(v, lo, hi, n));
}

uint32_t edge_after(double v, double lo, double hi, uint32_t n) noexcept {
    return static_cast<uint32_t>(std::ceil(in_cells(v, lo, hi, n)));
}

// The number of blocks of `factor` columns (or rows) that cover n of them.
uint32_t blocks(uint32_t n, uint32_t factor) noexcept {
    return (n - 1) / factor + 1;
}

// Where so many blocks of `factor` columns (or rows) end.
double end_of_blocks(double lo, double hi, uint32_t n, uint32_t count, uint32_t factor) noexcept {
    const double end = double(count) * factor;
    return end == n ? hi : (lo * (n - end) + hi * end) / n;
}

} // namespace

void sort_cells(Cell *cells, uint32_t n, Poll poll, Cell *scratch) noexcept {
    static_assert(max_cells <= 1u << 24, "two digits of 12 bits");
    constexpr uint32_t worth_radix = 4096;
    if (n < worth_radix) {
        std::sort(cells, cells + n, [](const Cell &a, const Cell &b) { return a.index < b.index; });
    } else {
        sort_digit(cells, n, 0, poll, scratch);
        sort_digit(scratch, n, 12, poll, cells);
    }
}

uint32_t merge_equal_cells(Cell *cells, uint32_t n) noexcept {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (kept > 0 && cells[kept - 1].index == cells[i].index)
            cells[kept - 1].value += cells[i].value;
        else
            cells[kept++] = cells[i];
    }
    return kept;
}

uint32_t combine_cells(const Cell *a, uint32_t na, const Cell *b, uint32_t nb, double sign,
                       Poll poll, Cell *out) noexcept {
    uint32_t n = 0;
    merge_cells(a, na, b, nb, poll, [&](uint32_t index, double va, double vb) {
        out[n++] = Cell{index, va + sign * vb};
    });
    return n;
}

uint32_t divide_cells(Cell *a, uint32_t na, const Cell *b, uint32_t nb, Poll poll) noexcept {
    uint32_t j = 0, n = 0;
    Work work{poll};
    for (uint32_t i = 0; i < na; i++) {
        while (j < nb && b[j].index < a[i].index) {
            work.add(1);
            j++;
        }
        work.add(1);
        if (j < nb && b[j].index == a[i].index)
            a[n++] = Cell{a[i].index, a[i].value / b[j].value};
    }
    return n;
}

CanvasError crop_canvas(const Canvas &canvas, const Area &area, Canvas *cropped,
                        uint32_t *first_col, uint32_t *first_row) noexcept {
    const Canvas &c = canvas;
    const uint32_t col0 = edge_before(area.xmin, c.xmin, c.xmax, c.cols);
    const uint32_t row0 = edge_before(area.ymin, c.ymin, c.ymax, c.rows);
    const uint32_t col1 = edge_after(area.xmax, c.xmin, c.xmax, c.cols);
    const uint32_t row1 = edge_after(area.ymax, c.ymin, c.ymax, c.rows);
    if (col1 <= col0 || row1 <= row0)
        return CanvasError::dimensions;
    *first_col = col0;
    *first_row = row0;
    return make_canvas(edge(c.xmin, c.xmax, c.cols, col0), edge(c.ymin, c.ymax, c.rows, row0),
                       edge(c.xmin, c.xmax, c.cols, col1), edge(c.ymin, c.ymax, c.rows, row1),
                       col1 - col0, row1 - row0, cropped);
}

uint32_t crop_cells(Cell *cells, uint32_t n, const Canvas &from, const Canvas &to,
                    uint32_t first_col, uint32_t first_row, Poll poll, double *outside) noexcept {
    uint32_t kept = 0;
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        // Unsigned: a column left of the first one becomes a very large number.
        const uint32_t col = cells[i].index % from.cols - first_col;
        const uint32_t row = cells[i].index / from.cols - first_row;
        if (col < to.cols && row < to.rows)
            cells[kept++] = Cell{row * to.cols + col, cells[i].value};
        else
            *outside += cells[i].value;
    }
    return kept;
}

CanvasError coarsen_canvas(const Canvas &canvas, uint32_t fx, uint32_t fy,
                           Canvas *coarse) noexcept {
    const Canvas &c = canvas;
    const uint32_t cols = blocks(c.cols, fx), rows = blocks(c.rows, fy);
    return make_canvas(c.xmin, c.ymin, end_of_blocks(c.xmin, c.xmax, c.cols, cols, fx),
                       end_of_blocks(c.ymin, c.ymax, c.rows, rows, fy), cols, rows, coarse);
}

void coarsen_cells(Cell *cells, uint32_t n, const Canvas &from, uint32_t fx, uint32_t fy,
                   Poll poll) noexcept {
    const uint32_t cols = blocks(from.cols, fx);
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        const uint32_t index = cells[i].index;
        cells[i].index = index / from.cols / fy * cols + index % from.cols / fx;
    }
}

double area_sum(const Cell *cells, uint32_t n, const Canvas &canvas, const Area &area,
                Poll poll) noexcept {
    const double x0 = in_cells(area.xmin, canvas.xmin, canvas.xmax, canvas.cols);
    const double x1 = in_cells(area.xmax, canvas.xmin, canvas.xmax, canvas.cols);
    const double y0 = in_cells(area.ymin, canvas.ymin, canvas.ymax, canvas.rows);
    const double y1 = in_cells(area.ymax, canvas.ymin, canvas.ymax, canvas.rows);
    // Only the rows that the area touches are looked at.
    const auto above = [&canvas](const Cell &cell, double row) {
        return cell.index < row * canvas.cols;
    };
    const Cell *const first = std::lower_bound(cells, cells + n, std::floor(y0), above);
    const Cell *const end = std::lower_bound(first, cells + n, std::ceil(y1), above);
    double sum = 0;
    Work work{poll};
    for (const Cell *cell = first; cell != end; cell++) {
        work.add(1);
        const double part =
            overlap(cell->index % canvas.cols, x0, x1) * overlap(cell->index / canvas.cols, y0, y1);
        sum += part * cell->value;
    }
    return sum;
}

} // namespace heatmap::grid
