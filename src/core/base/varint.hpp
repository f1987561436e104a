// Unsigned LEB128: seven bits a byte, least significant first, the top bit set on all but the last.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace heatmap {

inline size_t varint_size(uint64_t v) noexcept {
    return static_cast<size_t>(std::bit_width(v | 1) + 6) / 7;
}

inline uint8_t *put_varint(uint8_t *p, uint64_t v) noexcept {
    while (v >= 0x80) {
        *p++ = static_cast<uint8_t>(v | 0x80);
        v >>= 7;
    }
    *p++ = static_cast<uint8_t>(v);
    return p;
}

// Reads one number from [p, end) and returns where it ended. Null when the number is cut off, has
// more than `bits` bits (63 or 64), or is longer than put_varint() would have written it.
template <unsigned bits = 63>
inline const uint8_t *get_varint(const uint8_t *p, const uint8_t *end, uint64_t *v) noexcept {
    if (p == end)
        return nullptr;
    if (*p < 0x80) {
        *v = *p;
        return p + 1;
    }
    uint64_t result = 0;
    for (unsigned shift = 0; shift < bits && p != end; shift += 7) {
        const uint8_t byte = *p++;
        if (shift == 63 && byte > 1)
            return nullptr;
        result |= static_cast<uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *v = result;
            return byte != 0 ? p : nullptr;
        }
    }
    return nullptr;
}

} // namespace heatmap
