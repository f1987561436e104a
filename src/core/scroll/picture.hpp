// Scroll histograms as pictures.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"
#include "core/picture/palette.hpp"
#include "core/picture/svg.hpp"
#include "core/scroll/bands.hpp"

namespace heatmap::scroll {

struct Picture {
    Bands bands;
    const picture::Palette *palette;
    double opacity;
    const picture::Theme *theme;
    // Texts in UTF-8, which may be empty:
    std::string_view title;
    std::string_view description;
    std::string_view background; // address of an image
    std::string_view unit;       // of depths
    double fold;                 // the depth that is seen without scrolling; 0 if it is not known
    bool labels;                 // title, number of views and depths around the picture
    double width, height;        // of the page, in pixels
};

// The bands in the colours of their reach, with dashed lines where it falls below 90, 75, 50 and
// 25%, a line at the fold, and the share of the views that came to the end.
void draw_svg(const Picture &picture, picture::Svg *svg, Poll poll) noexcept;

// Lines of a terminal, in UTF-8 or ASCII: a bar as long as the reach of each band, or of the first
// of several, so that there are at most max_lines, and the end of the page. `width` is that of a
// full bar in characters.
void draw_text(const Bands &bands, uint32_t width, bool blocks, Buffer *out, Poll poll) noexcept;

inline constexpr uint32_t max_lines = 25;

} // namespace heatmap::scroll
