// Clearing large memory.
#pragma once

#include <cstddef>
#include <cstring>

#include "core/status.hpp"

namespace heatmap {

// memset(p, 0, size) that polls: touching 100 MB for the first time takes the kernel tens of
// milliseconds.
inline void clear_memory(void *p, size_t size, Poll poll) noexcept {
    constexpr size_t piece = size_t{8} << 20;
    auto *bytes = static_cast<unsigned char *>(p);
    for (; size > piece; size -= piece, bytes += piece) {
        std::memset(bytes, 0, piece);
        poll();
    }
    std::memset(bytes, 0, size);
}

} // namespace heatmap
