#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "core/picture/axis.hpp"
#include "core/picture/bar.hpp"
#include "core/picture/words.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::picture {
using namespace test;
namespace {

std::string str(const Words &words) {
    return std::string(std::string_view(words));
}

TEST(Words, Values) {
    EXPECT_EQ(str(value_words(0)), "0");
    EXPECT_EQ(str(value_words(-0.0)), "0");
    EXPECT_EQ(str(value_words(7)), "7");
    EXPECT_EQ(str(value_words(999)), "999");
    EXPECT_EQ(str(value_words(1000)), "1,000");
    EXPECT_EQ(str(value_words(-1234567)), "-1,234,567");
    EXPECT_EQ(str(value_words(0.5)), "0.5");
    EXPECT_EQ(str(value_words(12.345)), "12.3");
    EXPECT_EQ(str(value_words(1234.4)), "1,234");
    EXPECT_EQ(str(value_words(0.00012345)), "0.000123");
    EXPECT_EQ(str(value_words(1e-9)), "1e-09");
    EXPECT_EQ(str(value_words(999999999999999.0)), "999,999,999,999,999");
    EXPECT_EQ(str(value_words(1e15)), "1e+15");
    EXPECT_EQ(str(value_words(-1.7e308)), "-1.7e+308");
}

TEST(Words, PercentagesAreNotRoundedToAllOrNothing) {
    EXPECT_EQ(str(percent_words(0)), "0%");
    EXPECT_EQ(str(percent_words(1)), "100%");
    EXPECT_EQ(str(percent_words(0.00049)), "<0.1%");
    EXPECT_EQ(str(percent_words(0.0005)), "0.1%");
    EXPECT_EQ(str(percent_words(0.9994)), "99.9%");
    EXPECT_EQ(str(percent_words(0.99951)), ">99.9%");
    EXPECT_EQ(str(percent_words(1 - 1e-15)), ">99.9%");
    EXPECT_EQ(str(percent_words(0.3764)), "37.6%");
    EXPECT_EQ(str(percent_words(0.5)), "50%");
    EXPECT_EQ(str(percent_words(0.29)), "29%"); // 100 * 0.29 is 28.999...
    EXPECT_EQ(str(percent_words(0.50001)), "50.0%");
    EXPECT_EQ(str(percent_words(1.5)), "150%");
    EXPECT_EQ(str(percent_words(std::nan(""))), "-");
}

TEST(Words, Durations) {
    EXPECT_EQ(str(duration_words(0)), "0 s");
    EXPECT_EQ(str(duration_words(1.25)), "1.25 s");
    EXPECT_EQ(str(duration_words(59)), "59 s");
    EXPECT_EQ(str(duration_words(90)), "1.5 min");
    EXPECT_EQ(str(duration_words(3600)), "1 h");
    EXPECT_EQ(str(duration_words(86400 * 1.5)), "36 h");
    EXPECT_EQ(str(duration_words(86400 * 12)), "12 days");
}

TEST(Axis, TicksAreRoundAndApart) {
    Rng rng(1);
    for (int n = 0; n < 5000; n++) {
        const double min = uniform(rng, -1, 1) * std::pow(10, whole(rng, -6, 6));
        const double range = std::fabs(min) * uniform(rng, 1e-3, 100) + 1e-9;
        const Axis axis{min, min + range, nullptr};
        const double pixels = uniform(rng, 1, 2000);
        double last = -1e9;
        int ticks = 0;
        std::string written;
        for_each_tick(axis, pixels, 50, [&](double place, double value, int decimals) {
            const std::string words = str(number_words(value, decimals));
            EXPECT_NE(words, written);
            written = words;
            EXPECT_GE(place, -1e-6 * pixels);
            EXPECT_LE(place, pixels * (1 + 1e-6));
            EXPECT_GE(place - last, 50 - 1e-6 * pixels);
            EXPECT_NEAR(value, min + place / pixels * range, range * 1e-6);
            last = place;
            ticks++;
        });
        EXPECT_LE(ticks, pixels / 50 + 1.001);
        if (pixels > 300) {
            EXPECT_GE(ticks, pixels / 50 / 2.5 - 1);
        }
    }
}

TEST(Bar, HasItsLengthAndWidth) {
    constexpr Memory memory{std::malloc, std::free, no_poll};
    const auto bar = [&](double ratio, uint32_t width, bool blocks) {
        Buffer out(memory);
        put_bar(ratio, width, blocks, &out);
        const std::string text(out.data(), out.size());
        std::free(out.data());
        return text;
    };
    EXPECT_EQ(bar(0, 4, false), "    ");
    EXPECT_EQ(bar(0.5, 4, false), "##  ");
    EXPECT_EQ(bar(1e-9, 4, false), "#   ");
    EXPECT_EQ(bar(7, 4, false), "####");
    EXPECT_EQ(bar(1, 2, true), "\xe2\x96\x88\xe2\x96\x88");
    EXPECT_EQ(bar(0.5, 1, true), "\xe2\x96\x8c");   // left half block
    EXPECT_EQ(bar(1e-9, 1, true), "\xe2\x96\x8f");  // one eighth
    EXPECT_EQ(bar(0.875, 1, true), "\xe2\x96\x89"); // seven eighths
    for (int i = 0; i <= 80; i++)
        EXPECT_EQ(characters(bar(i / 80.0, 10, true)), 10u) << i;
}

} // namespace
} // namespace heatmap::picture
