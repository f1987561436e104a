#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "core/picture/axis.hpp"
#include "core/picture/bar.hpp"
#include "core/picture/words.hpp"
#include "core/scroll/picture.hpp"

namespace heatmap::scroll {

namespace {

using picture::Anchor;
using picture::percent_words;
using picture::Svg;
using picture::TextStyle;
using picture::value_words;
using picture::Words;

constexpr double text = 12, margin = 12;

// Where the page is in the picture.
struct Page {
    double x, y, width, height;
    const Canvas &canvas;

    double down(double depth) const noexcept {
        return y + depth / canvas.ymax * height;
    }
};

double share(const Bands &bands, uint32_t band) noexcept {
    return bands.views() > 0 ? std::clamp(bands.reached[band] / bands.views(), 0.0, 1.0) : 0;
}

// The deepest point that this share of the views, or more, came to; views are assumed to have
// stopped evenly within a band.
double deepest(const Bands &bands, double part) noexcept {
    const double wanted = part * bands.views();
    for (uint32_t band = 0; band < bands.count(); band++) {
        if (bands.reached[band + 1] >= wanted)
            continue;
        const double top = bands.top(band), height = bands.top(band + 1) - top;
        return top + (bands.reached[band] - wanted) / bands.stopped[band] * height;
    }
    return bands.canvas.ymax;
}

// How many neighbouring bands are drawn as one, so that none is thinner than `least` or that there
// are at most 1 / least of them.
uint32_t bands_together(const Bands &bands, double whole, double least) noexcept {
    return std::max(1u, static_cast<uint32_t>(std::ceil(bands.count() * least / whole)));
}

void draw_bands(const Picture &p, const Page &page, Svg *svg, Poll poll) noexcept {
    const Bands &bands = p.bands;
    const uint32_t together = bands_together(bands, page.height, 2);
    svg->markup("<g shape-rendering=\"crispEdges\">");
    for (uint32_t band = 0; band < bands.count(); band += together) {
        poll();
        const uint32_t next = std::min(band + together, bands.count());
        const double top = page.down(bands.top(band)), bottom = page.down(bands.top(next));
        const double reached = share(bands, band);
        svg->open_rect(page.x, top, page.width, bottom - top);
        svg->fill(color_at(*p.palette, reached), p.opacity).markup("><title>");
        svg->markup(value_words(bands.top(band))).text("\xe2\x80\x93");
        svg->markup(value_words(bands.top(next)))
            .text(p.unit)
            .markup(": ")
            .text(percent_words(reached));
        svg->markup(" (").markup(value_words(bands.reached[band])).markup(")</title></rect>");
    }
    svg->markup("</g>");
}

// Text over the bands, with an edge in the colour of the paper so that it can be read on all.
void write_over(const Picture &p, double x, double y, std::string_view words, Anchor anchor,
                Svg *svg) noexcept {
    svg->open_text(x, y, TextStyle{text, p.theme->ink, anchor, true});
    svg->markup(" stroke=\"").color(p.theme->paper);
    svg->markup("\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">");
    svg->text(words).markup("</text>");
}

void draw_lines(const Picture &p, const Page &page, Svg *svg) noexcept {
    const Bands &bands = p.bands;
    const double right = page.x + page.width;
    const double last =
        page.y + page.height - 1.4 * text; // the lowest label, above that of the end
    double written = page.y;               // where the label above ends
    for (const double part : {0.9, 0.75, 0.5, 0.25}) {
        const double depth = deepest(bands, part);
        if (depth >= bands.canvas.ymax)
            continue; // so many come to the end
        const double y = page.down(depth);
        svg->line(page.x, y, right, y, p.theme->ink, 1, true);
        const double baseline = std::max(y - 0.3 * text, written + 1.1 * text);
        if (baseline > last)
            continue;
        Words words = percent_words(part);
        words.add(" come to ").add(value_words(depth)).add(p.unit);
        write_over(p, right - 6, baseline, words, Anchor::end, svg);
        written = baseline;
    }
    Words end = percent_words(share(bands, bands.count()));
    end.add(" come to the end");
    write_over(p, right - 6, page.y + page.height - 0.4 * text, end, Anchor::end, svg);
    if (p.fold > 0 && p.fold < bands.canvas.ymax) {
        const double y = page.down(p.fold);
        svg->line(page.x, y, right, y, p.theme->ink, 2);
        Words words;
        words.add("fold ").add(value_words(p.fold)).add(p.unit);
        write_over(p, page.x + 6, std::max(y - 0.3 * text, page.y + text), words, Anchor::start,
                   svg);
    }
}

} // namespace

void draw_svg(const Picture &p, Svg *svg, Poll poll) noexcept {
    const double numbers =
        picture::text_width(value_words(p.bands.canvas.ymax).add(p.unit), text) + text;
    const double left = p.labels ? margin + std::max(numbers, 4.5 * text) : 0;
    const double title = p.labels && !p.title.empty() ? 2 * text : 0;
    const double top = p.labels ? title + 2 * text : 0;
    const double width = left + p.width + (p.labels ? margin : 0);
    const double height = top + p.height + (p.labels ? margin : 0);
    const Page page{left, top, p.width, p.height, p.bands.canvas};
    svg->begin(width, height, p.title, p.description);
    if (p.labels) {
        svg->rect(0, 0, width, height, p.theme->paper);
        svg->label(margin, 1.6 * text, {1.3 * text, p.theme->ink, Anchor::start, true}, p.title,
                   width - 2 * margin);
        Words views = value_words(p.bands.views());
        views.add(" views");
        svg->label(margin, title + 1.2 * text, {text, p.theme->faint}, views, width - 2 * margin);
        const picture::Axis axis{0, p.bands.canvas.ymax, nullptr};
        picture::for_each_tick(
            axis, p.height, 3 * text, [&](double place, double depth, int decimals) {
                svg->label(left - 6, top + place + 0.35 * text, {text, p.theme->faint, Anchor::end},
                           picture::number_words(depth, decimals).add(p.unit), left);
            });
    }
    if (!p.background.empty())
        svg->image(page.x, page.y, page.width, page.height, p.background);
    if (p.bands.views() > 0) {
        draw_bands(p, page, svg, poll);
        draw_lines(p, page, svg);
    }
    svg->end();
}

void draw_text(const Bands &bands, uint32_t width, bool blocks, Buffer *out, Poll poll) noexcept {
    const uint32_t together = bands_together(bands, max_lines - 1, 1);
    // Depths are aligned to the right.
    size_t room = 3; // "end"
    for (uint32_t band = 0; band < bands.count(); band += together)
        room = std::max(room, value_words(bands.top(band)).size);
    const auto line = [&](std::string_view depth, double reached) {
        picture::put_spaces(room - depth.size(), out);
        out->append(depth);
        out->append("  ");
        picture::put_bar(reached, width, blocks, out);
        out->append("  ");
        out->append(percent_words(reached));
    };
    for (uint32_t band = 0; band < bands.count(); band += together) {
        poll();
        line(value_words(bands.top(band)), share(bands, band));
        out->append("\n");
    }
    line("end", share(bands, bands.count()));
}

} // namespace heatmap::scroll
