// Events: what one actor did, and when.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"
#include "core/base/time.hpp"

namespace heatmap::journey {

inline constexpr uint32_t max_steps = 64;

// A state of this many events takes up to 256 MB, which the executor copies whenever the state has
// grown.
inline constexpr uint32_t max_events = 1u << 24;

// One row: its time, and the steps whose conditions it matched. Steps count from 0 in the core: bit
// k is step k, which SQL calls k + 1. A row that matched no step is a break: it ends a chain of
// mode strict_order.
struct Event {
    int64_t at;
    uint64_t steps;

    bool operator==(const Event &) const = default;
};

inline bool is_break(const Event &event) noexcept {
    return event.steps == 0;
}

// The order of events: by time; at one time, a break comes first.
inline bool before(const Event &a, const Event &b) noexcept {
    return a.at != b.at ? a.at < b.at : a.steps < b.steps;
}

// The bits of the first n steps.
inline uint64_t steps_upto(uint32_t n) noexcept {
    return n == max_steps ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
}

// Sorts events by before(); `scratch` has room for n. Returns the sorted array, which is one of the
// two. If the events are in order already, this is a single pass over them.
Event *sort_events(Event *events, uint32_t n, Poll poll, Event *scratch) noexcept;

// Removes all but the first of several breaks in a row from sorted events, because only the first
// can matter. Returns how many events are left.
uint32_t drop_repeated_breaks(Event *events, uint32_t n, Poll poll) noexcept;

// Removes all but one of several breaks of one time.
uint32_t drop_equal_breaks(Event *events, uint32_t n, Poll poll) noexcept;

} // namespace heatmap::journey
