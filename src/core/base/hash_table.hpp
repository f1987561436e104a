// Hash tables with open addressing and linear probing, in an array of slots.
#pragma once

#include <cstdint>

namespace heatmap {

// Returns the first slot that takes(slot) accepts, searching from where the key belongs. takes()
// accepts the slot with this key, or a free one. Null if a damaged table has neither. Fibonacci
// hashing (D. Knuth, "The Art of Computer Programming" 3, 6.4) also spreads keys in equal strides,
// such as the cells of a column.
template <class Slot, class Takes>
Slot *find_slot(Slot *slots, uint32_t n, uint32_t key, Takes &&takes) noexcept {
    uint32_t i = static_cast<uint32_t>((uint64_t{key * 2654435769u} * n) >> 32);
    for (uint32_t probes = 0; probes < n; probes++) {
        if (takes(slots[i]))
            return &slots[i];
        if (++i == n)
            i = 0;
    }
    return nullptr;
}

} // namespace heatmap
