// Bars and columns of text for a terminal.
#pragma once

#include <cstdint>

#include "core/base/buffer.hpp"

namespace heatmap::picture {

// The number of characters of a text in UTF-8.
size_t characters(std::string_view utf8) noexcept;

// A label on one line: control characters become spaces.
void put_label(std::string_view utf8, Buffer *out) noexcept;

void put_spaces(size_t n, Buffer *out) noexcept;

// A bar of `ratio`, 0 to 1, times `width` characters, and spaces up to the width: of eighths of
// blocks in UTF-8, or of '#', rounded. A ratio above 0 shows at least the smallest bar.
void put_bar(double ratio, uint32_t width, bool blocks, Buffer *out) noexcept;

} // namespace heatmap::picture
