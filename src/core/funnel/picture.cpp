#include <algorithm>

#include "core/funnel/picture.hpp"
#include "core/picture/bar.hpp"
#include "core/picture/words.hpp"

namespace heatmap::funnel {

namespace {

using picture::Anchor;
using picture::duration_words;
using picture::percent_words;
using picture::Svg;
using picture::value_words;
using picture::Words;

constexpr picture::Rgb bar_color{37, 99, 235};

double reached(const Picture &p, uint32_t step) noexcept {
    return static_cast<double>(p.counts->steps[step].reached);
}

// The share of those who entered; 0 if nobody did.
double conversion(const Picture &p, uint32_t step) noexcept {
    return reached(p, 0) > 0 ? reached(p, step) / reached(p, 0) : 0;
}

Words count_words(const Picture &p, uint32_t step) noexcept {
    return value_words(reached(p, step));
}

Words conversion_words(const Picture &p, uint32_t step) noexcept {
    return reached(p, 0) > 0 ? percent_words(conversion(p, step)) : Words().add("-");
}

bool is_optional(const Picture &p, uint32_t step) noexcept {
    return (p.question->optional() >> step & 1) != 0;
}

// "37.6% dropped", of those at the step before.
Words drop_words(const Picture &p, uint32_t step) noexcept {
    const double before = reached(p, step_before(*p.question, step));
    if (before == 0)
        return Words();
    return Words()
        .add(percent_words((before - reached(p, step)) / before))
        .add(is_optional(p, step) ? " skipped" : " dropped");
}

Words median_words(const Picture &p, uint32_t step) noexcept {
    if (p.counts->steps[step].reached == 0)
        return Words();
    constexpr double second = 1e6;
    const Times times = times_of(*p.question, *p.counts, step, since_before);
    const auto median = static_cast<double>(times.quantile(2));
    return duration_words(median / second).add(" (median)");
}

Words step_words(uint32_t step) noexcept {
    return Words().add("step ").add(value_words(step + 1));
}

std::string_view label_of(const Picture &p, uint32_t step, const Words &number) noexcept {
    return p.labels != nullptr && !p.labels[step].empty() ? p.labels[step]
                                                          : std::string_view(number);
}

} // namespace

void draw_svg(const Picture &p, Svg *svg) noexcept {
    constexpr double text = 13, margin = 12, bar_height = 28, between = 24, most_label = 200;
    constexpr double numbers = 120; // right of the bars
    double labels = 0;
    for (uint32_t step = 0; step < p.question->steps; step++) {
        const Words number = step_words(step);
        labels = std::max(labels, picture::text_width(label_of(p, step, number), text));
    }
    // On a phone the labels leave half of the width to the bars.
    labels = std::min({labels + 1, most_label, (p.width - numbers) / 3});
    const double left = margin + labels + text / 2;
    const double room = std::max(p.width - left - numbers, 1.0);
    const double title = p.title.empty() ? margin : margin + 2 * text;
    const double height = title + p.question->steps * (bar_height + between) - between + margin;
    svg->begin(p.width, height, p.title, p.description);
    svg->rect(0, 0, p.width, height, p.theme->paper);
    svg->label(margin, 1.8 * text, {1.3 * text, p.theme->ink, Anchor::start, true}, p.title,
               p.width - 2 * margin);
    for (uint32_t step = 0; step < p.question->steps; step++) {
        const double y = title + step * (bar_height + between);
        const double baseline = y + bar_height / 2 + 0.35 * text;
        const double length = room * conversion(p, step);
        const Words number = step_words(step);
        svg->label(left - text / 2, baseline, {text, p.theme->ink, Anchor::end},
                   label_of(p, step, number), labels);
        if (step > 0) {
            // Who was at the step before, and dropped out.
            const double before = room * conversion(p, step_before(*p.question, step));
            svg->rect(left + length, y, before - length, bar_height, p.theme->rule, 0.5);
        }
        svg->rect(left, y, length, bar_height, bar_color);
        const double numbers_at =
            left + room * conversion(p, step_before(*p.question, step)) + text / 2;
        svg->open_text(numbers_at, baseline, {text, p.theme->ink, Anchor::start, true});
        svg->markup(">").markup(count_words(p, step)).markup("</text>");
        svg->open_text(numbers_at + picture::text_width(count_words(p, step), text) + text,
                       baseline, {text, p.theme->faint});
        svg->markup(">").text(conversion_words(p, step)).markup("</text>");
        const Words drop = step > 0 ? drop_words(p, step) : Words();
        if (drop.size > 0) {
            const double before = reached(p, step_before(*p.question, step));
            Words words = drop;
            words.add(" (").add(value_words(before - reached(p, step))).add(")");
            const Words median = median_words(p, step);
            if (median.size > 0)
                words.add(", others ").add(median);
            svg->label(left, y - between / 2 + 0.35 * text - 1, {text - 2, p.theme->faint}, words,
                       p.width - left - margin);
        }
    }
    svg->end();
}

void draw_text(const Picture &p, uint32_t width, bool blocks, Buffer *out) noexcept {
    size_t labels = 0, counts = 0;
    for (uint32_t step = 0; step < p.question->steps; step++) {
        const Words number = step_words(step);
        labels = std::max(labels, picture::characters(label_of(p, step, number)));
        counts = std::max(counts, count_words(p, step).size);
    }
    const auto right = [out](std::string_view words, size_t room) {
        picture::put_spaces(room - std::min(room, words.size()), out);
        out->append(words);
    };
    for (uint32_t step = 0; step < p.question->steps; step++) {
        const Words number = step_words(step);
        const std::string_view label = label_of(p, step, number);
        if (step > 0)
            out->append("\n");
        picture::put_label(label, out);
        picture::put_spaces(labels - picture::characters(label) + 2, out);
        picture::put_bar(conversion(p, step), width, blocks, out);
        right(count_words(p, step), counts + 2);
        right(conversion_words(p, step), 8);
        if (step > 0 && reached(p, step_before(*p.question, step)) > 0) {
            right(drop_words(p, step), 16);
            const Words median = median_words(p, step);
            if (median.size > 0)
                out->append("  ");
            out->append(median);
        }
    }
}

} // namespace heatmap::funnel
