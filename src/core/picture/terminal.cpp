#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "core/picture/palette.hpp"
#include "core/picture/terminal.hpp"

namespace heatmap::picture {

namespace {

// An extent with a larger ratio of its sides is not a picture but a bar (such as a histogram),
// which is as high as it has rows: one pixel a cell.
constexpr double bar_ratio = 32;

// The escape sequences "\x1b[38;2;255;255;255m" and the same for the background, and a half block.
constexpr size_t bytes_a_character = 19 + 19 + 3;
constexpr std::string_view reset = "\x1b[0m";

char *put(char *out, std::string_view text) noexcept {
    return std::copy(text.begin(), text.end(), out);
}

char *put_color(char *out, std::string_view start, Rgb color) noexcept {
    out = put(out, start);
    for (uint8_t part : {color.r, color.g, color.b}) {
        *out++ = ';';
        out = std::to_chars(out, out + 3, part).ptr;
    }
    *out++ = 'm';
    return out;
}

bool same_color(Rgb a, Rgb b) noexcept {
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

// The square root of the intensity, with the sign of the value.
double brightness(double value, double max) noexcept {
    return value != 0 ? std::copysign(std::sqrt(std::fabs(value) / max), value) : 0;
}

// Calls visit(upper, lower) for each character of a line.
template <class Visit>
void for_each_character(const double *pixels, const Raster &raster, uint32_t line,
                        Visit &&visit) noexcept {
    const double *upper = pixels + size_t{line} * 2 * raster.width;
    for (uint32_t x = 0; x < raster.width; x++)
        visit(upper[x], upper[x + raster.width]);
}

// The largest of the numbers that pick(upper, lower) returns for the pixels of a character.
template <class Pick>
double largest(const double *pixels, const Raster &raster, Poll poll, Pick &&pick) noexcept {
    double max = 0;
    for (uint32_t line = 0; line < raster.height / 2; line++) {
        poll();
        for_each_character(pixels, raster, line, [&](double upper, double lower) {
            max = std::max(max, pick(upper, lower));
        });
    }
    return max;
}

} // namespace

Raster raster_of(uint32_t cols, uint32_t rows, double ratio, int max_width) noexcept {
    const auto limit = static_cast<uint32_t>(max_width);
    const uint32_t enlarged = std::max(1u, limit / cols);
    const uint32_t width = std::min(limit, cols * enlarged);
    double height = std::nearbyint(width * ratio);
    if (!(ratio <= bar_ratio && ratio >= 1 / bar_ratio))
        height = std::min(rows, limit * static_cast<uint32_t>(bar_ratio));
    const auto pixels = static_cast<uint32_t>(std::max(height, 1.0));
    return Raster{width, (pixels + 1) / 2 * 2};
}

size_t terminal_bytes(const Raster &raster) noexcept {
    return size_t{raster.height / 2} *
           (size_t{raster.width} * bytes_a_character + reset.size() + 1);
}

char *draw_color(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept {
    const double max = largest(pixels, raster, poll, [](double upper, double lower) {
        return std::max(std::fabs(upper), std::fabs(lower));
    });
    const bool signs = largest(pixels, raster, poll, [](double upper, double lower) {
                           return std::max(-upper, -lower);
                       }) > 0;
    const Palette &palette = signs ? icefire : inferno;
    for (uint32_t line = 0; line < raster.height / 2; line++) {
        poll();
        if (line > 0)
            *out++ = '\n';
        bool first = true;
        Rgb ink = {}, paper = {};
        for_each_character(pixels, raster, line, [&](double upper, double lower) {
            const Rgb a = color_at(palette, brightness(upper, max));
            const Rgb b = color_at(palette, brightness(lower, max));
            if (first || !same_color(a, ink))
                out = put_color(out, "\x1b[38;2", a);
            if (first || !same_color(b, paper))
                out = put_color(out, "\x1b[48;2", b);
            out = put(out, "\xe2\x96\x80"); // U+2580, upper half block
            ink = a;
            paper = b;
            first = false;
        });
        out = put(out, reset);
    }
    return out;
}

char *draw_ascii(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept {
    static constexpr std::string_view above = " .:-=+*#%@", below = " 123456789";
    const double max = largest(pixels, raster, poll,
                               [](double upper, double lower) { return std::fabs(upper + lower); });
    for (uint32_t line = 0; line < raster.height / 2; line++) {
        poll();
        if (line > 0)
            *out++ = '\n';
        for_each_character(pixels, raster, line, [&](double upper, double lower) {
            const double level = brightness(upper + lower, max) * double(above.size() - 1);
            const auto step = static_cast<size_t>(std::ceil(std::fabs(level)));
            *out++ = (level < 0 ? below : above)[step];
        });
    }
    return out;
}

} // namespace heatmap::picture
