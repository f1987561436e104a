#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>
#include <png.h>

#include "core/picture/image.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::picture {
using namespace test;
namespace {

constexpr Memory memory{std::malloc, std::free, no_poll};

struct Decoded {
    uint32_t width = 0, height = 0;
    std::vector<Rgba> pixels;

    Rgba at(uint32_t x, uint32_t y) const {
        return pixels[size_t{y} * width + x];
    }
};

// What libpng makes of a file.
Decoded decode(const char *bytes, size_t size) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    Decoded d;
    if (png_image_begin_read_from_memory(&image, bytes, size) == 0)
        return d;
    image.format = PNG_FORMAT_RGBA;
    d.pixels.resize(size_t{image.width} * image.height);
    if (png_image_finish_read(&image, nullptr, d.pixels.data(), 0, nullptr) != 0 &&
        image.warning_or_error == 0) {
        d.width = image.width;
        d.height = image.height;
    }
    return d;
}

Decoded draw(const std::vector<double> &values, uint32_t cols, const Shading &shading,
             uint32_t width, uint32_t height, Enlarge enlarge) {
    Buffer out(memory, 16);
    write_image({values.data(), cols, static_cast<uint32_t>(values.size() / cols)}, shading, width,
                height, enlarge, &out);
    Decoded d = decode(out.data(), out.size());
    EXPECT_EQ(d.width, width);
    EXPECT_EQ(d.height, height);
    std::free(out.data());
    return d;
}

Shading shading_of(const Palette &palette, ScaleKind kind, double top, bool layer) {
    return Shading{&palette, Scale{kind, layer ? 0.05 : 0, 1, top, nullptr, 0, false},
                   layer ? 0.75 : 1, layer ? 0.3 : 0};
}

// The reference: the colour of a place in exact arithmetic, without shades.
struct Color {
    double r, g, b, a;
};

Color reference(const Shading &s, double place) {
    if (place == 0)
        return {0, 0, 0, 0};
    const double index = (s.palette->diverging ? (place + 1) / 2 : place) * 255;
    const Rgb c = s.palette->colors[std::lround(index)];
    const double alpha =
        s.rise > 0 ? s.opacity * std::min(std::fabs(place) / s.rise, 1.0) : s.opacity;
    return {double(c.r), double(c.g), double(c.b), alpha * 255};
}

// A shade is at most half a step from the place: so far a colour may be off, which is more than
// invisible where the alpha is small.
void expect_color(const Rgba &is, const Shading &s, double place, const std::string &where) {
    const double step = s.palette->diverging ? 1.0 / 127 : 1.0 / 254;
    double best = 1e9;
    for (double p : {place - step / 2, place, place + step / 2}) {
        const double least = s.palette->diverging ? -1.0 : 1e-9;
        const Color c = reference(s, place == 0 ? 0 : std::clamp(p, least, 1.0));
        const double off =
            std::max({std::fabs(c.r - is.r) * is.a / 255, std::fabs(c.g - is.g) * is.a / 255,
                      std::fabs(c.b - is.b) * is.a / 255, std::fabs(c.a - is.a)});
        best = std::min(best, off);
    }
    EXPECT_LE(best, 4.5) << where << " place " << place;
}

TEST(Image, OnePixelACellHasTheColourOfItsValue) {
    Rng rng(1);
    for (const Palette *palette : {&heat, &viridis, &coolwarm}) {
        for (const bool layer : {false, true}) {
            std::vector<double> values(40 * 30);
            for (double &v : values)
                v = whole(rng, 0, 2) == 0 ? 0 : whole(rng, palette->diverging ? -100 : 0, 100);
            values[7] = 100;
            const Shading s = shading_of(*palette, ScaleKind::sqrt, 100, layer);
            const Decoded d = draw(values, 40, s, 40, 30, Enlarge::bilinear);
            for (uint32_t i = 0; i < values.size(); i++)
                expect_color(d.pixels[i], s, place_of(s.scale, values[i]), std::to_string(i));
        }
    }
}

TEST(Image, EmptyCellsAreTransparentAndOccupiedOnesOfAChartAreNot) {
    const std::vector<double> values = {0, 1e-6, 100, 0};
    const Shading s = shading_of(viridis, ScaleKind::linear, 100, false);
    const Decoded d = draw(values, 2, s, 2, 2, Enlarge::rectangles);
    EXPECT_EQ(d.at(0, 0).a, 0);
    EXPECT_EQ(d.at(1, 0).a, 255);
    EXPECT_EQ(d.at(0, 1).a, 255);
    EXPECT_EQ(d.at(1, 1).a, 0);
}

TEST(Image, RectanglesKeepTheirEdges) {
    const std::vector<double> values = {1, 2, 3, 4, 5, 6};
    const Shading s = shading_of(viridis, ScaleKind::linear, 6, false);
    const Decoded d = draw(values, 3, s, 31, 21, Enlarge::rectangles);
    for (uint32_t y = 0; y < 21; y++)
        for (uint32_t x = 0; x < 31; x++) {
            const auto col = static_cast<int>((x + 0.5) / 31 * 3);
            const auto row = static_cast<int>((y + 0.5) / 21 * 2);
            expect_color(d.at(x, y), s, place_of(s.scale, values[row * 3 + col]), "");
        }
}

