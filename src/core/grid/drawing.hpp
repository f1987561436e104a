// How a heatmap is drawn if nobody says otherwise.
#pragma once

#include <algorithm>

#include "core/grid/canvas.hpp"
#include "core/picture/png.hpp"

namespace heatmap::grid {

// A canvas with many columns and rows shows places, and is drawn as a layer to lie over a page: it
// is smoothed, and its weak spots are transparent. One with fewer of either shows a table, such as
// weekdays and hours or a histogram, and is drawn as a chart of cells.
inline constexpr uint32_t least_layer = 32;

inline bool is_layer(const Canvas &canvas) noexcept {
    return canvas.cols >= least_layer && canvas.rows >= least_layer;
}

// The sigma, in the unit of the extent, that makes spots of single clicks without joining what is
// apart: 1/96 of the width of the page, on pages in pixels between 8 and 20. An extent narrower
// than min_pixels has another unit.
inline double layer_sigma(const Canvas &canvas) noexcept {
    constexpr double min_pixels = 200;
    const double width = canvas.xmax - canvas.xmin;
    return width < min_pixels ? width / 96 : std::clamp(width / 96, 8.0, 20.0);
}

// Places of a layer below the cut are not drawn; up to `rise`, they become less transparent.
inline constexpr double layer_cut = 0.05;
inline constexpr double layer_rise = 0.3;
inline constexpr double layer_opacity = 0.75;

// height / width of a picture. An extent with a larger ratio of its sides than any page has a unit
// of its own on each axis: its cells become squares.
inline double picture_ratio(const Canvas &canvas) noexcept {
    constexpr double most = 64;
    const double ratio = (canvas.ymax - canvas.ymin) / (canvas.xmax - canvas.xmin);
    return ratio <= most && ratio >= 1 / most ? ratio : double(canvas.rows) / canvas.cols;
}

// The width of a picture in pixels: that of the extent if it can be the width of a page, and less
// where the height would be more than that of any picture.
inline double picture_width(const Canvas &canvas) noexcept {
    constexpr double least = 200, most = 4096, usual = 960;
    const double width = canvas.xmax - canvas.xmin;
    return std::min(width >= least && width <= most ? width : usual,
                    picture::max_png_side / picture_ratio(canvas));
}

} // namespace heatmap::grid
