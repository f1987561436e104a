// Where the core gets memory from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/base/poll.hpp"

namespace heatmap {

// How to get memory: the server's, or a test's.
struct Memory {
    // Memory that is aligned for every type. Does not return when there is none: the server's
    // version longjmps, so nothing with a destructor may be alive above the call.
    void *(*allocate)(size_t size);
    void (*release)(void *memory);
    Poll poll;
};

// Room for n elements, which are not initialised.
template <class T>
T *allocate(size_t n, const Memory &memory) noexcept {
    return static_cast<T *>(memory.allocate(sizeof(T) * n));
}

// The size in bytes of a value or a state. Each of them begins with PostgreSQL's length word, which
// holds the size above two bits that are 0.
inline size_t size_of(const void *value) noexcept {
    uint32_t vl_len;
    std::memcpy(&vl_len, value, sizeof(vl_len));
    return vl_len >> 2;
}

inline void set_size(void *value, size_t size) noexcept {
    const auto vl_len = static_cast<uint32_t>(size << 2);
    std::memcpy(value, &vl_len, sizeof(vl_len));
}

// A new value or state of `size` bytes. Only its length word is written.
template <class T>
T *new_value(size_t size, const Memory &memory) noexcept {
    void *value = memory.allocate(size);
    set_size(value, size);
    return static_cast<T *>(value);
}

// Replaces *state by `next`, which may be *state itself, and releases what it replaces, unless that
// is `given`: the state that the caller passed is not ours to release.
template <class T>
void replace_state(T **state, T *next, const T *given, const Memory &memory) noexcept {
    if (*state != given && *state != next)
        memory.release(*state);
    *state = next;
}

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
