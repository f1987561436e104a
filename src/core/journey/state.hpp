// The state of a running aggregate over the events of an actor: one flat block of memory to which
// events are appended as they come. Most tables are in order of time already; otherwise the events
// are sorted once, at the end.
//
// Behind the room for entries there may be a note.
//
// Entries are narrow while that is possible: eight bytes that hold the time since `base` above the
// bits of the steps. That is enough for years with up to sixteen steps. A wide entry is an Event.
#pragma once

#include <string_view>

#include "core/base/status.hpp"
#include "core/journey/format.hpp"

namespace heatmap::journey {

// It begins like a stored journey: the form tells which of the two a value is.
struct State {
    uint32_t vl_len;
    Form form; // narrow or wide
    uint8_t steps;
    uint16_t tag;
    uint32_t count;
    uint32_t capacity; // in entries
    int64_t base;      // time of the first event that came
    uint64_t window;
};
static_assert(sizeof(State) == 32 && offsetof(State, form) == offsetof(Header, form));

// Tag and window are 0 in a state that will become a journey, and it has no note. Another aggregate
// over the same events may keep a tag, a window and a note in its states, the same for all rows.
// Such a state never becomes a journey, and its times may be any numbers.
inline bool is_journey(const State &state) noexcept {
    return state.tag == 0;
}

inline constexpr uint32_t max_narrow_steps = 16;

inline int64_t *narrow_entries(State &state) noexcept {
    return reinterpret_cast<int64_t *>(&state + 1);
}

inline const int64_t *narrow_entries(const State &state) noexcept {
    return reinterpret_cast<const int64_t *>(&state + 1);
}

inline Event *wide_entries(State &state) noexcept {
    return reinterpret_cast<Event *>(&state + 1);
}

inline const Event *wide_entries(const State &state) noexcept {
    return reinterpret_cast<const Event *>(&state + 1);
}

inline size_t entry_size(Form form) noexcept {
    return form == Form::narrow ? sizeof(int64_t) : sizeof(Event);
}

// The bytes behind the room for entries.
inline std::string_view note_of(const State &state) noexcept {
    const size_t used = sizeof(State) + entry_size(state.form) * state.capacity;
    return {reinterpret_cast<const char *>(&state) + used, size_of(&state) - used};
}

// Appends an event that has no bit above the state's steps. False if there is no room, or if the
// state is narrow and cannot hold the time; append() grows the state in these cases.
[[gnu::always_inline]] inline bool append_event(State &state, int64_t at, uint64_t steps) noexcept {
    if (state.count == state.capacity)
        return false;
    if (state.form == Form::narrow) {
        int64_t since;
        if (__builtin_sub_overflow(at, state.base, &since))
            return false;
        const auto shifted = static_cast<int64_t>(static_cast<uint64_t>(since) << state.steps);
        if (shifted >> state.steps != since)
            return false;
        narrow_entries(state)[state.count++] = shifted | static_cast<int64_t>(steps);
    } else {
        wide_entries(state)[state.count++] = Event{at, steps};
    }
    return true;
}

// Asks for the memory to which the next event is appended.
inline void prefetch_end(const State &state) noexcept {
    if (state.form == Form::narrow)
        __builtin_prefetch(narrow_entries(state) + state.count, 1);
    else
        __builtin_prefetch(wide_entries(state) + state.count, 1);
}

struct Shape {
    Form form;
    uint32_t capacity;
    size_t size; // bytes, the header included
};

// The growth policy: the shape of a state for at least `events` events, which are at most
// max_events, with a note of so many bytes. Sizes are powers of two, because the server's allocator
// rounds up to them.
Shape shape_for(uint32_t steps, uint32_t events, bool wide, size_t note = 0) noexcept;

// The shape into which a state grows to get room for `more` further events, one of them at time
// `at`. capacity 0: there would be more than max_events.
Shape grown_shape(const State &state, uint32_t more, int64_t at) noexcept;

// What is known of a state before its first event.
struct Start {
    uint32_t steps;
    uint16_t tag;
    uint64_t window;
    int64_t base; // the time of the first event
    std::string_view note = {};
};

// An empty state of a shape that has room for the note. Every byte is written.
State *new_state(const Start &start, const Shape &shape, const Memory &memory) noexcept;

// A copy with room for `more` further events, one of them at time `at`.
State *grow(const State &state, uint32_t more, int64_t at, const Memory &memory) noexcept;

// Appends events. Replaces *state by a larger copy when it has to grow, and does not release the
// state that the caller passed. full: there would be more than max_events, and none was appended.
Status append(State **state, const Event *events, uint32_t n, const Memory &memory) noexcept;

// Writes the events of a state in the order in which they came; `events` has room for state.count.
// Returns whether they are in order of time.
bool load_events(const State &state, Poll poll, Event *events) noexcept;

// The events of a state in order, in new memory.
Event *sorted_events(const State &state, const Memory &memory) noexcept;

// Returns whether events can be appended to these bytes as a state.
bool check_state_header(const State &state) noexcept;

// Returns whether these bytes are a state that the functions above can work on.
bool check_state(const State &state, Poll poll) noexcept;

} // namespace heatmap::journey
