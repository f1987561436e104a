#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/grid/cells.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

Cells random_cells(Rng &rng, uint32_t cells, size_t n) {
    Cells list;
    for (size_t i = 0; i < n; i++)
        list.push_back(
            Cell{static_cast<uint32_t>(rng() % cells), static_cast<double>(whole(rng, -9, 9))});
    return list;
}

Cells combine(const Cells &a, const Cells &b, double sign) {
    Cells out(a.size() + b.size());
    out.resize(combine_cells(a.data(), static_cast<uint32_t>(a.size()), b.data(),
                             static_cast<uint32_t>(b.size()), sign, no_poll, out.data()));
    return out;
}

double area_sum(const Cells &cells, const Canvas &canvas, const Area &area) {
    return grid::area_sum(cells.data(), static_cast<uint32_t>(cells.size()), canvas, area, no_poll);
}

double total(const Cells &cells) {
    double sum = 0;
    for (const Cell &cell : cells)
        sum += cell.value;
    return sum;
}

struct Crop {
    CanvasError status;
    Canvas canvas;
    uint32_t col, row;
};

Crop crop(const Canvas &canvas, const Area &area) {
    Crop c{};
    c.status = crop_canvas(canvas, area, &c.canvas, &c.col, &c.row);
    return c;
}

TEST(SortCells, AroundTheChangeOfAlgorithmAndOverAllDigits) {
    Rng rng(11);
    for (size_t n : {0, 1, 2, 100, 4095, 4096, 4097, 20000, 200000})
        for (uint32_t range : {1u, 5u, 4096u, 4097u, max_cells}) {
            Cells cells, expected, scratch(n);
            for (size_t i = 0; i < n; i++)
                cells.push_back(Cell{static_cast<uint32_t>(rng() % range), static_cast<double>(i)});
            expected = cells;
            std::stable_sort(expected.begin(), expected.end(),
                             [](const Cell &a, const Cell &b) { return a.index < b.index; });
            sort_cells(cells.data(), static_cast<uint32_t>(n), no_poll, scratch.data());
            ASSERT_TRUE(
                std::is_sorted(cells.begin(), cells.end(),
                               [](const Cell &a, const Cell &b) { return a.index < b.index; }));
            const auto by_both = [](const Cell &a, const Cell &b) {
                return a.index != b.index ? a.index < b.index : a.value < b.value;
            };
            std::sort(cells.begin(), cells.end(), by_both);
            ASSERT_EQ(cells, expected) << n << " " << range;
        }
}

TEST(SortCells, LargestIndexes) {
    Cells cells, scratch(5000);
    for (uint32_t i = 0; i < 5000; i++)
        cells.push_back(Cell{max_cells - 1 - i * 3000, 1});
    sort_cells(cells.data(), 5000, no_poll, scratch.data());
    for (uint32_t i = 0; i < 5000; i++)
        ASSERT_EQ(cells[i].index, max_cells - 1 - (4999 - i) * 3000);
}

TEST(MergeEqualCells, EqualsAMap) {
    Rng rng(12);
    for (int round = 0; round < 200; round++) {
        Cells cells = random_cells(rng, static_cast<uint32_t>(whole(rng, 1, 50)),
                                   static_cast<size_t>(whole(rng, 0, 100)));
        Model expected;
        for (const Cell &cell : cells)
            expected[cell.index] += cell.value;
        sort_and_merge(&cells);
        ASSERT_EQ(cells.size(), expected.size());
        for (const Cell &cell : cells)
            ASSERT_EQ(cell.value, expected[cell.index]);
    }
}

