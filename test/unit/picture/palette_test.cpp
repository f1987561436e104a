#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/picture/palette.hpp"

namespace heatmap::picture {
namespace {

int brightness(Rgb c) {
    return 299 * c.r + 587 * c.g + 114 * c.b;
}

void expect_rgb(double t, int r, int g, int b) {
    const Rgb c = inferno(t);
    EXPECT_EQ(c.r, r) << t;
    EXPECT_EQ(c.g, g) << t;
    EXPECT_EQ(c.b, b) << t;
}

// matplotlib.colormaps['inferno'](t) at the ends and in the middle.
TEST(Inferno, MeetsThePublishedColours) {
    expect_rgb(0, 0, 0, 4);
    expect_rgb(0.5, 188, 55, 84);
    expect_rgb(1, 252, 255, 164);
}

TEST(Inferno, ClampsWhatIsOutside) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    for (double t : {-inf, -1e300, -1e-9, -0.0})
        expect_rgb(t, 0, 0, 4);
    for (double t : {1 + 1e-9, 1e300, inf})
        expect_rgb(t, 252, 255, 164);
}

TEST(Inferno, NanIsTheColourOfZero) {
    expect_rgb(std::numeric_limits<double>::quiet_NaN(), 0, 0, 4);
}

TEST(Inferno, GetsBrighterWithoutJumps) {
    Rgb last = inferno(0);
    for (int i = 1; i <= 10000; i++) {
        const Rgb c = inferno(i / 10000.0);
        EXPECT_GE(brightness(c) + 600, brightness(last)); // rounding of one channel
        EXPECT_LE(std::abs(c.r - last.r) + std::abs(c.g - last.g) + std::abs(c.b - last.b), 3);
        last = c;
    }
}

TEST(Inferno, TheColoursBetweenTwoStopsAreTheirMixture) {
    for (int i = 0; i < 10; i++) {
        const Rgb a = inferno(i / 10.0), b = inferno((i + 1) / 10.0), mid = inferno((i + 0.5) / 10);
        EXPECT_NEAR(mid.r, (a.r + b.r) / 2.0, 0.5 + 1e-9);
        EXPECT_NEAR(mid.g, (a.g + b.g) / 2.0, 0.5 + 1e-9);
        EXPECT_NEAR(mid.b, (a.b + b.b) / 2.0, 0.5 + 1e-9);
    }
}

TEST(Diverging, IsInfernoAboveZeroAndBlueBelow) {
    for (double t : {0.0, 0.3, 1.0, 7.0}) {
        const Rgb a = diverging(t), b = inferno(t);
        EXPECT_TRUE(a.r == b.r && a.g == b.g && a.b == b.b) << t;
    }
    Rgb last = diverging(0);
    for (int i = 1; i <= 1000; i++) {
        const Rgb c = diverging(-i / 1000.0);
        EXPECT_GE(c.b, last.b);
        EXPECT_LE(std::abs(c.r - last.r) + std::abs(c.g - last.g) + std::abs(c.b - last.b), 6);
        if (i > 100) {
            EXPECT_GT(c.b, c.r) << i;
        }
        last = c;
    }
    const Rgb beyond = diverging(-1e300);
    EXPECT_TRUE(beyond.r == last.r && beyond.g == last.g && beyond.b == last.b);
}

} // namespace
} // namespace heatmap::picture
