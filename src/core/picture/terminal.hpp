// A heatmap as text for a terminal: half blocks in 24-bit colour, or plain ASCII.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"

namespace heatmap::picture {

inline constexpr int max_terminal_width = 1000;

// A picture of width x height pixels; one character shows two, one above the other.
struct Raster {
    uint32_t width;
    uint32_t height; // even
};

// The size of a picture of cols x rows cells. It is at most max_width characters wide, and its
// height is `ratio` times its width. If there are few columns, each is enlarged by a whole factor.
Raster raster_of(uint32_t cols, uint32_t rows, double ratio, int max_width) noexcept;

// The most bytes that draw_color() or draw_ascii() writes for a raster.
size_t terminal_bytes(const Raster &raster) noexcept;

// Both write lines separated by '\n', return the end of the text, and show the square root of the
// intensity, because clicks are so unevenly spread that a linear scale shows only the hottest spot.
// The colours are those of inferno or, if there are negative values, of icefire; in ASCII negative
// values are digits from 1 to 9. draw_color writes UTF-8, draw_ascii writes ASCII.
char *draw_color(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept;
char *draw_ascii(const double *pixels, const Raster &raster, Poll poll, char *out) noexcept;

} // namespace heatmap::picture