TEST(CombineCells, EqualsAMap) {
    Rng rng(13);
    for (int round = 0; round < 500; round++) {
        const auto range = static_cast<uint32_t>(whole(rng, 1, 80));
        Cells a = random_cells(rng, range, static_cast<size_t>(whole(rng, 0, 60)));
        Cells b = random_cells(rng, range, static_cast<size_t>(whole(rng, 0, 60)));
        sort_and_merge(&a);
        sort_and_merge(&b);
        for (double sign : {1.0, -1.0}) {
            Model expected;
            for (const Cell &cell : a)
                expected[cell.index] += cell.value;
            for (const Cell &cell : b)
                expected[cell.index] += sign * cell.value;
            const Cells out = combine(a, b, sign);
            ASSERT_EQ(out.size(), expected.size());
            auto it = expected.begin();
            for (const Cell &cell : out) {
                ASSERT_EQ(cell.index, it->first);
                ASSERT_EQ(cell.value, it++->second);
            }
        }
    }
}

TEST(CombineCells, AMinusAIsAllZeros) {
    const Cells a{{1, 0.1}, {5, 1e300}, {9, -3}};
    for (const Cell &cell : combine(a, a, -1))
        EXPECT_EQ(cell.value, 0);
    EXPECT_EQ(combine({}, a, -1), (Cells{{1, -0.1}, {5, -1e300}, {9, 3}}));
    EXPECT_EQ(combine(a, {}, -1), a);
    EXPECT_TRUE(combine({}, {}, 1).empty());
}

TEST(CropCanvas, TakesTheWholeCellsThatOverlap) {
    const Canvas canvas = canvas_of(3, 7, 0, 0, 30, 70);
    Crop c = crop(canvas, Area{5, 15, 15, 35});
    ASSERT_EQ(c.status, CanvasError::none);
    EXPECT_TRUE(same_canvas(c.canvas, canvas_of(2, 3, 0, 10, 20, 40)));
    EXPECT_EQ(c.col, 0u);
    EXPECT_EQ(c.row, 1u);
    c = crop(canvas, Area{10, 20, 20, 30}); // exactly one cell
    ASSERT_EQ(c.status, CanvasError::none);
    EXPECT_TRUE(same_canvas(c.canvas, canvas_of(1, 1, 10, 20, 20, 30)));
    c = crop(canvas, Area{12, 25, 12, 25}); // a point inside a cell
    ASSERT_EQ(c.status, CanvasError::none);
    EXPECT_TRUE(same_canvas(c.canvas, canvas_of(1, 1, 10, 20, 20, 30)));
}

TEST(CropCanvas, AllOfItStaysTheSameToTheBit) {
    for (const Canvas &canvas :
         {canvas_of(3, 7, 0, 0, 30, 70), canvas_of(10, 49, -0.1, 0.3, 1.1, 0.7),
          canvas_of(11, 13, -1e300, -1e300, 1e300, 1e300)})
        for (const Area &area : {Area{-inf, -inf, inf, inf},
                                 Area{canvas.xmin, canvas.ymin, canvas.xmax, canvas.ymax}}) {
            const Crop c = crop(canvas, area);
            ASSERT_EQ(c.status, CanvasError::none);
            EXPECT_TRUE(same_canvas(c.canvas, canvas));
            EXPECT_EQ(c.col + c.row, 0u);
        }
}

TEST(CropCanvas, RefusesAnAreaBesideTheExtent) {
    const Canvas canvas = canvas_of(3, 7, 0, 0, 30, 70);
    for (const Area &area : {Area{30, 0, 40, 70}, Area{-5, 0, 0, 70}, Area{0, 70, 30, 80},
                             Area{0, -9, 30, 0}, Area{31, 0, inf, 70}, Area{-inf, 0, -1, 70}})
        EXPECT_EQ(crop(canvas, area).status, CanvasError::dimensions);
}

