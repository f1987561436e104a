#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "core/scroll/bands.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::scroll {
using namespace test;
namespace {

// A page of n bands, each 10 high.
struct Page {
    explicit Page(const std::vector<double> &counts) : stopped(counts), reached(counts.size() + 1) {
        EXPECT_EQ(make_bands(10.0 * static_cast<double>(counts.size()),
                             static_cast<int64_t>(counts.size()), &bands.canvas),
                  CanvasError::none);
        bands.stopped = stopped.data();
        bands.reached = reached.data();
        sum_reached(bands, no_poll);
    }

    std::vector<double> stopped, reached;
    Bands bands;
};

TEST(Bands, ReachAtEdgesIsTheShareThatDidNotStopAbove) {
    Rng rng(720);
    for (int round = 0; round < 500; round++) {
        std::vector<double> counts(1 + rng() % 30);
        for (double &count : counts)
            count = static_cast<double>(rng() % 5);
        counts[rng() % counts.size()] += 1; // there is a view
        const Page page(counts);
        const double views = std::accumulate(counts.begin(), counts.end(), 0.0);
        ASSERT_EQ(page.bands.views(), views);
        double below = views;
        for (size_t band = 0; band < counts.size(); band++) {
            const double top = 10.0 * static_cast<double>(band);
            ASSERT_EQ(page.bands.top(static_cast<uint32_t>(band)), top);
            ASSERT_DOUBLE_EQ(reach(page.bands, top), below / views);
            ASSERT_DOUBLE_EQ(reach(page.bands, top + 5), (below - counts[band] / 2) / views);
            below -= counts[band];
        }
        ASSERT_EQ(reach(page.bands, -1), 1);
        ASSERT_EQ(reach(page.bands, INFINITY), 0);
    }
}

TEST(Bands, PercentileIsTheLeastDepthThatAShareDidNotPass) {
    Rng rng(721);
    for (int round = 0; round < 500; round++) {
        std::vector<double> counts(1 + rng() % 30);
        for (double &count : counts)
            count = static_cast<double>(rng() % 3);
        counts[rng() % counts.size()] += 1;
        const Page page(counts);
        for (const double p : {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0}) {
            const double depth = percentile(page.bands, p);
            // So many stopped above it, and fewer a little higher up.
            ASSERT_GE(1 - reach(page.bands, depth) + 1e-12,
                      depth >= page.bands.canvas.ymax ? 0 : p);
            if (p > 0 && depth > 1e-6) {
                ASSERT_LT(1 - reach(page.bands, depth - 1e-6), p) << p;
            }
        }
    }
}

int polls;

TEST(Bands, SumPolls) {
    const std::vector<double> counts(300000, 1);
    Page page(counts);
    polls = 0;
    sum_reached(page.bands, [] { polls++; });
    EXPECT_GE(polls, 4);
}

} // namespace
} // namespace heatmap::scroll
