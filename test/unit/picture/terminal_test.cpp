#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "core/grid/raster.hpp"
#include "core/picture/terminal.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::picture {
using namespace test;
using namespace grid;
namespace {

using Pixels = std::vector<double>;

Pixels pixels_of(const Cells &cells, const Canvas &canvas, const Raster &raster) {
    Pixels pixels(size_t{raster.width} * raster.height, std::nan(""));
    rasterize(cells.data(), static_cast<uint32_t>(cells.size()), canvas, raster.width,
              raster.height, no_poll, pixels.data());
    return pixels;
}

// Draws a text and checks that it fits into terminal_bytes(); the buffer has exactly that size.
std::string draw(const Pixels &pixels, const Raster &raster, bool color) {
    std::vector<char> text(terminal_bytes(raster));
    text.shrink_to_fit();
    const char *end = color ? draw_color(pixels.data(), raster, no_poll, text.data())
                            : draw_ascii(pixels.data(), raster, no_poll, text.data());
    const auto length = static_cast<size_t>(end - text.data());
    EXPECT_LE(length, text.size());
    return std::string(text.data(), length);
}

std::string draw(const Cells &cells, const Canvas &canvas, int width, bool color) {
    const Raster raster = raster_for(canvas, width);
    return draw(pixels_of(cells, canvas, raster), raster, color);
}

// The number of characters between the escape sequences, where every code point is one character.
size_t visible_width(const std::string &line) {
    size_t width = 0;
    for (size_t i = 0; i < line.size(); i++) {
        if (line[i] == '\x1b')
            i = line.find('m', i);
        else
            width += (static_cast<uint8_t>(line[i]) & 0xc0) != 0x80;
    }
    return width;
}

std::vector<std::string> lines_of(const std::string &text) {
    std::vector<std::string> lines;
    for (size_t at = 0;;) {
        const size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        if (end == std::string::npos)
            return lines;
        at = end + 1;
    }
}

void expect_raster(const Canvas &canvas, int max_width, uint32_t width, uint32_t height) {
    const Raster r = raster_for(canvas, max_width);
    EXPECT_EQ(r.width, width) << canvas.cols << "x" << canvas.rows << " in " << max_width;
    EXPECT_EQ(r.height, height) << canvas.cols << "x" << canvas.rows << " in " << max_width;
}

TEST(TerminalRaster, KeepsTheProportionsOfTheExtent) {
    expect_raster(canvas_of(144, 600, 0, 0, 1440, 6000), 80, 80, 334);
    expect_raster(canvas_of(144, 144, 0, 0, 100, 50), 80, 80, 40);
    expect_raster(canvas_of(80, 10, 0, 0, 1, 1), 80, 80, 80);
}

TEST(TerminalRaster, EnlargesByAWholeFactor) {
    expect_raster(unit_canvas(3, 7), 80, 78, 182);
    expect_raster(unit_canvas(50, 10), 80, 50, 10);
    expect_raster(unit_canvas(40, 10), 80, 80, 20);
}

TEST(TerminalRaster, ABarHasOnePixelACell) {
    expect_raster(canvas_of(1, 20, 0, 0, 1, 1000), 80, 80, 20);
    expect_raster(canvas_of(1, 21, 0, 0, 1, 1e300), 80, 80, 22);
    expect_raster(canvas_of(20, 1, 0, 0, 1e300, 1), 80, 80, 2);
    expect_raster(canvas_of(1, max_cells, 0, 0, 1e-300, 1e300), 10, 10, 320);
}

TEST(TerminalRaster, IsNeverEmptyOddOrTooLarge) {
    Rng rng(50);
    for (int round = 0; round < 20000; round++) {
        const auto cols = static_cast<uint32_t>(std::exp(uniform(rng, 0, std::log(max_cells))));
        const auto rows = static_cast<uint32_t>(uniform(rng, 1, 1.0 * max_cells / cols));
        Canvas canvas;
        if (make_canvas(0, 0, std::pow(10, uniform(rng, -300, 290)),
                        std::pow(10, uniform(rng, -300, 290)), cols, rows,
                        &canvas) != CanvasError::none)
            continue;
        const auto limit = static_cast<int>(whole(rng, 1, max_terminal_width));
        const Raster r = raster_for(canvas, limit);
        ASSERT_GE(r.width, 1u);
        ASSERT_LE(r.width, static_cast<uint32_t>(limit));
        ASSERT_GE(r.height, 2u);
        ASSERT_EQ(r.height % 2, 0u);
        ASSERT_LE(r.height, 32u * static_cast<uint32_t>(limit) + 1);
        ASSERT_LT(terminal_bytes(r), size_t{1} << 30) << "PostgreSQL's limit for one allocation";
    }
}

TEST(Rasterize, SpreadsEveryCellWithoutLoss) {
    Rng rng(51);
    for (int round = 0; round < 300; round++) {
        const Canvas canvas = unit_canvas(static_cast<uint32_t>(whole(rng, 1, 200)),
                                          static_cast<uint32_t>(whole(rng, 1, 200)));
        Cells cells{{static_cast<uint32_t>(rng() % cell_count(canvas)), 1000}};
        for (int i = 0; i < 100; i++)
            cells.push_back(Cell{static_cast<uint32_t>(rng() % cell_count(canvas)),
                                 static_cast<double>(whole(rng, 1, 999))});
        sort_and_merge(&cells);
        double total = 0, largest = 0;
        for (const Cell &cell : cells) {
            total += cell.value;
            largest = std::max(largest, cell.value);
        }
        const Raster raster = raster_for(canvas, static_cast<int>(whole(rng, 1, 300)));
        const Pixels pixels = pixels_of(cells, canvas, raster);
        // The unit of the pixels is not promised, so proportions are compared.
        const double sum = std::accumulate(pixels.begin(), pixels.end(), 0.0);
        const Pixels alone = pixels_of(Cells{{0, largest}}, canvas, raster);
        const double unit = std::accumulate(alone.begin(), alone.end(), 0.0);
        ASSERT_NEAR(sum / unit, total / largest, 1e-6 * total / largest);
    }
}

TEST(Rasterize, OnlyThePixelsOfTheCellLightUp) {
    const Canvas canvas = unit_canvas(3, 7);
    const Raster raster = raster_for(canvas, 30); // 10 pixels a cell
    const Pixels pixels = pixels_of(Cells{{5, 2}}, canvas, raster);
    for (uint32_t y = 0; y < raster.height; y++)
        for (uint32_t x = 0; x < raster.width; x++)
            ASSERT_EQ(pixels[y * raster.width + x] > 0, x / 10 == 2 && y / 10 == 1)
                << x << " " << y;
}

TEST(DrawAscii, KnownPictures) {
    EXPECT_EQ(draw(Cells{}, unit_canvas(4, 4), 4, false), "    \n    ");
    EXPECT_EQ(draw(Cells{{0, 1}, {5, 1}, {15, 1}}, unit_canvas(4, 4), 4, false), "@@  \n   @");
    // The ramp shows the square root: (k / 9)^2 of the largest value is character k.
    const std::vector<double> row{0, 1, 4, 9, 16, 25, 36, 49, 64, 81};
    Cells cells;
    for (uint32_t i = 0; i < 10; i++)
        cells.push_back(Cell{i, row[i]});
    EXPECT_EQ(draw(cells, unit_canvas(10, 2), 10, false), " .:-=+*#%@");
}

TEST(DrawAscii, TheSmallestValueIsVisibleAndNegativeOnesAreDigits) {
    EXPECT_EQ(draw(Cells{{0, 1e9}, {1, 1e-9}, {2, -5}}, unit_canvas(3, 2), 3, false), "@.1");
    EXPECT_EQ(draw(Cells{{0, -1}, {1, -9}}, unit_canvas(3, 2), 3, false), "39 ");
}

TEST(DrawColor, NegativeValuesAreBlue) {
    const std::string text = draw(Cells{{0, -4}, {1, 4}}, unit_canvas(2, 2), 2, true);
    EXPECT_NE(text.find("38;2;189;231;219m"), std::string::npos);
    EXPECT_NE(text.find("38;2;255;212;172m"), std::string::npos);
}

TEST(DrawColor, KnownPicture) {
    const std::string black = "38;2;0;0;4m", bright = "48;2;252;255;164m", half = "\xe2\x96\x80";
    EXPECT_EQ(draw(Cells{{2, 9}, {3, 9}}, unit_canvas(2, 2), 2, true),
              "\x1b[" + black + "\x1b[" + bright + half + half + "\x1b[0m");
}

TEST(Draw, LinesAndWidthsAreThoseOfTheRaster) {
    Rng rng(52);
    for (int round = 0; round < 300; round++) {
        const Canvas canvas = unit_canvas(static_cast<uint32_t>(whole(rng, 1, 60)),
                                          static_cast<uint32_t>(whole(rng, 1, 60)));
        Cells cells;
        for (uint32_t i = 0; i < cell_count(canvas); i++)
            if (rng() % 2)
                cells.push_back(Cell{i, uniform(rng, -10, 1000)});
        const auto width = static_cast<int>(whole(rng, 1, 90));
        const Raster raster = raster_for(canvas, width);
        for (bool color : {false, true}) {
            const auto lines = lines_of(draw(cells, canvas, width, color));
            ASSERT_EQ(lines.size(), raster.height / 2);
            for (const std::string &line : lines) {
                ASSERT_EQ(visible_width(line), raster.width);
                ASSERT_TRUE(!color || line.ends_with("\x1b[0m"));
            }
        }
    }
}

// Neighbouring pixels of different three-digit colours need the longest sequences.
TEST(Draw, TheWorstPictureStillFits) {
    const Raster raster{100, 100};
    Pixels pixels(10000);
    for (size_t i = 0; i < pixels.size(); i++)
        pixels[i] = (i + i / 100) % 2 ? 1 : 0.9;
    EXPECT_GT(draw(pixels, raster, true).size(), terminal_bytes(raster) / 2);
    draw(pixels, raster, false);
}

TEST(Draw, HugeAndTinyValuesDoNotOverflow) {
    const double huge = std::numeric_limits<double>::max();
    const double tiny = std::numeric_limits<double>::denorm_min();
    for (double value : {huge, tiny, -huge})
        for (uint32_t n : {2u, 4u, 400u})
            for (int width : {1, 2, 7, 80}) {
                const Canvas canvas = unit_canvas(n, n);
                Cells full;
                for (uint32_t i = 0; i < n * n; i++)
                    full.push_back(Cell{i, value});
                const std::string ascii = draw(full, canvas, width, false);
                EXPECT_EQ(ascii.find_first_not_of(value > 0 ? "@#%\n" : "789\n"), std::string::npos)
                    << value << " " << n << " in " << width;
                const std::string color = draw(full, canvas, width, true);
                EXPECT_EQ(color.find("252;255;164") != std::string::npos, value > 0);
            }
    const Cells mixed{{0, huge}, {1, -huge}, {2, huge}, {3, 1}};
    for (int width : {1, 2, 3, 80})
        for (bool color : {false, true})
            draw(mixed, unit_canvas(2, 2), width, color);
}

} // namespace
} // namespace heatmap::picture
