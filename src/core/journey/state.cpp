#include <algorithm>
#include <bit>

#include "core/journey/state.hpp"
#include "core/base/memory.hpp"

namespace heatmap::journey {

namespace {

size_t entry_size(Form form) noexcept {
    return form == Form::narrow ? sizeof(int64_t) : sizeof(Event);
}

bool fits_narrow(const State &state, int64_t at) noexcept {
    int64_t since;
    if (__builtin_sub_overflow(at, state.base, &since))
        return false;
    const int64_t limit = int64_t{1} << (63 - state.head.steps);
    return since >= -limit && since < limit;
}

Event narrow_event(const State &state, uint32_t i) noexcept {
    const int64_t entry = narrow_entries(state)[i];
    const int64_t since = entry >> state.head.steps;
    // Unsigned: a state from elsewhere may hold any sum.
    return Event{
        static_cast<int64_t>(static_cast<uint64_t>(state.base) + static_cast<uint64_t>(since)),
        static_cast<uint64_t>(entry) & steps_upto(state.head.steps)};
}

Event event_of(const State &state, uint32_t i) noexcept {
    return state.head.form == Form::narrow ? narrow_event(state, i) : wide_entries(state)[i];
}

} // namespace

Shape shape_for(uint32_t steps, uint32_t events, bool wide) noexcept {
    constexpr size_t smallest = 128;
    Shape shape;
    shape.form = wide || steps > max_narrow_steps ? Form::wide : Form::narrow;
    const size_t entry = entry_size(shape.form);
    const size_t size = std::bit_ceil(std::max(smallest, sizeof(State) + entry * events));
    shape.capacity =
        static_cast<uint32_t>(std::min<size_t>(max_events, (size - sizeof(State)) / entry));
    shape.size = sizeof(State) + entry * shape.capacity;
    return shape;
}

Shape grown_shape(const State &state, uint32_t more, int64_t at) noexcept {
    const uint64_t events = uint64_t{state.count} + more;
    if (events > max_events)
        return Shape{Form::wide, 0, 0};
    const bool wide = state.head.form == Form::wide || !fits_narrow(state, at);
    return shape_for(state.head.steps, static_cast<uint32_t>(events), wide);
}

void init_state(State *state, const Shape &shape, uint32_t steps, uint16_t tag, uint64_t window,
                int64_t base, Poll poll) noexcept {
    state->head.form = shape.form;
    state->head.steps = static_cast<uint8_t>(steps);
    state->head.reserved = tag;
    state->count = 0;
    state->capacity = shape.capacity;
    state->base = base;
    state->window = window;
    // What is not in use yet is copied and sent to other processes with the rest.
    clear_memory(state + 1, shape.size - sizeof(State), poll);
}

void move_state(const State &from, State *to, Poll poll) noexcept {
    if (to->head.form == from.head.form)
        std::memcpy(to + 1, &from + 1, entry_size(from.head.form) * from.count);
    else
        load_events(from, poll, wide_entries(*to));
    to->count = from.count;
}

bool load_events(const State &state, Poll poll, Event *events) noexcept {
    bool sorted = true;
    for (uint32_t i = 0; i < state.count; i++) {
        if (i % poll_interval == poll_interval - 1)
            poll();
        events[i] = event_of(state, i);
        sorted &= i == 0 || !before(events[i], events[i - 1]);
    }
    return sorted;
}

bool check_state(const State &state, size_t size, Poll poll) noexcept {
    if (size < sizeof(State))
        return false;
    const Header &head = state.head;
    const bool narrow = head.form == Form::narrow;
    if ((!narrow && head.form != Form::wide) || head.steps == 0 ||
        head.steps > (narrow ? max_narrow_steps : max_steps) || state.count == 0 ||
        state.count > state.capacity || state.capacity > max_events ||
        size != sizeof(State) + entry_size(head.form) * state.capacity)
        return false;
    for (uint32_t i = 0; i < state.count; i++) {
        if (i % poll_interval == poll_interval - 1)
            poll();
        const Event event = event_of(state, i);
        if ((event.steps & ~steps_upto(head.steps)) != 0 ||
            (is_journey(state) && (event.at < min_time || event.at >= end_time)))
            return false;
    }
    return true;
}

} // namespace heatmap::journey