// Places between the middles of four cells are mixed in proportion to the distance.
double mixed(const std::vector<double> &values, uint32_t cols, const Scale &scale, double x,
             double y) {
    const auto rows = static_cast<uint32_t>(values.size() / cols);
    const auto place = [&](double col, double row) {
        const auto c = static_cast<uint32_t>(std::clamp(col, 0.0, cols - 1.0));
        const auto r = static_cast<uint32_t>(std::clamp(row, 0.0, rows - 1.0));
        return place_of(scale, values[size_t{r} * cols + c]);
    };
    const double c = std::floor(x - 0.5), r = std::floor(y - 0.5);
    const double fx = x - 0.5 - c, fy = y - 0.5 - r;
    return (place(c, r) * (1 - fx) + place(c + 1, r) * fx) * (1 - fy) +
           (place(c, r + 1) * (1 - fx) + place(c + 1, r + 1) * fx) * fy;
}

TEST(Image, BilinearMeetsTheReference) {
    Rng rng(2);
    for (int n = 0; n < 60; n++) {
        const auto cols = static_cast<uint32_t>(whole(rng, 1, 12));
        const auto rows = static_cast<uint32_t>(whole(rng, 1, 12));
        const auto width = static_cast<uint32_t>(whole(rng, cols, 60));
        const auto height = static_cast<uint32_t>(whole(rng, rows, 60));
        const Palette &palette = n % 2 == 0 ? heat : coolwarm;
        std::vector<double> values(cols * rows);
        for (double &v : values)
            v = whole(rng, palette.diverging ? -50 : 0, 50);
        const Shading s = shading_of(palette, ScaleKind::sqrt, 50, true);
        const Decoded d = draw(values, cols, s, width, height, Enlarge::bilinear);
        for (uint32_t y = 0; y < height; y++)
            for (uint32_t x = 0; x < width; x++)
                expect_color(d.at(x, y), s,
                             mixed(values, cols, s.scale, (x + 0.5) / width * cols,
                                   (y + 0.5) / height * rows),
                             std::to_string(x) + "," + std::to_string(y));
    }
}

TEST(Image, SmallerOnesShowMeans) {
    Rng rng(3);
    for (int n = 0; n < 60; n++) {
        const auto cols = static_cast<uint32_t>(whole(rng, 1, 40));
        const auto rows = static_cast<uint32_t>(whole(rng, 1, 40));
        const auto width = static_cast<uint32_t>(whole(rng, 1, cols));
        const auto height = static_cast<uint32_t>(whole(rng, 1, rows));
        std::vector<double> values(cols * rows);
        for (double &v : values)
            v = static_cast<double>(whole(rng, 0, 50));
        const Shading s = shading_of(viridis, ScaleKind::linear, 50, false);
        const Decoded d = draw(values, cols, s, width, height, Enlarge::rectangles);
        for (uint32_t y = 0; y < height; y++)
            for (uint32_t x = 0; x < width; x++) {
                double sum = 0;
                for (uint32_t i = 0; i < values.size(); i++) {
                    const auto part = [](uint32_t cell, uint32_t cells, uint32_t pixel,
                                         uint32_t pixels) {
                        const double scale = double(pixels) / cells;
                        return std::max(0.0, std::min((cell + 1) * scale, pixel + 1.0) -
                                                 std::max(cell * scale, double(pixel)));
                    };
                    sum += values[i] * part(i % cols, cols, x, width) *
                           part(i / cols, rows, y, height);
                }
                expect_color(d.at(x, y), s, place_of(s.scale, sum), "mean");
            }
    }
}

TEST(Image, HasTheSameBytesEachTime) {
    std::vector<double> values(50 * 50);
    for (size_t i = 0; i < values.size(); i++)
        values[i] = static_cast<double>(i * 7919 % 101);
    const Shading s = shading_of(heat, ScaleKind::sqrt, 100, true);
    std::string first;
    for (int n = 0; n < 3; n++) {
        Buffer out(memory, size_t{1} << (4 + 4 * n));
        write_image({values.data(), 50, 50}, s, 500, 500, Enlarge::bilinear, &out);
        const std::string bytes(out.data(), out.size());
        if (n == 0)
            first = bytes;
        EXPECT_EQ(bytes, first);
        std::free(out.data());
    }
}

TEST(Image, OfExtremeShapes) {
    const Shading s = shading_of(heat, ScaleKind::sqrt, 1, true);
    for (const auto &[cols, rows, width, height] : {std::array<uint32_t, 4>{1, 1, 1, 1},
                                                    {1, 1, 16384, 1},
                                                    {1, 1, 1, 16384},
                                                    {100000, 1, 7, 3},
                                                    {1, 100000, 3, 7},
                                                    {3, 2, 2, 3}}) {
        const std::vector<double> values(size_t{cols} * rows, 1);
        const Decoded d = draw(values, cols, s, width, height, Enlarge::bilinear);
        for (const Rgba &pixel : d.pixels)
            ASSERT_TRUE(pixel.r == 255 && pixel.g == 0 && pixel.a == 191) << cols << " " << rows;
    }
}

} // namespace
} // namespace heatmap::picture
