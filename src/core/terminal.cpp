#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <string_view>

#include "core/memory.hpp"
#include "core/palette.hpp"
#include "core/terminal.hpp"

namespace heatmap {

namespace {

// Beyond this ratio of its sides an extent is no picture but a bar (a histogram): one pixel a cell.
constexpr double bar_ratio = 32;

// A smaller part of a pixel is a rounding error, and must not light it up.
constexpr double sliver = 1e-9;

// "\x1b[38;2;255;255;255m" and the same for the background, and a half block.
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

double brightness(double value, double max) noexcept {
    return value > 0 ? std::sqrt(value / max) : 0;
}

// Calls visit(upper, lower) for each character of a line.
template <class Visit>
void for_each_character(const double *pixels, const Raster &raster, uint32_t line,
                        Visit &&visit) noexcept {
    const double *upper = pixels + size_t{line} * 2 * raster.width;
    for (uint32_t x = 0; x < raster.width; x++)
        visit(upper[x], upper[x + raster.width]);
}

// The largest of the numbers that pick(upper, lower) makes of the pixels of a character.
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

Raster terminal_raster(const Canvas &canvas, int max_width) noexcept {
    const auto limit = static_cast<uint32_t>(max_width);
    const uint32_t enlarged = std::max(1u, limit / canvas.cols);
    const uint32_t width = std::min(limit, canvas.cols * enlarged);
    const double ratio = (canvas.ymax - canvas.ymin) / (canvas.xmax - canvas.xmin);
    double height = std::nearbyint(width * ratio);
    if (!(ratio <= bar_ratio && ratio >= 1 / bar_ratio))
        height = std::min(canvas.rows, limit * static_cast<uint32_t>(bar_ratio));
    const auto pixels = static_cast<uint32_t>(std::max(height, 1.0));
    return Raster{width, (pixels + 1) / 2 * 2};
}

void rasterize(const Cell *cells, uint32_t n, const Canvas &canvas, const Raster &raster, Poll poll,
               double *pixels) noexcept {
    clear_memory(pixels, sizeof(double) * raster.width * raster.height, poll);
    const double x_scale = double(raster.width) / canvas.cols;
    const double y_scale = double(raster.height) / canvas.rows;
    double unit = 0;
    for (uint32_t i = 0; i < n; i++)
        unit = std::max(unit, std::fabs(cells[i].value));
    unsigned painted = 0; // pixels since the last poll; enlarged, a cell has many
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t col = cells[i].index % canvas.cols;
        const uint32_t row = cells[i].index / canvas.cols;
        const double x0 = col * x_scale, x1 = (col + 1) * x_scale;
        const double y0 = row * y_scale, y1 = (row + 1) * y_scale;
        const double density = cells[i].value / unit / (x_scale * y_scale);
        for (auto y = static_cast<uint32_t>(y0); y < y1 && y < raster.height; y++) {
            const double height = std::min(y1, y + 1.0) - std::max(y0, double(y));
            painted += 1 + static_cast<unsigned>(x_scale);
            if (painted >= poll_interval) {
                painted = 0;
                poll();
            }
            for (auto x = static_cast<uint32_t>(x0); x < x1 && x < raster.width; x++) {
                const double width = std::min(x1, x + 1.0) - std::max(x0, double(x));
                if (width > sliver && height > sliver)
                    pixels[size_t{y} * raster.width + x] += density * width * height;
            }
        }
    }
}

size_t terminal_bytes(const Raster &raster) noexcept {
    return size_t{raster.height / 2} *
           (size_t{raster.width} * bytes_a_character + reset.size() + 1);
}

char *draw_color(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept {
    const double max = largest(pixels, raster, poll,
                               [](double upper, double lower) { return std::max(upper, lower); });
    for (uint32_t line = 0; line < raster.height / 2; line++) {
        poll();
        if (line > 0)
            *out++ = '\n';
        bool first = true;
        Rgb ink = {}, paper = {};
        for_each_character(pixels, raster, line, [&](double upper, double lower) {
            const Rgb a = inferno(brightness(upper, max));
            const Rgb b = inferno(brightness(lower, max));
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
    static constexpr std::string_view ramp = " .:-=+*#%@";
    const double max =
        largest(pixels, raster, poll, [](double upper, double lower) { return upper + lower; });
    for (uint32_t line = 0; line < raster.height / 2; line++) {
        poll();
        if (line > 0)
            *out++ = '\n';
        for_each_character(pixels, raster, line, [&](double upper, double lower) {
            const double level = brightness(upper + lower, max) * double(ramp.size() - 1);
            *out++ = ramp[static_cast<size_t>(std::ceil(level))];
        });
    }
    return out;
}

} // namespace heatmap
