#include <algorithm>
#include <cmath>

#include "core/picture/bar.hpp"

namespace heatmap::picture {

size_t characters(std::string_view utf8) noexcept {
    return static_cast<size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void put_label(std::string_view utf8, Buffer *out) noexcept {
    for (const char &c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        out->append(byte < 0x20 || byte == 0x7f ? " " : std::string_view(&c, 1));
    }
}

void put_spaces(size_t n, Buffer *out) noexcept {
    for (size_t i = 0; i < n; i++)
        out->append(" ");
}

void put_bar(double ratio, uint32_t width, bool blocks, Buffer *out) noexcept {
    const uint32_t parts = blocks ? 8 : 1; // of a character
    const double whole = double(width) * parts;
    const double exact = std::clamp(ratio * whole, 0.0, whole);
    const auto filled = static_cast<uint32_t>(exact > 0 ? std::max(std::rint(exact), 1.0) : 0);
    for (uint32_t i = 0; i < filled / parts; i++)
        out->append(blocks ? "\xe2\x96\x88" : "#"); // U+2588, full block
    const uint32_t eighths = filled % parts;
    if (eighths > 0) {
        // U+2589 is seven eighths, U+258F one.
        const char part[] = {'\xe2', '\x96', static_cast<char>(0x90 - eighths)};
        out->append({part, sizeof(part)});
    }
    put_spaces(width - filled / parts - (eighths > 0), out);
}

} // namespace heatmap::picture
