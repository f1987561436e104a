// Operations on lists of occupied cells: sorting, arithmetic and changes of canvas. Their cost
// depends on the number of occupied cells, not on the size of the canvas.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

// A rectangle in units of the extent. Its edges may be infinite, but not NaN.
struct Area {
    double xmin, ymin, xmax, ymax;
};

// Sorts by index. `scratch` has room for n cells.
void sort_cells(Cell *cells, uint32_t n, Poll poll, Cell *scratch) noexcept;

// Adds up the values of neighbours with equal index in a sorted list; returns the new length.
uint32_t merge_equal_cells(Cell *cells, uint32_t n) noexcept;

// Calls visit(index, value of a, value of b) for every cell of two sorted lists, in their order; a
// list that does not have the cell has 0.
template <class Visit>
void merge_cells(const Cell *a, uint32_t na, const Cell *b, uint32_t nb, Poll poll,
                 Visit &&visit) noexcept {
    uint32_t i = 0, j = 0;
    Work work{poll};
    while (i < na || j < nb) {
        work.add(1);
        if (j == nb || (i < na && a[i].index < b[j].index)) {
            visit(a[i].index, a[i].value, 0.0);
            i++;
        } else if (i == na || b[j].index < a[i].index) {
            visit(b[j].index, 0.0, b[j].value);
            j++;
        } else {
            visit(a[i].index, a[i].value, b[j].value);
            i++;
            j++;
        }
    }
}

// out = a + sign * b for two sorted lists; `out` has room for na + nb. Returns the length of `out`.
uint32_t combine_cells(const Cell *a, uint32_t na, const Cell *b, uint32_t nb, double sign,
                       Poll poll, Cell *out) noexcept;

// Divides the cells of a sorted list by those of another one in place, and drops the cells that the
// other list does not have. Returns the new length.
uint32_t divide_cells(Cell *a, uint32_t na, const Cell *b, uint32_t nb, Poll poll) noexcept;

// Finds the canvas of the whole cells that overlap the area, and the column and row of the old
// canvas at which it begins. dimensions: no cell overlaps. extent: its edges cannot be told apart.
CanvasError crop_canvas(const Canvas &canvas, const Area &area, Canvas *cropped,
                        uint32_t *first_col, uint32_t *first_row) noexcept;

// Keeps the cells inside the cropped canvas, renumbered, and adds the values of the others to
// *outside.
uint32_t crop_cells(Cell *cells, uint32_t n, const Canvas &from, const Canvas &to,
                    uint32_t first_col, uint32_t first_row, Poll poll, double *outside) noexcept;

// Fills *coarse: the canvas whose cells are blocks of fx x fy cells, beginning at the top left.
// Where the factors do not divide the columns and rows, it grows to whole blocks.
CanvasError coarsen_canvas(const Canvas &canvas, uint32_t fx, uint32_t fy, Canvas *coarse) noexcept;

// Renumbers cells for that canvas. Afterwards the list must be sorted and merged.
void coarsen_cells(Cell *cells, uint32_t n, const Canvas &from, uint32_t fx, uint32_t fy,
                   Poll poll) noexcept;

// The sum of cell values, each multiplied by the part of its cell that the area covers. The cells
// are sorted.
double area_sum(const Cell *cells, uint32_t n, const Canvas &canvas, const Area &area,
                Poll poll) noexcept;

} // namespace heatmap::grid
