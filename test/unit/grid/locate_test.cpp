#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "core/grid/locate.hpp"
#include "unit/helpers.hpp"

namespace heatmap::grid {
using namespace test;

namespace {

// Points on edges and near them, in cells, outside, and no numbers at all.
double coordinate(Rng &rng, double low, double high, uint32_t n) {
    const double at_edge = edge(low, high, n, static_cast<uint32_t>(whole(rng, 0, n)));
    switch (whole(rng, 0, 9)) {
    case 0:
        return at_edge;
    case 1:
        return std::nextafter(at_edge, whole(rng, 0, 1) == 0 ? -INFINITY : INFINITY);
    case 2:
        return std::floor(uniform(rng, low, high));
    case 3:
        return whole(rng, 0, 9) == 0 ? std::numeric_limits<double>::quiet_NaN()
                                     : uniform(rng, low - 1, low);
    case 4:
        return whole(rng, 0, 1) == 0 ? INFINITY : -1e300;
    default:
        return uniform(rng, low, high);
    }
}

TEST(LocateMany, FindsWhatLocateFinds) {
    Rng rng(1);
    for (int round = 0; round < 3000; round++) {
        const double size = std::pow(10, whole(rng, -3, 6));
        const double xmin = whole(rng, 0, 1) == 0 ? 0 : uniform(rng, -size, size);
        const double ymin = whole(rng, 0, 1) == 0 ? 0 : std::floor(uniform(rng, -size, size));
        Canvas canvas;
        const double xmax =
            xmin + (whole(rng, 0, 1) == 0 ? std::ceil(size) : uniform(rng, 0, size));
        const double ymax = ymin + std::ceil(size);
        if (make_canvas(xmin, ymin, xmax, ymax, whole(rng, 1, 300), whole(rng, 1, 300), &canvas) !=
            CanvasError::none)
            continue;
        const auto n = static_cast<size_t>(whole(rng, 0, 40));
        std::vector<double> x(n), y(n);
        for (size_t i = 0; i < n; i++) {
            x[i] = coordinate(rng, canvas.xmin, canvas.xmax, canvas.cols);
            y[i] = coordinate(rng, canvas.ymin, canvas.ymax, canvas.rows);
        }
        std::vector<uint32_t> many(n), plain(n);
        locate_many(canvas, x.data(), y.data(), n, many.data());
        detail::locate_plain(canvas, x.data(), y.data(), n, plain.data());
        EXPECT_EQ(many, plain);
        for (size_t i = 0; i < n; i++) {
            uint32_t cell;
            EXPECT_EQ(plain[i], locate(canvas, x[i], y[i], &cell) ? cell : no_cell);
        }
    }
}

} // namespace

} // namespace heatmap::grid
