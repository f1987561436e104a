#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "core/scroll/bands.hpp"
#include "unit/box.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::scroll {
using namespace test;
namespace {

// A page of bands, each 10 high; the last count is that of the end.
struct Page {
    explicit Page(const std::vector<double> &counts) : stopped(counts), reached(counts.size()) {
        EXPECT_EQ(make_bands(10.0 * static_cast<double>(counts.size() - 1),
                             static_cast<int64_t>(counts.size() - 1), &bands.canvas),
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
        std::vector<double> counts(2 + rng() % 30);
        for (double &count : counts)
            count = static_cast<double>(rng() % 5);
        counts[rng() % counts.size()] += 1; // there is a view
        const Page page(counts);
        const double views = std::accumulate(counts.begin(), counts.end(), 0.0);
        ASSERT_EQ(page.bands.views(), views);
        double below = views;
        for (size_t band = 0; band + 1 < counts.size(); band++) {
            const double top = 10.0 * static_cast<double>(band);
            ASSERT_EQ(page.bands.top(static_cast<uint32_t>(band)), top);
            ASSERT_DOUBLE_EQ(reach(page.bands, top), below / views);
            ASSERT_DOUBLE_EQ(reach(page.bands, top + 5), (below - counts[band] / 2) / views);
            below -= counts[band];
        }
        ASSERT_DOUBLE_EQ(reach(page.bands, page.bands.canvas.ymax), below / views);
        ASSERT_EQ(reach(page.bands, std::nextafter(page.bands.canvas.ymax, INFINITY)), 0);
        ASSERT_EQ(reach(page.bands, -1), 1);
        ASSERT_EQ(reach(page.bands, INFINITY), 0);
    }
}

TEST(Bands, PercentileIsTheLeastDepthThatAShareDidNotPass) {
    Rng rng(721);
    for (int round = 0; round < 500; round++) {
        std::vector<double> counts(2 + rng() % 30);
        for (double &count : counts)
            count = static_cast<double>(rng() % 3);
        counts[rng() % counts.size()] += 1;
        const Page page(counts);
        for (const double p : {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0}) {
            const double depth = percentile(page.bands, p);
            // So many stopped above it, and fewer a little higher up.
            const double end = page.bands.canvas.ymax;
            ASSERT_LE(depth, end);
            if (depth < end) {
                ASSERT_GE(1 - reach(page.bands, depth) + 1e-12, p);
            }
            if (p > 0 && depth > 1e-6) {
                ASSERT_LT(1 - reach(page.bands, depth - 1e-6), p) << p;
            }
        }
    }
}

TEST(Bands, APageThatAllCameToTheEndOf) {
    const Page page({0, 0, 0, 10});
    EXPECT_EQ(reach(page.bands, 29), 1);
    EXPECT_EQ(reach(page.bands, 30), 1);
    EXPECT_EQ(reach(page.bands, 31), 0);
    for (const double p : {0.0, 0.5, 1.0})
        EXPECT_EQ(percentile(page.bands, p), 30);
}

TEST(Histogram, ItsCanvasGivesTheBandsBack) {
    Rng rng(722);
    for (int round = 0; round < 2000; round++) {
        const double height = round % 2 ? static_cast<double>(whole(rng, 1, 20000))
                                        : std::exp(uniform(rng, -100, 100));
        const auto n = static_cast<int32_t>(whole(rng, 1, round % 3 ? 1000 : 100000));
        const Canvas histogram = histogram_canvas(height, n);
        ASSERT_EQ(grid::check_canvas(histogram), CanvasError::none);
        Canvas bands, expected;
        ASSERT_TRUE(bands_of_histogram(histogram, &bands));
        ASSERT_EQ(make_bands(height, n, &expected), CanvasError::none);
        ASSERT_TRUE(grid::same_canvas(bands, expected));
        uint32_t row;
        ASSERT_TRUE(locate_depth(bands, height, &row));
        ASSERT_EQ(row, static_cast<uint32_t>(n));
        ASSERT_TRUE(locate_depth(bands, std::nextafter(height, 0), &row));
        ASSERT_EQ(row, static_cast<uint32_t>(n) - 1);
    }
}

TEST(Histogram, OtherCanvasesAreNone) {
    Canvas bands;
    for (const Canvas &other :
         {grid::canvas_of(1, 6, 0, 0, 1, 6000), grid::canvas_of(2, 7, 0, 0, 6000, 7000),
          grid::canvas_of(1, 7, 0, 0, 6000, 7001), grid::canvas_of(1, 7, 1, 0, 6000, 7000),
          grid::canvas_of(1, 1, 0, 0, 6000, 7000)})
        EXPECT_FALSE(bands_of_histogram(other, &bands));
    EXPECT_TRUE(bands_of_histogram(grid::canvas_of(1, 7, 0, 0, 6000, 7000), &bands));
}

TEST(Histogram, RefusesWhatBandsRefuse) {
    for (const double height : {0.0, -0.0, -1.0, double(NAN), double(INFINITY), 1e308})
        EXPECT_EQ(grid::check_canvas(histogram_canvas(height, 4)), CanvasError::extent) << height;
    for (const int32_t bands : {0, -1, INT32_MIN})
        EXPECT_EQ(grid::check_canvas(histogram_canvas(100, bands)), CanvasError::dimensions);
    for (const int32_t bands : {1 << 24, INT32_MAX})
        EXPECT_EQ(grid::check_canvas(histogram_canvas(100, bands)), CanvasError::too_many_cells);
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
