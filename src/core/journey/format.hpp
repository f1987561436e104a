// Journeys: the events of one actor that matter to a funnel, in time order, and their stored form.
//
//     offset size
//          0    4  PostgreSQL's length word
//          4    1  form: 1
//          5    1  number of steps, 1 .. 64
//          6    2  zero
//          8    -  varint: number of events, at least 1
//               8  time of the first event, microseconds since 2000-01-01 00:00:00 UTC
//               -  varint: its steps; and for each further event two varints: the microseconds
//                  since the event before, and the steps
//
// Canonical, so that equal journeys are equal bytes: events are in order, and there are no two
// breaks in a row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"
#include "core/base/time.hpp"

namespace heatmap::journey {

inline constexpr uint32_t max_steps = 64;

// A state of so many events takes up to 256 MB, which the executor copies whenever it has grown.
inline constexpr uint32_t max_events = 1u << 24;

// One row: when, and which steps its conditions matched (bit k - 1 = step k). A row that matched
// none is a break: it ends a chain of mode strict_order.
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

// The bits of steps 1 .. n.
inline uint64_t steps_upto(uint32_t n) noexcept {
    return n == max_steps ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
}

enum class Form : uint8_t {
    stored = 1,
    // States of a running aggregate (journey_state.hpp), by the size of an entry.
    narrow = 128,
    wide = 129,
};

struct Header {
    uint32_t vl_len;
    Form form;
    uint8_t steps;
    uint16_t reserved;
};
static_assert(sizeof(Header) == 8);

// Sorts events by before(); `scratch` has room for n. Returns where the sorted ones are, which is
// one of the two. Costs nothing but a look when they are in order already.
Event *sort_events(Event *events, uint32_t n, Poll poll, Event *scratch) noexcept;

// Of the breaks between two events that match a step only the first one can matter. Removes the
// others from sorted events; returns how many are left.
uint32_t drop_repeated_breaks(Event *events, uint32_t n, Poll poll) noexcept;

// The size of the stored form of n >= 1 canonical events.
size_t stored_size(const Event *events, uint32_t n, Poll poll) noexcept;

// Writes it, but for the length word.
void encode(const Event *events, uint32_t n, uint32_t steps, Poll poll, Header *out) noexcept;

// The number of events of a stored journey of `size` bytes; 0 if the bytes are none.
uint32_t event_count(const Header &head, size_t size) noexcept;

// Writes the event_count() events. False if the bytes are not a journey in canonical form.
bool decode(const Header &head, size_t size, Poll poll, Event *events) noexcept;

} // namespace heatmap::journey
