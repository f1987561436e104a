// A heatmap as text for a terminal: half blocks in 24-bit colour, or plain ASCII.
#pragma once

#include "core/cells.hpp"

namespace heatmap {

inline constexpr int max_terminal_width = 1000;

// A picture of width x height pixels; one character shows two, one above the other.
struct Raster {
    uint32_t width;
    uint32_t height; // even
};

// The picture of a canvas at most max_width characters wide, in the proportions of the extent.
// Small grids are enlarged by a whole factor.
Raster terminal_raster(const Canvas &canvas, int max_width) noexcept;

// Spreads cell values over the pixels they cover; `pixels` has width * height elements. Their unit
// is the largest absolute value of a cell, so that no sum of them overflows.
void rasterize(const Cell *cells, uint32_t n, const Canvas &canvas, const Raster &raster, Poll poll,
               double *pixels) noexcept;

// Bytes that draw_* may write for a raster.
size_t terminal_bytes(const Raster &raster) noexcept;

// Both write lines separated by '\n', return the end of the text, and show the square root of the
// intensity, because clicks are so unevenly spread that a linear scale shows only the hottest spot.
// draw_color writes UTF-8, draw_ascii writes ASCII.
char *draw_color(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept;
char *draw_ascii(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept;

} // namespace heatmap
