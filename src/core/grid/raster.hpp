// Draws cells as pixels.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

// Spreads cell values over the pixels that they cover; `pixels` has width * height elements. Their
// unit is the largest absolute value of a cell, so that no sum of pixels overflows.
void rasterize(const Cell *cells, uint32_t n, const Canvas &canvas, uint32_t width, uint32_t height,
               Poll poll, double *pixels) noexcept;

} // namespace heatmap::grid
