// The bands of a page: a canvas of one column, from 0 down to the height of the page.
#pragma once

#include "core/grid/canvas.hpp"

namespace heatmap::scroll {

using grid::Canvas;
using grid::CanvasError;

inline CanvasError make_bands(double page_height, int64_t bands, Canvas *canvas) noexcept {
    return grid::make_canvas(0, 0, 1, page_height, 1, bands, canvas);
}

} // namespace heatmap::scroll
