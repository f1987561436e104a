// PNG files of one byte a pixel (W3C, "Portable Network Graphics Specification", third edition).
// The server is linked with zlib, which does the compression, so that this adds no library to it.
#pragma once

#include <cstdint>

#include <zlib.h>

#include "core/base/buffer.hpp"

namespace heatmap::picture {

struct Rgba {
    uint8_t r, g, b, a;
};

inline constexpr uint32_t max_png_side = 1u << 14;
inline constexpr uint32_t max_png_pixels = 1u << 26;

class PngWriter {
public:
    // Begins a file with this palette of 256 colours.
    PngWriter(uint32_t width, uint32_t height, const Rgba *colors, Buffer *out) noexcept;

    // Writes the next row: `width` numbers of colours. Called `height` times.
    void row(const uint8_t *pixels) noexcept;

    void finish() noexcept;

private:
    void compress(const uint8_t *bytes, uint32_t n, int flush) noexcept;

    z_stream stream_;
    uint32_t width_;
    size_t data_; // where the contents of the chunk IDAT begin
    Buffer *out_;
};

} // namespace heatmap::picture
