// Events: what one actor did, and when.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"
#include "core/base/time.hpp"

namespace heatmap::journey {

inline constexpr uint32_t max_steps = 64;

// A state of so many events takes up to 256 MB, which the executor copies whenever it has grown.
inline constexpr uint32_t max_events = 1u << 24;

// One row: when, and which steps its conditions matched. Steps count from 0 in the core: bit k is
// step k, which SQL calls k + 1. A row that matched none is a break: it ends a chain of mode
// strict_order.
struct Event {
    int64_t at;
    uint64_t steps;

    bool operator==(const Event &) const = default;
};

inline bool is_break(const Event &event) noexcept {
    return event.steps == 0;
}

// Order of time; at one time, a break is first.
inline bool before(const Event &a, const Event &b) noexcept {
    return a.at != b.at ? a.at < b.at : a.steps < b.steps;
}

// The bits of the first n steps.
inline uint64_t steps_upto(uint32_t n) noexcept {
    return n == max_steps ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
}

// Sorts events by before(); `scratch` has room for n. Returns where the sorted ones are, which is
// one of the two. Costs nothing but a look when they are in order already.
Event *sort_events(Event *events, uint32_t n, Poll poll, Event *scratch) noexcept;

// Of several breaks in a row only the first can matter. Removes the others from sorted events;
// returns how many events are left.
uint32_t drop_repeated_breaks(Event *events, uint32_t n, Poll poll) noexcept;

} // namespace heatmap::journey
