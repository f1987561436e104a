// A matrix of numbers as an image.
#pragma once

#include <cstdint>

#include "core/base/buffer.hpp"
#include "core/picture/palette.hpp"
#include "core/picture/png.hpp"
#include "core/picture/scale.hpp"

namespace heatmap::picture {

// How a value becomes a colour: through its place on the scale. 0 is transparent.
struct Shading {
    const Palette *palette;
    Scale scale;
    double opacity; // 0 .. 1
    double rise; // the alpha rises from 0 to `opacity` up to this place; 0: is the same everywhere
};

// Rows of `cols` values, the upper row first.
struct Matrix {
    const double *values;
    uint32_t cols;
    uint32_t rows;
};

// How an image with more pixels than the matrix is filled: each value as a rectangle, or places in
// between by bilinear interpolation.
enum class Enlarge : uint8_t { rectangles, bilinear };

// An image shows so many shades, numbered from 1; 0 is transparent.
inline constexpr int shades = 255;

// Colour and alpha of a place on the scale, -1 .. 1, and of a value.
Rgba color_at_place(const Shading &shading, double place) noexcept;
Rgba color_of(const Shading &shading, double value) noexcept;

// The value at a place on the scale, for a legend. In the middle of a diverging palette it is 0.
double value_of_place(const Shading &shading, double place) noexcept;

// Appends a PNG file of width x height pixels. An image with fewer pixels than the matrix shows
// means.
void write_image(const Matrix &matrix, const Shading &shading, uint32_t width, uint32_t height,
                 Enlarge enlarge, Buffer *out) noexcept;

} // namespace heatmap::picture