// The edges that a user reads off heatmap_cells must select these cells and no others.
TEST(CropCanvas, EdgesOfCellsSelectExactlyThem) {
    Rng rng(14);
    for (int round = 0; round < 20000; round++) {
        const double x0 = uniform(rng, -2, 2) * (round % 2), y0 = uniform(rng, -2, 2) * (round % 3);
        const Canvas canvas = canvas_of(static_cast<uint32_t>(whole(rng, 1, 400)),
                                        static_cast<uint32_t>(whole(rng, 1, 400)), x0, y0,
                                        x0 + uniform(rng, 0.1, 2), y0 + uniform(rng, 0.1, 2000));
        const auto col0 = static_cast<uint32_t>(whole(rng, 0, canvas.cols - 1));
        const auto row0 = static_cast<uint32_t>(whole(rng, 0, canvas.rows - 1));
        const auto col1 = static_cast<uint32_t>(whole(rng, col0 + 1, canvas.cols));
        const auto row1 = static_cast<uint32_t>(whole(rng, row0 + 1, canvas.rows));
        const Area area{edge(canvas.xmin, canvas.xmax, canvas.cols, col0),
                        edge(canvas.ymin, canvas.ymax, canvas.rows, row0),
                        edge(canvas.xmin, canvas.xmax, canvas.cols, col1),
                        edge(canvas.ymin, canvas.ymax, canvas.rows, row1)};
        const Crop c = crop(canvas, area);
        ASSERT_EQ(c.status, CanvasError::none);
        ASSERT_EQ(c.col, col0);
        ASSERT_EQ(c.row, row0);
        ASSERT_EQ(c.canvas.cols, col1 - col0);
        ASSERT_EQ(c.canvas.rows, row1 - row0);
        ASSERT_EQ(c.canvas.xmin, area.xmin);
        ASSERT_EQ(c.canvas.ymin, area.ymin);
        ASSERT_EQ(c.canvas.xmax, area.xmax);
        ASSERT_EQ(c.canvas.ymax, area.ymax);
    }
}

TEST(CropCells, EqualsBruteForceAndLosesNothing) {
    Rng rng(15);
    for (int round = 0; round < 300; round++) {
        const Canvas canvas = unit_canvas(static_cast<uint32_t>(whole(rng, 1, 20)),
                                          static_cast<uint32_t>(whole(rng, 1, 20)));
        Cells cells = random_cells(rng, cell_count(canvas), 100);
        sort_and_merge(&cells);
        const double x = uniform(rng, -1, canvas.cols), y = uniform(rng, -1, canvas.rows);
        const Crop c = crop(canvas, Area{x, y, x + uniform(rng, 0, 9), y + uniform(rng, 0, 9)});
        if (c.status != CanvasError::none)
            continue;
        Cells expected;
        double rest = 3;
        for (const Cell &cell : cells) {
            const double mid_x = middle(0, canvas.cols, canvas.cols, cell.index % canvas.cols);
            const double mid_y = middle(0, canvas.rows, canvas.rows, cell.index / canvas.cols);
            uint32_t index;
            if (locate(c.canvas, mid_x, mid_y, &index))
                expected.push_back(Cell{index, cell.value});
            else
                rest += cell.value;
        }
        double outside = 3;
        cells.resize(crop_cells(cells.data(), static_cast<uint32_t>(cells.size()), canvas, c.canvas,
                                c.col, c.row, no_poll, &outside));
        ASSERT_EQ(cells, expected);
        ASSERT_EQ(outside, rest);
    }
}

TEST(CoarsenCells, EqualsAggregatingOnTheCoarserCanvas) {
    Rng rng(16);
    for (int round = 0; round < 300; round++) {
        const auto fx = static_cast<uint32_t>(whole(rng, 1, 5));
        const auto fy = static_cast<uint32_t>(whole(rng, 1, 5));
        const Canvas coarse = unit_canvas(static_cast<uint32_t>(whole(rng, 1, 9)),
                                          static_cast<uint32_t>(whole(rng, 1, 9)));
        Canvas fine = coarse;
        fine.cols *= fx;
        fine.rows *= fy;
        Model on_fine, on_coarse;
        for (int i = 0; i < 200; i++) {
            const double x = uniform(rng, 0, coarse.cols), y = uniform(rng, 0, coarse.rows);
            uint32_t cell;
            ASSERT_TRUE(locate(fine, x, y, &cell));
            on_fine[cell]++;
            ASSERT_TRUE(locate(coarse, x, y, &cell));
            on_coarse[cell]++;
        }
        Cells cells = to_cells(on_fine);
        coarsen_cells(cells.data(), static_cast<uint32_t>(cells.size()), fine, fx, fy, no_poll);
        sort_and_merge(&cells);
        ASSERT_EQ(cells, to_cells(on_coarse));
    }
}

