// Sorted events in groups of one time, and sets of steps as bits. Steps count from 0.
#pragma once

#include <algorithm>
#include <bit>

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

inline bool has(uint64_t steps, uint32_t step) noexcept {
    return (steps >> step & 1) != 0;
}

inline uint64_t bit(uint32_t step) noexcept {
    return uint64_t{1} << step;
}

inline uint32_t lowest(uint64_t steps) noexcept {
    return static_cast<uint32_t>(std::countr_zero(steps));
}

inline uint32_t highest(uint64_t steps) noexcept {
    return static_cast<uint32_t>(std::bit_width(steps)) - 1;
}

// The first of the events that is not before this time; their end if there is none.
inline const Event *first_from(const Event *events, uint32_t n, int64_t at) noexcept {
    return std::partition_point(events, events + n, [at](const Event &e) { return e.at < at; });
}

// The events of one time.
struct Group {
    const Event *rows; // without breaks
    uint32_t n;
    int64_t at;
    uint64_t steps; // the steps that any of the rows matches
    uint64_t twice; // the steps that several rows match
    bool broken;    // a break is among the events

    // Reads the group that begins at events[*next], and moves *next behind it.
    Group(const Event *events, uint32_t count, uint32_t *next) noexcept
        : n(0), at(events[*next].at), steps(0), twice(0), broken(false) {
        uint32_t i = *next;
        for (; i < count && events[i].at == at && is_break(events[i]); i++)
            broken = true;
        rows = events + i;
        for (; i < count && events[i].at == at; i++, n++) {
            twice |= steps & events[i].steps;
            steps |= events[i].steps;
        }
        *next = i;
    }
};

} // namespace heatmap::funnel
