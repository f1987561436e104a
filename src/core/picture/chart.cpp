#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "core/picture/chart.hpp"
#include "core/picture/words.hpp"

namespace heatmap::picture {

namespace {

constexpr std::string_view at_least = "\xe2\x89\xa5 ", at_most = "\xe2\x89\xa4 ",
                           dash = "\xe2\x80\x93";

double widest(const Axis &axis, uint32_t n, double text) noexcept {
    double width = 0;
    for (uint32_t i = 0; i < n; i++)
        width = std::max(width, text_width(axis.labels[i], text));
    return width;
}

// Labels below the columns, as many as do not touch.
void draw_columns(const Chart &chart, double x, double y, double width, double text,
                  Svg *svg) noexcept {
    const TextStyle style{text, chart.theme->faint, Anchor::middle};
    if (chart.x.labels == nullptr) {
        for_each_tick(chart.x, width, 6 * text, [&](double place, double value, int decimals) {
            svg->open_text(x + place, y + 1.2 * text, style).markup(">");
            svg->markup(number_words(value, decimals)).markup("</text>");
        });
        return;
    }
    const uint32_t n = chart.matrix.cols;
    const double cell = width / n;
    const double room = std::max(widest(chart.x, n, text) + text / 2, 1.0);
    const auto every =
        std::min(static_cast<uint32_t>(std::ceil(std::min(room, 10 * text) / cell)), n);
    for (uint32_t i = 0; i < n; i += every)
        svg->label(x + (i + 0.5) * cell, y + 1.2 * text, style, chart.x.labels[i],
                   std::min(room, 10 * text));
}

// Labels to the left of the rows.
void draw_rows(const Chart &chart, double x, double y, double height, double room, double text,
               Svg *svg) noexcept {
    const TextStyle style{text, chart.theme->faint, Anchor::end};
    if (chart.y.labels == nullptr) {
        for_each_tick(chart.y, height, 5 * text, [&](double place, double value, int decimals) {
            svg->open_text(x, y + place + 0.35 * text, style).markup(">");
            svg->markup(number_words(value, decimals)).markup("</text>");
        });
        return;
    }
    const uint32_t n = chart.matrix.rows;
    const double cell = height / n;
    const auto every = std::min(static_cast<uint32_t>(std::ceil(1.2 * text / cell)), n);
    for (uint32_t i = 0; i < n; i += every)
        svg->label(x, y + (i + 0.5) * cell + 0.35 * text, style, chart.y.labels[i], room);
}

// The palette as a bar, and below it the values of five of its places.
void draw_legend(const Chart &chart, double x, double y, double width, double text,
                 Svg *svg) noexcept {
    constexpr int steps = 32;
    const Shading &shading = chart.shading;
    const double from = shading.palette->diverging ? -1 : 0;
    const double part = width / steps;
    svg->markup("<g shape-rendering=\"crispEdges\">");
    for (int i = 0; i < steps; i++) {
        const double place = from + (1 - from) * (i + 0.5) / steps;
        const Rgba color = color_at_place(shading, place);
        svg->rect(x + i * part, y, part, 0.8 * text, {color.r, color.g, color.b}, color.a / 255.0);
    }
    svg->markup("</g>");
    for (int i = 0; i <= 4; i++) {
        const double place = from + (1 - from) * i / 4;
        const Anchor anchor = i == 0 ? Anchor::start : i == 4 ? Anchor::end : Anchor::middle;
        Words words;
        if (shading.scale.clipped && i == 4)
            words.add(at_least);
        if (shading.scale.clipped && i == 0 && from < 0)
            words.add(at_most);
        words.add(value_words(value_of_place(shading, place)));
        svg->label(x + width * i / 4, y + 1.9 * text, {text, chart.theme->faint, anchor}, words,
                   width / 4);
    }
}

// What a reader calls a cell: its labels or, without, its edges.
void write_place(const Axis &axis, std::string_view name, uint32_t n, uint32_t i,
                 Svg *svg) noexcept {
    if (axis.labels != nullptr) {
        svg->text(axis.labels[i]);
        return;
    }
    const double size = (axis.max - axis.min) / n;
    const int decimals = decimals_of(size / 100);
    svg->markup(name).markup(number_words(axis.min + size * i, decimals));
    if (size != 1)
        svg->text(dash).markup(number_words(axis.min + size * (i + 1), decimals));
}

Rgb blend(const Rgba &over, const Rgb &under) noexcept {
    const auto part = [&](uint8_t a, uint8_t b) {
        return static_cast<uint8_t>((a * over.a + b * (255 - over.a)) / 255);
    };
    return Rgb{part(over.r, under.r), part(over.g, under.g), part(over.b, under.b)};
}

// Relative luminance (W3C, "Web Content Accessibility Guidelines 2.1").
double luminance(const Rgb &color) noexcept {
    const auto linear = [](uint8_t part) {
        const double v = part / 255.0;
        return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b);
}

// Black or white, whichever can be read better.
Rgb ink_on(const Rgb &paper) noexcept {
    return luminance(paper) > 0.179 ? Rgb{0, 0, 0} : Rgb{255, 255, 255};
}

} // namespace

double draw_header(const Chart &chart, double x, double width, double text, Svg *svg) noexcept {
    double y = 0;
    if (width < 8 * text)
        return 0; // no room for a word
    if (!chart.title.empty()) {
        if (svg != nullptr)
            svg->label(x, y + 1.6 * text, {1.3 * text, chart.theme->ink, Anchor::start, true},
                       chart.title, width);
        y += 2 * text;
    }
    for (const std::string_view line : {chart.unit, chart.counts}) {
        if (line.empty())
            continue;
        if (svg != nullptr)
            svg->label(x, y + 1.2 * text, {text, chart.theme->faint}, line, width);
        y += 1.5 * text;
    }
    if (chart.legend && chart.shading.scale.top > 0) {
        if (svg != nullptr)
            draw_legend(chart, x, y + 0.6 * text, std::min(width, 30 * text), text, svg);
        y += 3 * text;
    }
    return y > 0 ? y + 0.4 * text : 0;
}

void draw_layer(const Chart &chart, std::string_view image, Svg *svg) noexcept {
    const double text = std::clamp(chart.width / 60, least_text, 24.0);
    const double margin = chart.axes ? text : 0;
    const double left = chart.axes ? margin + 4 * text : 0;
    const double inset = chart.axes ? left : text; // where text begins
    const double header = draw_header(chart, inset, chart.width - 2 * text, text, nullptr);
    const double top = header > 0 ? header : margin;
    const double width = left + chart.width + margin;
    const double height = top + chart.height + (chart.axes ? 2 * text : 0);
    svg->begin(width, height, chart.title, chart.description);
    if (header > 0 || chart.axes)
        svg->rect(0, 0, width, height, chart.theme->paper);
    draw_header(chart, inset, chart.width - 2 * text, text, svg);
    if (!chart.background.empty())
        svg->image(left, top, chart.width, chart.height, chart.background);
    svg->image(left, top, chart.width, chart.height, image);
    if (chart.axes) {
        svg->markup("<rect").attribute("x", left).attribute("y", top);
        svg->attribute("width", chart.width).attribute("height", chart.height);
        svg->markup(" fill=\"none\" stroke=\"").color(chart.theme->rule).markup("\"/>");
        draw_columns(chart, left, top + chart.height, chart.width, text, svg);
        draw_rows(chart, left - text / 2, top, chart.height, left, text, svg);
    }
    svg->end();
}

void draw_cells(const Chart &chart, Svg *svg, Poll poll) noexcept {
    constexpr double text = 12, gap = 1, label_room = 200;
    const uint32_t cols = chart.matrix.cols, rows = chart.matrix.rows;
    const double width = chart.width, height = chart.height;
    const double cell_width = width / cols, cell_height = height / rows;
    const double room = chart.y.labels != nullptr
                            ? std::min(widest(chart.y, rows, text) + 1, label_room)
                            : 6 * text;
    const double left = text + (chart.axes ? room + text / 2 : 0);
    // The header may be wider than the cells.
    const double whole = std::max(left + width + text, 30 * text);
    const double header = draw_header(chart, text, whole - 2 * text, text, nullptr);
    const double top = std::max(header, text);
    svg->begin(whole, top + height + (chart.axes ? 2.5 : 1) * text, chart.title, chart.description);
    svg->rect(0, 0, whole, top + height + (chart.axes ? 2.5 : 1) * text, chart.theme->paper);
    draw_header(chart, text, whole - 2 * text, text, svg);
    if (!chart.background.empty())
        svg->image(left, top, width, height, chart.background);
    Work work{poll};
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t col = 0; col < cols; col++) {
            const double value = chart.matrix.values[size_t{row} * cols + col];
            work.add(64);
            if (value == 0)
                continue;
            const Rgba color = color_of(chart.shading, value);
            const double x = left + col * cell_width, y = top + row * cell_height;
            const double space = cell_width > 8 && cell_height > 8 ? gap : 0;
            svg->open_rect(x, y, cell_width - space, cell_height - space);
            svg->fill({color.r, color.g, color.b}, color.a / 255.0).markup("><title>");
            write_place(chart.y, "y ", rows, row, svg);
            svg->markup(", ");
            write_place(chart.x, "x ", cols, col, svg);
            const Words words = value_words(value);
            svg->markup(": ").markup(words).markup("</title></rect>");
            if (cell_height >= text + 3 &&
                text_width(words, least_text) <= cell_width - space - 4) {
                const Rgb ink = ink_on(blend(color, chart.theme->paper));
                svg->open_text(x + (cell_width - space) / 2, y + cell_height / 2 + 4,
                               {least_text, ink, Anchor::middle});
                svg->markup(" pointer-events=\"none\">").text(words).markup("</text>");
            }
        }
    }
    if (chart.axes) {
        draw_columns(chart, left, top + height, width, text, svg);
        draw_rows(chart, left - text / 2, top, height, room, text, svg);
    }
    svg->end();
}

} // namespace heatmap::picture