TEST(CoarsenCells, GrowsToWholeBlocks) {
    const Canvas fine = canvas_of(137, 77, 0, 0, 1370, 770);
    Canvas coarse;
    ASSERT_EQ(coarsen_canvas(fine, 2, 2, &coarse), CanvasError::none);
    EXPECT_TRUE(same_canvas(coarse, canvas_of(69, 39, 0, 0, 1380, 780)));
    ASSERT_EQ(coarsen_canvas(fine, INT32_MAX, 1000, &coarse), CanvasError::none);
    EXPECT_EQ(coarse.cols, 1u);
    EXPECT_EQ(coarse.rows, 1u);
    EXPECT_EQ(coarse.xmax, 10.0 * INT32_MAX);
    ASSERT_EQ(coarsen_canvas(canvas_of(4, 3, 0.1, 0, 0.7, 1), 2, 3, &coarse), CanvasError::none);
    EXPECT_EQ(coarse.xmax, 0.7) << "where the factor divides, the extent stays to the bit";
    EXPECT_EQ(coarsen_canvas(canvas_of(1, 1, 0, 0, 1e305, 1), INT32_MAX, 1, &coarse),
              CanvasError::extent);
    // The last column of 5 is the first half of a block.
    Cells cells{{4, 1}, {9, 2}};
    coarsen_cells(cells.data(), 2, unit_canvas(5, 2), 2, 2, no_poll);
    EXPECT_EQ(cells, (Cells{{2, 1}, {2, 2}}));
}

TEST(DivideCells, KeepsTheCellsOfBoth) {
    Cells a{{0, 6}, {2, 1}, {3, -4}, {7, 9}};
    const Cells b{{0, 3}, {1, 5}, {3, 8}, {9, 1}};
    a.resize(divide_cells(a.data(), 4, b.data(), 4, no_poll));
    EXPECT_EQ(a, (Cells{{0, 2}, {3, -0.5}}));
    EXPECT_EQ(divide_cells(a.data(), 2, b.data(), 0, no_poll), 0u);
}

TEST(AreaSum, HalfACellCountsHalf) {
    const Canvas canvas = canvas_of(3, 7, 0, 0, 30, 70);
    const Cells cells{{0, 4}, {1, 8}, {20, 16}};
    EXPECT_EQ(area_sum(cells, canvas, Area{0, 0, 5, 10}), 2);
    EXPECT_EQ(area_sum(cells, canvas, Area{5, 0, 15, 5}), 3);
    EXPECT_EQ(area_sum(cells, canvas, Area{25, 65, 99, 99}), 4);
    EXPECT_EQ(area_sum(cells, canvas, Area{5, 5, 5, 9}), 0);
    EXPECT_EQ(area_sum(cells, canvas, Area{31, 0, 99, 70}), 0);
    EXPECT_EQ(area_sum(cells, canvas, Area{-inf, -inf, inf, inf}), 28);
}

