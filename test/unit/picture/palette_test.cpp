#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "core/picture/palette.hpp"

namespace heatmap::picture {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

std::string hex(Rgb c) {
    char text[8];
    std::snprintf(text, sizeof(text), "%02x%02x%02x", c.r, c.g, c.b);
    return text;
}

std::string at(const char *name, double t) {
    return hex(color_at(*find_palette(name), t));
}

// First, 65th, 129th and last colour, as matplotlib 3.6 and seaborn 0.12 have them.
TEST(Palette, MeetsThePublishedColours) {
    const struct {
        const char *name, *first, *quarter, *middle, *last;
    } published[] = {{"viridis", "440154", "3b528b", "21918c", "fde725"},
                     {"inferno", "000004", "57106e", "bc3754", "fcffa4"},
                     {"magma", "000004", "51127c", "b73779", "fcfdbf"},
                     {"plasma", "0d0887", "7e03a8", "cc4778", "f0f921"},
                     {"cividis", "00224e", "434e6c", "7d7c78", "fee838"},
                     {"turbo", "30123b", "28bceb", "a4fc3c", "7a0403"},
                     {"greys", "ffffff", "d9d9d9", "959595", "000000"}};
    for (const auto &p : published) {
        EXPECT_EQ(at(p.name, 0), p.first) << p.name;
        EXPECT_EQ(at(p.name, 64 / 255.0), p.quarter) << p.name;
        EXPECT_EQ(at(p.name, 128 / 255.0), p.middle) << p.name;
        EXPECT_EQ(at(p.name, 1), p.last) << p.name;
    }
    EXPECT_EQ(at("coolwarm", -1), "3b4cc0");
    EXPECT_EQ(at("coolwarm", 0), "dddcdc");
    EXPECT_EQ(at("coolwarm", 1), "b40426");
    EXPECT_EQ(at("icefire", -1), "bde7db");
    EXPECT_EQ(at("icefire", 0), "1f1e1e");
    EXPECT_EQ(at("icefire", 1), "ffd4ac");
}

// The stops are not at one of the 256 places, which are up to 1/510 away.
TEST(Palette, HeatHasItsStops) {
    const auto expect_near = [](double t, int r, int g, int b) {
        const Rgb c = color_at(heat, t);
        EXPECT_NEAR(c.r, r, 2) << t;
        EXPECT_NEAR(c.g, g, 2) << t;
        EXPECT_NEAR(c.b, b, 2) << t;
    };
    expect_near(0, 0, 0, 255);
    expect_near(0.25, 0, 0, 255);
    expect_near(0.4, 0, 128, 128);
    expect_near(0.55, 0, 255, 0);
    expect_near(0.7, 128, 255, 0);
    expect_near(0.85, 255, 255, 0);
    expect_near(1, 255, 0, 0);
}

TEST(Palette, ClampsWhatIsOutside) {
    for (double t : {-inf, -1e300, -1e-9, -0.0, std::nan("")})
        EXPECT_EQ(hex(color_at(inferno, t)), "000004") << t;
    for (double t : {1 + 1e-9, 1e300, inf})
        EXPECT_EQ(hex(color_at(inferno, t)), "fcffa4") << t;
    EXPECT_EQ(hex(color_at(coolwarm, -inf)), "3b4cc0");
    EXPECT_EQ(hex(color_at(coolwarm, std::nan(""))), "dddcdc");
}

TEST(Palette, IsFoundByItsName) {
    std::string names = palette_names;
    int n = 0;
    for (size_t begin = 0; begin < names.size(); n++) {
        const size_t end = std::min(names.find(", ", begin), names.size());
        const std::string name = names.substr(begin, end - begin);
        ASSERT_NE(find_palette(name), nullptr) << name;
        EXPECT_EQ(find_palette(name)->name, name);
        begin = end + 2;
    }
    EXPECT_EQ(n, 10);
    for (const char *name : {"", "Viridis", "viridis ", "viridi", "none"})
        EXPECT_EQ(find_palette(name), nullptr) << name;
}

// Lightness (CIE 1976) of the perceptually uniform ones rises without a step back.
TEST(Palette, UniformOnesGetLighter) {
    for (const char *name : {"viridis", "inferno", "magma", "plasma", "cividis"}) {
        double last = -1;
        for (const Rgb c : find_palette(name)->colors) {
            const auto linear = [](uint8_t part) { return std::pow(part / 255.0, 2.2); };
            const double light =
                std::cbrt(0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b));
            EXPECT_GE(light, last - 0.005) << name;
            last = light;
        }
    }
}

} // namespace
} // namespace heatmap::picture
