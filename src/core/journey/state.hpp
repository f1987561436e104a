// The state of a running aggregate over the events of an actor: one flat block of memory to which
// events are appended as they come. Most tables are in order of time already; what is not is sorted
// once, at the end.
//
// Entries are narrow while they can be: eight bytes that hold the time since `base` above the bits
// of the steps. That is enough for years with up to sixteen steps. Otherwise an entry is an Event.
#pragma once

#include <cstring>

#include "core/journey/format.hpp"

namespace heatmap::journey {

struct State {
    Header head; // head.reserved is the tag, see below
    uint32_t count;
    uint32_t capacity; // in entries
    int64_t base;      // time of the first event that came
    uint64_t window;   // 0 in the state of a journey
};
static_assert(sizeof(State) == 32);

// head.reserved of a state is 0 if the state will become a journey. Another aggregate over the same
// events may keep a tag and a window there, which are the same for all its rows; such a state never
// becomes a journey, and its times may be any numbers.
inline bool is_journey(const State &state) noexcept {
    return state.head.reserved == 0;
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

// Appends an event whose steps are below 2^head.steps. False if there is no room, or if a narrow
// state cannot hold the time: grow it (grown_shape) and call again.
[[gnu::always_inline]] inline bool append_event(State &state, int64_t at, uint64_t steps) noexcept {
    if (state.count == state.capacity)
        return false;
    if (state.head.form == Form::narrow) {
        int64_t since;
        if (__builtin_sub_overflow(at, state.base, &since))
            return false;
        const auto shifted = static_cast<int64_t>(static_cast<uint64_t>(since) << state.head.steps);
        if (shifted >> state.head.steps != since)
            return false;
        narrow_entries(state)[state.count++] = shifted | static_cast<int64_t>(steps);
    } else {
        wide_entries(state)[state.count++] = Event{at, steps};
    }
    return true;
}

struct Shape {
    Form form;
    uint32_t capacity;
    size_t size; // bytes, the header included
};

// The growth policy: the shape of a state for at least `events` events, at most max_events. Sizes
// are powers of two, as the server's allocator rounds.
Shape shape_for(uint32_t steps, uint32_t events, bool wide) noexcept;

// The shape into which a state grows when append_event() has refused an event at this time, or to
// get room for several more. capacity 0: it would be more than max_events.
Shape grown_shape(const State &state, uint32_t more, int64_t at) noexcept;

// Makes an empty state, whose first event will be at `base`. Every byte is written.
void init_state(State *state, const Shape &shape, uint32_t steps, uint16_t tag, uint64_t window,
                int64_t base, Poll poll) noexcept;

// Copies the events of a state into an empty one of a shape into which it grows.
void move_state(const State &from, State *to, Poll poll) noexcept;

// Writes the events of a state, in the order in which they came. `events` has room for count. Are
// they in order?
bool load_events(const State &state, Poll poll, Event *events) noexcept;

// Are these `size` bytes a state that the functions above can work on?
bool check_state(const State &state, size_t size, Poll poll) noexcept;

} // namespace heatmap::journey
