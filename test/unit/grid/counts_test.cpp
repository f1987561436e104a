#include <vector>

#include <gtest/gtest.h>

#include "core/grid/counts.hpp"
#include "core/grid/state.hpp"
#include "unit/grid/helpers.hpp"
#include "unit/helpers.hpp"

namespace heatmap::grid {
using namespace test;

namespace {

TEST(Counts, AreReadIfEachTakesOneByte) {
    Rng rng(1);
    for (int round = 0; round < 100000; round++) {
        uint8_t bytes[count_lanes];
        for (uint8_t &byte : bytes)
            byte = whole(rng, 0, 15) == 0 ? static_cast<uint8_t>(whole(rng, 0, 255))
                                          : static_cast<uint8_t>(whole(rng, 1, 127));
        for (uint64_t n = 1; n <= count_lanes; n++) {
            uint64_t expected = 0;
            bool small = true;
            for (uint64_t i = 0; i < n; i++) {
                small &= bytes[i] >= 1 && bytes[i] <= 127;
                expected |= uint64_t{bytes[i]} << (8 * i);
            }
            EXPECT_EQ(get_counts(bytes, n), small ? expected : 0);
        }
    }
}

TEST(Counts, AreAddedAndTakenAway) {
    double values[count_lanes + 1] = {0, 1, -2, 0.5, 1e15, -1e15, 7, 8, 9};
    const double before[count_lanes + 1] = {0, 1, -2, 0.5, 1e15, -1e15, 7, 8, 9};
    const uint64_t counts = 0x7f00010203047f05;
    add_counts(values, counts, 1);
    for (size_t i = 0; i <= count_lanes; i++)
        EXPECT_EQ(values[i], before[i] + (i < count_lanes ? double(counts >> (8 * i) & 0xff) : 0));
    add_counts(values, counts, -1);
    for (size_t i = 0; i <= count_lanes; i++)
        EXPECT_EQ(values[i], before[i]);
}

} // namespace

} // namespace heatmap::grid
