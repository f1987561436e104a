#include <algorithm>
#include <cmath>

#include "core/grid/compare.hpp"
#include "core/stats/tests.hpp"

namespace heatmap::grid {

uint32_t pair_cells(const Cell *a, uint32_t na, const Cell *b, uint32_t nb, Poll poll,
                    ComparedCell *out) noexcept {
    uint32_t n = 0;
    merge_cells(a, na, b, nb, poll, [&](uint32_t index, double va, double vb) {
        out[n++] = ComparedCell{index, va, vb};
    });
    return n;
}

void test_cells(const ComparedCell *cells, uint32_t n, double total_a, double total_b, Poll poll,
                double *p) noexcept {
    constexpr uint32_t cost_of_a_test = 1000;
    Work work{poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(cost_of_a_test);
        p[i] = stats::binomial_test(cells[i].a, cells[i].b, total_a, total_b);
    }
}

double cosine(const ComparedCell *cells, uint32_t n) noexcept {
    // Squares of values near the end of float8's range would leave it.
    double largest_a = 0, largest_b = 0;
    for (uint32_t i = 0; i < n; i++) {
        largest_a = std::max(largest_a, std::fabs(cells[i].a));
        largest_b = std::max(largest_b, std::fabs(cells[i].b));
    }
    double product = 0, square_a = 0, square_b = 0;
    for (uint32_t i = 0; i < n; i++) {
        const double a = cells[i].a / largest_a, b = cells[i].b / largest_b;
        product += a * b;
        square_a += a * a;
        square_b += b * b;
    }
    return std::clamp(product / std::sqrt(square_a * square_b), -1.0, 1.0);
}

} // namespace heatmap::grid
