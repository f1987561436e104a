// The stored form of a journey: the events of one actor that matter to a funnel, in order of time.
//
//     offset size
//          0    4  PostgreSQL's length word
//          4    1  form: 1, or 2 of an open journey
//          5    1  number of steps, 1 .. 64
//          6    2  zero
//          8    -  varint: number of events, at least 1
//               8  time of the first event, microseconds since 2000-01-01 00:00:00 UTC
//               -  varint: its steps; and for each further event two varints: the microseconds
//                  since the event before, and the steps
//
// The form is canonical, so that equal journeys are equal bytes: events are in order, and there are
// no two breaks in a row. An open journey is a part to which others will be added, whose events may
// come between its breaks. It keeps them all, except that no two have one time.
#pragma once

#include "core/base/memory.hpp"
#include "core/journey/event.hpp"

namespace heatmap::journey {

enum class Form : uint8_t {
    stored = 1,
    open = 2,
    // States of a running aggregate (state.hpp), by the size of an entry.
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

// The size of the stored form of n >= 1 canonical events.
size_t stored_size(const Event *events, uint32_t n, Poll poll) noexcept;

// Writes the stored form of the same events, except for its length word.
void encode(const Event *events, uint32_t n, uint32_t steps, Form form, Poll poll,
            Header *out) noexcept;

// A new stored journey of n >= 1 sorted events, open or not. Drops repeated breaks, also from
// `events`.
Header *store(Event *events, uint32_t n, uint32_t steps, Form form, const Memory &memory) noexcept;

// The number of events of a stored journey of `size` bytes, according to its first bytes. 0 if they
// cannot be a journey.
uint32_t event_count(const Header &head, size_t size) noexcept;

// Writes the events, of which there are event_count(). False if the bytes are not a journey in
// canonical form.
bool decode(const Header &head, size_t size, Poll poll, Event *events) noexcept;

} // namespace heatmap::journey
