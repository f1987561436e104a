#include <cmath>

#include <gtest/gtest.h>

#include "core/stats/rates.hpp"

namespace heatmap::stats {
namespace {

TEST(Rates, WidthsOfTheNormalDistribution) {
    EXPECT_NEAR(normal_width(0.5), 0.674489750196082, 1e-14);
    EXPECT_NEAR(normal_width(0.6826894921370859), 1, 1e-14);
    EXPECT_NEAR(normal_width(0.95), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_width(0.99), 2.575829303548901, 1e-14);
    EXPECT_NEAR(normal_width(1e-300), 0, 1e-299);
    EXPECT_GT(normal_width(std::nextafter(1.0, 0.0)), 8);
}

TEST(Rates, WilsonIsTheRootOfItsEquation) {
    // The ends of the interval are the rates from which the observed rate is z deviations away.
    for (double z : {0.1, 1.0, 1.96, 5.0})
        for (double n : {1.0, 2.5, 20.0, 1e9})
            for (double part : {0.001, 0.3, 0.5, 0.77}) {
                const Rate r = wilson(part * n, n, z);
                EXPECT_DOUBLE_EQ(r.rate, part);
                for (double end : {r.low, r.high})
                    EXPECT_NEAR(std::fabs(part - end), z * std::sqrt(end * (1 - end) / n), 1e-12)
                        << z << " " << n << " " << part;
                EXPECT_LT(r.low, r.rate);
                EXPECT_GT(r.high, r.rate);
            }
}

TEST(Rates, EndsAreExact) {
    for (double n : {1.0, 3.0, 49.0, 1e15}) {
        const Rate none = wilson(0, n, 1.96), all = wilson(n, n, 1.96);
        EXPECT_EQ(none.low, 0);
        EXPECT_EQ(none.rate, 0);
        EXPECT_GT(none.high, 0);
        EXPECT_EQ(all.high, 1);
        EXPECT_EQ(all.rate, 1);
        EXPECT_LT(all.low, 1);
        EXPECT_NEAR(none.high, 1 - all.low, 1e-15);
    }
}

TEST(Rates, IntervalIsWithinZeroAndOneAndAroundTheRate) {
    for (double n : {1.0, 0.3, 7.0, 1e6})
        for (double part = 1e-20; part < 1; part *= 3.7)
            for (double successes : {n * part, n - n * part}) {
                const Rate r = wilson(successes, n, 1.96);
                EXPECT_GE(r.low, 0) << successes << " " << n;
                EXPECT_LE(r.low, r.rate) << successes << " " << n;
                EXPECT_GE(r.high, r.rate) << successes << " " << n;
                EXPECT_LE(r.high, 1) << successes << " " << n;
            }
}

} // namespace
} // namespace heatmap::stats
