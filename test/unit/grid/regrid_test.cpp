#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "core/grid/cells.hpp"
#include "core/grid/regrid.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

struct Regridded {
    std::vector<double> values;
    double outside;
};

Regridded regridded(const Cells &cells, const Canvas &from, const Canvas &to) {
    Regridded r{std::vector<double>(cell_count(to)), 0};
    regrid(cells.data(), static_cast<uint32_t>(cells.size()), from, to, no_poll, r.values.data(),
           &r.outside);
    return r;
}

TEST(Regrid, WhereEdgesCoincideNothingIsRounded) {
    const Canvas from = canvas_of(3, 2, 0, 0, 30, 20);
    const Cells cells{{0, 0.1}, {4, 0.7}, {5, 3}};
    const Regridded same = regridded(cells, from, from);
    EXPECT_EQ(same.values, (std::vector<double>{0.1, 0, 0, 0, 0.7, 3}));
    EXPECT_EQ(same.outside, 0);
    const Regridded longer = regridded(cells, from, canvas_of(3, 3, 0, 0, 30, 30));
    EXPECT_EQ(longer.values, (std::vector<double>{0.1, 0, 0, 0, 0.7, 3, 0, 0, 0}));
    const Regridded shorter = regridded(cells, from, canvas_of(3, 1, 0, 0, 30, 10));
    EXPECT_EQ(shorter.values, (std::vector<double>{0.1, 0, 0}));
    EXPECT_EQ(shorter.outside, 0.7 + 3);
    const Regridded one = regridded(cells, from, canvas_of(1, 1, 0, 0, 30, 20));
    EXPECT_EQ(one.values, (std::vector<double>{0.1 + 0.7 + 3}));
}

TEST(Regrid, SpreadsByArea) {
    const Canvas from = canvas_of(1, 1, 0, 0, 10, 10);
    EXPECT_EQ(regridded({{0, 8}}, from, canvas_of(2, 2, 0, 0, 10, 10)).values,
              (std::vector<double>{2, 2, 2, 2}));
    const Regridded shifted = regridded({{0, 8}}, from, canvas_of(2, 1, 5, 0, 25, 10));
    EXPECT_EQ(shifted.values, (std::vector<double>{4, 0}));
    EXPECT_EQ(shifted.outside, 4);
}

TEST(Regrid, ACellFarSmallerThanTheNewOnesStaysWhole) {
    const Canvas from = canvas_of(2, 1, 0, 0, 2, 1);
    const Regridded r = regridded({{0, 1}, {1, 2}}, from, canvas_of(3, 3, 0, 0, 1e300, 1e300));
    EXPECT_EQ(r.values[0], 3);
    EXPECT_EQ(r.outside, 0);
}

// Where a width times the number of columns is beyond float8.
TEST(Regrid, HugeCells) {
    const Regridded r =
        regridded({{0, 170}}, canvas_of(1, 1, 0, 0, 1.7e308, 1), canvas_of(16, 1, 0, 0, 1e307, 1));
    EXPECT_NEAR(std::accumulate(r.values.begin(), r.values.end(), 0.0), 10, 1e-9);
    EXPECT_NEAR(r.values[3], 10 / 16.0, 1e-9);
    EXPECT_NEAR(r.outside, 160, 1e-9);
}

// The new cells have what area_sum() finds in their bounds, and nothing is lost.
TEST(Regrid, AgreesWithSumsOverAreas) {
    Rng rng(30);
    for (int round = 0; round < 2000; round++) {
        const Canvas from = canvas_of(static_cast<uint32_t>(whole(rng, 1, 9)),
                                      static_cast<uint32_t>(whole(rng, 1, 9)), -3, 2, 7, 2.5);
        Canvas to;
        const double x0 = uniform(rng, -6, 6), y0 = uniform(rng, 1.5, 2.4);
        ASSERT_EQ(make_canvas(x0, y0, x0 + uniform(rng, 0.5, 12), y0 + uniform(rng, 0.1, 1),
                              whole(rng, 1, 12), whole(rng, 1, 12), &to),
                  CanvasError::none);
        Cells cells;
        for (uint32_t i = 0; i < cell_count(from); i++)
            if (rng() % 3 == 0)
                cells.push_back({i, static_cast<double>(whole(rng, 1, 9))});
        const Regridded r = regridded(cells, from, to);
        double before = 0;
        for (const Cell &cell : cells)
            before += cell.value;
        ASSERT_NEAR(std::accumulate(r.values.begin(), r.values.end(), r.outside), before, 1e-9);
        for (uint32_t i = 0; i < cell_count(to); i++) {
            const uint32_t col = i % to.cols, row = i / to.cols;
            const Area area{
                edge(to.xmin, to.xmax, to.cols, col), edge(to.ymin, to.ymax, to.rows, row),
                edge(to.xmin, to.xmax, to.cols, col + 1), edge(to.ymin, to.ymax, to.rows, row + 1)};
            ASSERT_NEAR(
                r.values[i],
                area_sum(cells.data(), static_cast<uint32_t>(cells.size()), from, area, no_poll),
                1e-9);
        }
    }
}

int polls;

TEST(Regrid, Polls) {
    const Canvas from = unit_canvas(1, 1), to = canvas_of(1000, 1000, 0, 0, 1, 1);
    std::vector<double> values(cell_count(to));
    const Cell cell{0, 1};
    double outside = 0;
    polls = 0;
    regrid(
        &cell, 1, from, to, [] { polls++; }, values.data(), &outside);
    EXPECT_GE(polls, 10);
}

} // namespace
} // namespace heatmap::grid
