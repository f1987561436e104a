// Who clicked where: pairs of a visitor and a cell.
#pragma once

#include <cstdint>

namespace heatmap::visitors {

// What a visitor's key is.
enum class Kind : uint8_t {
    number, // a bigint; the order of keys is that of the numbers
    text,   // 64 bits of a hash
    uuid,   // the same
};

inline uint64_t key_of_number(int64_t number) noexcept {
    return static_cast<uint64_t>(number) ^ uint64_t { 1 } << 63;
}

inline int64_t number_of_key(uint64_t key) noexcept {
    return static_cast<int64_t>(key ^ uint64_t{1} << 63);
}

// Packed into twelve bytes instead of sixteen. The cell is an index into the canvas, or, for what
// is outside of it, the number of its cells.
struct __attribute__((packed)) Pair {
    uint64_t visitor;
    uint32_t cell;

    bool operator==(const Pair &) const = default;
};
static_assert(sizeof(Pair) == 12);

inline bool before(const Pair &a, const Pair &b) noexcept {
    return a.visitor != b.visitor ? a.visitor < b.visitor : a.cell < b.cell;
}

// The most pairs of a set.
inline constexpr uint32_t max_pairs = 1u << 26;

} // namespace heatmap::visitors
