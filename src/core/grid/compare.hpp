// Comparing two heatmaps of one canvas, cell by cell.
#pragma once

#include "core/grid/cells.hpp"

namespace heatmap::grid {

// A cell that is occupied in at least one of the two.
struct ComparedCell {
    uint32_t index;
    double a, b;
};

// Pairs the cells of two sorted lists; `out` has room for na + nb. Returns how many there are.
uint32_t pair_cells(const Cell *a, uint32_t na, const Cell *b, uint32_t nb, Poll poll,
                    ComparedCell *out) noexcept;

// Whether a value can be a number of events: whole, not negative, and exact.
inline bool is_count(double v) noexcept {
    return v >= 0 && is_integer(v);
}

// The p-value of each cell: how likely a division of its events between a and b would be that is
// no more likely than this one, if the cell had its share of the totals of both; see
// stats::binomial_test(). All values are counts, and so are the totals, of which one is above 0.
void test_cells(const ComparedCell *cells, uint32_t n, double total_a, double total_b, Poll poll,
                double *p) noexcept;

// The cosine of the angle between the values as vectors; NaN if one has only zeros.
double cosine(const ComparedCell *cells, uint32_t n) noexcept;

} // namespace heatmap::grid