// This must hold for every extent: a count must not come back as 12952.999999999998.
TEST(AreaSum, OverTheWholeExtentIsTheTotalToTheBit) {
    Rng rng(17);
    for (int round = 0; round < 2000; round++) {
        const double x0 = uniform(rng, -9, 9), y0 = uniform(rng, -9, 9);
        const Canvas canvas = canvas_of(static_cast<uint32_t>(whole(rng, 1, 200)),
                                        static_cast<uint32_t>(whole(rng, 1, 200)), x0, y0,
                                        x0 + uniform(rng, 0.1, 2), y0 + uniform(rng, 0.1, 2));
        Cells cells = random_cells(rng, cell_count(canvas), 50);
        cells.push_back(Cell{cell_count(canvas) - 1, 12953});
        sort_and_merge(&cells);
        ASSERT_EQ(area_sum(cells, canvas, Area{canvas.xmin, canvas.ymin, canvas.xmax, canvas.ymax}),
                  total(cells));
        ASSERT_EQ(area_sum(cells, canvas, Area{-inf, -inf, inf, inf}), total(cells));
    }
}

// If even a small part of a neighbouring cell were included, ten clicks of ten views could become
// more than there are views.
TEST(AreaSum, OverTheEdgesOfACellIsItsValueToTheBit) {
    Rng rng(19);
    for (int round = 0; round < 2000; round++) {
        const double x0 = whole(rng, 0, 1) ? 0 : uniform(rng, -1e6, 1e6);
        const Canvas canvas = canvas_of(static_cast<uint32_t>(whole(rng, 1, 300)), 1, x0, 0,
                                        x0 + uniform(rng, 0.1, 2000), 1);
        Cells cells;
        for (uint32_t col = 0; col < canvas.cols; col++)
            cells.push_back(Cell{col, double(whole(rng, 1, 1000))});
        const auto col = static_cast<uint32_t>(whole(rng, 0, canvas.cols - 1));
        const double left = edge(canvas.xmin, canvas.xmax, canvas.cols, col);
        const double right = edge(canvas.xmin, canvas.xmax, canvas.cols, col + 1);
        ASSERT_EQ(area_sum(cells, canvas, Area{left, 0, right, 1}), cells[col].value);
        // Edges that a user wrote as decimal numbers may be off by a rounding error.
        ASSERT_EQ(area_sum(cells, canvas,
                           Area{std::nextafter(left, -inf), 0, std::nextafter(right, inf), 1}),
                  cells[col].value);
    }
}

TEST(AreaSum, EqualsBruteForceAndIsAdditive) {
    Rng rng(18);
    for (int round = 0; round < 500; round++) {
        const Canvas canvas = canvas_of(static_cast<uint32_t>(whole(rng, 1, 12)),
                                        static_cast<uint32_t>(whole(rng, 1, 12)), -3, 2, 7, 2.5);
        Cells cells = random_cells(rng, cell_count(canvas), 40);
        sort_and_merge(&cells);
        const double x0 = uniform(rng, -4, 6), y0 = uniform(rng, 1.9, 2.4);
        const Area area{x0, y0, x0 + uniform(rng, 0, 9), y0 + uniform(rng, 0, 1)};
        double expected = 0;
        for (const Cell &cell : cells) {
            const uint32_t col = cell.index % canvas.cols, row = cell.index / canvas.cols;
            const double left = edge(-3, 7, canvas.cols, col);
            const double right = edge(-3, 7, canvas.cols, col + 1);
            const double top = edge(2, 2.5, canvas.rows, row);
            const double bottom = edge(2, 2.5, canvas.rows, row + 1);
            const double w = std::min(right, area.xmax) - std::max(left, area.xmin);
            const double h = std::min(bottom, area.ymax) - std::max(top, area.ymin);
            if (w > 0 && h > 0)
                expected += cell.value * w * h / ((right - left) * (bottom - top));
        }
        const double sum = area_sum(cells, canvas, area);
        ASSERT_NEAR(sum, expected, 1e-9);
        const double cut = uniform(rng, area.xmin, area.xmax);
        ASSERT_NEAR(area_sum(cells, canvas, Area{area.xmin, area.ymin, cut, area.ymax}) +
                        area_sum(cells, canvas, Area{cut, area.ymin, area.xmax, area.ymax}),
                    sum, 1e-9);
    }
}

} // namespace
} // namespace heatmap::grid
