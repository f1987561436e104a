#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/picture/scale.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::picture {
using namespace test;
namespace {

// A scale of these values, which it keeps.
struct Fixture {
    std::vector<double> values, scratch;
    Scale scale;

    Fixture(ScaleKind kind, double cut, double clip, std::vector<double> v)
        : values(std::move(v)), scratch(values.size()) {
        const double largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
        scale = make_scale(kind, cut, clip, largest, values.data(), values.size(), no_poll,
                           scratch.data());
    }
};

TEST(Scale, HasTheFormulasOfItsKinds) {
    const std::vector<double> v = {4, 1, 100, 25};
    EXPECT_DOUBLE_EQ(place_of(Fixture(ScaleKind::linear, 0, 1, v).scale, 25), 0.25);
    EXPECT_DOUBLE_EQ(place_of(Fixture(ScaleKind::sqrt, 0, 1, v).scale, 25), 0.5);
    EXPECT_DOUBLE_EQ(place_of(Fixture(ScaleKind::log, 0, 1, v).scale, 25),
                     std::log(26) / std::log(101));
    EXPECT_DOUBLE_EQ(place_of(Fixture(ScaleKind::rank, 0, 1, v).scale, 25), 0.75);
    EXPECT_DOUBLE_EQ(place_of(Fixture(ScaleKind::rank, 0, 1, v).scale, 24.9), 0.5);
    EXPECT_DOUBLE_EQ(place_of(Fixture(ScaleKind::rank, 0, 1, v).scale, 0.5), 0);
    // DESIGN of a layer: (sqrt(value / max) - .05) / .95
    const Fixture cut(ScaleKind::sqrt, 0.05, 1, v);
    EXPECT_DOUBLE_EQ(place_of(cut.scale, 25), (0.5 - 0.05) / 0.95);
    EXPECT_EQ(place_of(cut.scale, 0.2), 0); // sqrt(.002) < .05
}

TEST(Scale, LogOfExtremes) {
    const Fixture f(ScaleKind::log, 0, 1, {5e-324, 1, 1.7e308});
    EXPECT_NEAR(place_of(f.scale, 1), 744.44 / (744.44 + 709.73), 1e-3);
    EXPECT_EQ(place_of(f.scale, 1.7e308), 1);
    EXPECT_NEAR(value_at(f.scale, place_of(f.scale, 1)), 1, 1e-9);
}

TEST(Scale, KeepsTheSignAndClamps) {
    const Fixture f(ScaleKind::sqrt, 0, 1, {1, 16});
    EXPECT_DOUBLE_EQ(place_of(f.scale, -4), -0.5);
    EXPECT_EQ(place_of(f.scale, -1e300), -1);
    EXPECT_EQ(place_of(f.scale, 17), 1);
    EXPECT_EQ(place_of(f.scale, 0), 0);
    EXPECT_EQ(value_at(f.scale, -0.5), -4);
    EXPECT_EQ(value_at(f.scale, 7), 16);
}

TEST(Scale, ClipIsAQuantile) {
    std::vector<double> v(100);
    for (int i = 0; i < 100; i++)
        v[i] = (i * 37 % 100) + 1; // 1 .. 100, shuffled
    EXPECT_EQ(Fixture(ScaleKind::sqrt, 0, 1, v).scale.top, 100);
    EXPECT_FALSE(Fixture(ScaleKind::sqrt, 0, 1, v).scale.clipped);
    EXPECT_EQ(Fixture(ScaleKind::sqrt, 0, 0.99, v).scale.top, 99);
    EXPECT_TRUE(Fixture(ScaleKind::sqrt, 0, 0.99, v).scale.clipped);
    EXPECT_EQ(Fixture(ScaleKind::sqrt, 0, 0.5, v).scale.top, 50);
    EXPECT_EQ(Fixture(ScaleKind::sqrt, 0, 0, v).scale.top, 1);
    EXPECT_EQ(place_of(Fixture(ScaleKind::rank, 0, 0.5, v).scale, 25), 0.5);
    EXPECT_EQ(place_of(Fixture(ScaleKind::rank, 0, 0.5, v).scale, 99), 1);
}

TEST(Scale, OfNothingShowsNothing) {
    for (ScaleKind kind : {ScaleKind::linear, ScaleKind::sqrt, ScaleKind::log, ScaleKind::rank}) {
        const Fixture f(kind, 0.05, 0.9, {});
        EXPECT_EQ(place_of(f.scale, 5), 0);
        EXPECT_EQ(value_at(f.scale, 0.5), 0);
    }
}

TEST(Scale, LegendIsTheInverse) {
    Rng rng(1);
    for (int n = 0; n < 2000; n++) {
        std::vector<double> v(whole(rng, 1, 50));
        for (double &x : v)
            x = std::exp(uniform(rng, -300, 300));
        const auto kind = static_cast<ScaleKind>(whole(rng, 0, 3));
        const double cut = whole(rng, 0, 1) * 0.05;
        const Fixture f(kind, cut, whole(rng, 0, 1) != 0 ? 1 : 0.8, v);
        EXPECT_TRUE(std::is_sorted(f.values.begin(), f.values.end()) ||
                    (kind != ScaleKind::rank && f.scale.n == f.values.size()));
        double last = 0;
        for (int i = 1; i <= 10; i++) {
            const double place = i / 10.0, value = value_at(f.scale, place);
            EXPECT_GE(value, last);
            last = value;
            if (kind == ScaleKind::rank) {
                EXPECT_GE(place_of(f.scale, value), place - 1e-12);
            } else if (value > 1e-290) {
                EXPECT_NEAR(place_of(f.scale, value), place, 1e-9) << int(kind) << " " << cut;
            }
        }
        EXPECT_EQ(value_at(f.scale, 1), f.scale.top);
    }
}

} // namespace
} // namespace heatmap::picture
