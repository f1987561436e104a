// Letting the server interrupt a long loop.
#pragma once

#include <cstdint>

namespace heatmap {

// Called now and then by loops that can run longer than a few milliseconds. It may not return (the
// server's version longjmps), so nothing with a destructor may be alive above the call.
using Poll = void (*)();

// Loops call Poll once per this many cells, events or the like: often enough to stop within a
// millisecond or two.
inline constexpr uint32_t poll_interval = 1u << 16;

// Counts the work of a loop, and polls when it has done enough.
struct Work {
    Poll poll;
    uint32_t done = 0;

    void add(uint32_t amount) noexcept {
        done += amount;
        if (done >= poll_interval) [[unlikely]] {
            done = 0;
            poll();
        }
    }
};

} // namespace heatmap
