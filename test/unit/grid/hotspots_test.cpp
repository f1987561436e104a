#include <algorithm>
#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "core/grid/hotspots.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

Cells hotspots(const std::vector<double> &grid, uint32_t cols, uint32_t rows) {
    std::vector<uint32_t> queue(grid.size());
    const auto seen = std::make_unique<bool[]>(grid.size());
    Cells found(max_hotspots(cols, rows));
    found.resize(
        find_hotspots(grid.data(), cols, rows, no_poll, queue.data(), seen.get(), found.data()));
    return found;
}

// The reference: groups touching cells of equal value by relabelling until nothing changes, then
// looks for higher neighbours.
Cells brute_force(const std::vector<double> &grid, int cols, int rows) {
    std::vector<int> label(grid.size());
    for (size_t i = 0; i < grid.size(); i++)
        label[i] = static_cast<int>(i);
    std::set<int> lower; // labels of plateaus with a higher neighbour
    for (bool changed = true; changed;) {
        changed = false;
        lower.clear();
        for (int a = 0; a < cols * rows; a++)
            for (int b = 0; b < cols * rows; b++) {
                if (std::abs(a % cols - b % cols) > 1 || std::abs(a / cols - b / cols) > 1)
                    continue;
                const auto i = static_cast<size_t>(a), k = static_cast<size_t>(b);
                if (grid[k] > grid[i])
                    lower.insert(label[i]);
                if (grid[k] == grid[i] && label[k] < label[i]) {
                    label[i] = label[k];
                    changed = true;
                }
            }
    }
    Cells found;
    for (size_t i = 0; i < grid.size(); i++)
        if (grid[i] > 0 && label[i] == static_cast<int>(i) && !lower.contains(label[i]))
            found.push_back(Cell{static_cast<uint32_t>(i), grid[i]});
    return found;
}

TEST(Hotspots, NoneInAnEmptyOrNegativeGrid) {
    EXPECT_TRUE(hotspots(std::vector<double>(21), 3, 7).empty());
    EXPECT_TRUE(hotspots(std::vector<double>(21, -1), 3, 7).empty());
}

TEST(Hotspots, APlateauCountsOnceAtItsFirstCell) {
    EXPECT_EQ(hotspots(std::vector<double>(21, 5), 3, 7), (Cells{{0, 5}}));
    EXPECT_EQ(hotspots({0, 2, 0, //
                        2, 0, 0, //
                        0, 2, 0, //
                        0, 0, 1},
                       3, 4),
              (Cells{{1, 2}}));
    // A plateau with a higher neighbour at its far end is not a hotspot.
    EXPECT_EQ(hotspots({2, 2, 2, 2, 2, 3}, 6, 1), (Cells{{5, 3}}));
    EXPECT_EQ(hotspots({3, 2, 2, 2, 2, 2}, 1, 6), (Cells{{0, 3}}));
}

TEST(Hotspots, CornersAndDoNotWrapAround) {
    EXPECT_EQ(hotspots({1, 0, 2, //
                        0, 0, 0, //
                        3, 0, 4},
                       3, 3),
              (Cells{{0, 1}, {2, 2}, {6, 3}, {8, 4}}));
    EXPECT_EQ(hotspots({0, 0, 1, //
                        2, 0, 0},
                       3, 2),
              (Cells{{2, 1}, {3, 2}}));
}

TEST(Hotspots, RandomGridsEqualBruteForce) {
    Rng rng(30);
    for (int round = 0; round < 600; round++) {
        const auto cols = static_cast<uint32_t>(whole(rng, 1, 9));
        const auto rows = static_cast<uint32_t>(whole(rng, 1, 9));
        const int64_t levels = whole(rng, 1, 6); // few levels: many plateaus and ties
        std::vector<double> grid(cols * rows);
        for (double &v : grid)
            v = static_cast<double>(whole(rng, -1, levels)) / 2;
        ASSERT_EQ(hotspots(grid, cols, rows),
                  brute_force(grid, static_cast<int>(cols), static_cast<int>(rows)));
    }
}

TEST(Hotspots, AsManyAsTheRoomAllows) {
    for (uint32_t cols : {1u, 2u, 3u, 8u, 9u})
        for (uint32_t rows : {1u, 2u, 3u, 8u, 9u}) {
            std::vector<double> grid(cols * rows);
            for (uint32_t row = 0; row < rows; row += 2)
                for (uint32_t col = 0; col < cols; col += 2)
                    grid[row * cols + col] = 1;
            EXPECT_EQ(hotspots(grid, cols, rows).size(), max_hotspots(cols, rows));
        }
    EXPECT_EQ(max_hotspots(max_cells, 1), max_cells / 2);
    EXPECT_EQ(max_hotspots(1, max_cells), max_cells / 2);
}

TEST(Hotspots, OnePlateauOfAMillionCells) {
    std::vector<double> grid(1000 * 1000, 1);
    EXPECT_EQ(hotspots(grid, 1000, 1000), (Cells{{0, 1}}));
    grid.back() = 2;
    EXPECT_EQ(hotspots(grid, 1000, 1000), (Cells{{999999, 2}}));
}

TEST(Hotspots, HottestFirstThenByPosition) {
    Cells cells{{9, 1}, {3, 5}, {7, 5}, {1, 2}, {5, 5}};
    std::make_heap(cells.begin(), cells.end(), cooler);
    Cells order;
    while (!cells.empty()) {
        std::pop_heap(cells.begin(), cells.end(), cooler);
        order.push_back(cells.back());
        cells.pop_back();
    }
    EXPECT_EQ(order, (Cells{{3, 5}, {5, 5}, {7, 5}, {1, 2}, {9, 1}}));
}

} // namespace
} // namespace heatmap::grid
