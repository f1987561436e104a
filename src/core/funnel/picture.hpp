// Funnels as pictures.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"
#include "core/funnel/format.hpp"
#include "core/picture/svg.hpp"

namespace heatmap::funnel {

struct Picture {
    const Question *question;
    const Counts *counts;
    const std::string_view *labels; // one for each step, in UTF-8, or null
    const picture::Theme *theme;
    std::string_view title;       // in UTF-8, may be empty
    std::string_view description; // the same
    double width;                 // pixels
};

// A bar for each step, as long as its share of those who entered, and beside it their number and
// that share; between two steps how many of those at the upper one dropped out, and how long half
// of the others took at most. At an optional step nobody drops out: there is the share of those who
// skipped it.
void draw_svg(const Picture &picture, picture::Svg *svg) noexcept;

// The same as lines of a terminal, one for each step, in UTF-8 or ASCII. `width` is that of a full
// bar in characters.
void draw_text(const Picture &picture, uint32_t width, bool blocks, Buffer *out) noexcept;

} // namespace heatmap::funnel
