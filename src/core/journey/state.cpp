#include <algorithm>
#include <bit>

#include "core/journey/state.hpp"

namespace heatmap::journey {

namespace {

bool fits_narrow(const State &state, int64_t at) noexcept {
    int64_t since;
    if (__builtin_sub_overflow(at, state.base, &since))
        return false;
    const int64_t limit = int64_t{1} << (63 - state.steps);
    return since >= -limit && since < limit;
}

Event narrow_event(const State &state, uint32_t i) noexcept {
    const int64_t entry = narrow_entries(state)[i];
    const int64_t since = entry >> state.steps;
    // Computed as unsigned, because a damaged state may hold numbers whose sum overflows.
    return Event{
        static_cast<int64_t>(static_cast<uint64_t>(state.base) + static_cast<uint64_t>(since)),
        static_cast<uint64_t>(entry) & steps_upto(state.steps)};
}

Event event_of(const State &state, uint32_t i) noexcept {
    return state.form == Form::narrow ? narrow_event(state, i) : wide_entries(state)[i];
}

} // namespace

Shape shape_for(uint32_t steps, uint32_t events, bool wide, size_t note) noexcept {
    constexpr size_t smallest = 128;
    Shape shape;
    shape.form = wide || steps > max_narrow_steps ? Form::wide : Form::narrow;
    const size_t entry = entry_size(shape.form);
    const size_t size = std::bit_ceil(std::max(smallest, sizeof(State) + entry * events + note));
    shape.capacity =
        static_cast<uint32_t>(std::min<size_t>(max_events, (size - sizeof(State) - note) / entry));
    shape.size = sizeof(State) + entry * shape.capacity + note;
    return shape;
}

Shape grown_shape(const State &state, uint32_t more, int64_t at) noexcept {
    const uint64_t events = uint64_t{state.count} + more;
    if (events > max_events)
        return Shape{Form::wide, 0, 0};
    const bool wide = state.form == Form::wide || !fits_narrow(state, at);
    return shape_for(state.steps, static_cast<uint32_t>(events), wide, note_of(state).size());
}

State *new_state(const Start &start, const Shape &shape, const Memory &memory) noexcept {
    auto *state = new_value<State>(shape.size, memory);
    state->form = shape.form;
    state->steps = static_cast<uint8_t>(start.steps);
    state->tag = start.tag;
    state->count = 0;
    state->capacity = shape.capacity;
    state->base = start.base;
    state->window = start.window;
    // Bytes that are not in use yet are copied and sent to other processes with the rest.
    const size_t entries = shape.size - sizeof(State) - start.note.size();
    clear_memory(state + 1, entries, memory.poll);
    std::copy(start.note.begin(), start.note.end(), reinterpret_cast<char *>(state + 1) + entries);
    return state;
}

State *grow(const State &state, uint32_t more, int64_t at, const Memory &memory) noexcept {
    const Start start{state.steps, state.tag, state.window, state.base, note_of(state)};
    State *grown = new_state(start, grown_shape(state, more, at), memory);
    if (grown->form == state.form)
        std::memcpy(grown + 1, &state + 1, entry_size(state.form) * state.count);
    else
        load_events(state, memory.poll, wide_entries(*grown));
    grown->count = state.count;
    return grown;
}

Status append(State **state, const Event *events, uint32_t n, const Memory &memory) noexcept {
    const State *const given = *state;
    if (n > max_events - (*state)->count)
        return Status::full;
    Work work{memory.poll};
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        while (!append_event(**state, events[i].at, events[i].steps))
            replace_state(state, grow(**state, n - i, events[i].at, memory), given, memory);
    }
    return Status::ok;
}

bool load_events(const State &state, Poll poll, Event *events) noexcept {
    bool sorted = true;
    Work work{poll};
    for (uint32_t i = 0; i < state.count; i++) {
        work.add(1);
        events[i] = event_of(state, i);
        sorted &= i == 0 || !before(events[i], events[i - 1]);
    }
    return sorted;
}

Event *sorted_events(const State &state, const Memory &memory) noexcept {
    auto *events = allocate<Event>(state.count, memory);
    if (load_events(state, memory.poll, events))
        return events;
    auto *scratch = allocate<Event>(state.count, memory);
    Event *sorted = sort_events(events, state.count, memory.poll, scratch);
    memory.release(sorted == events ? scratch : events);
    return sorted;
}

bool check_state_header(const State &state) noexcept {
    const size_t size = size_of(&state);
    if (size < sizeof(State))
        return false;
    const bool narrow = state.form == Form::narrow;
    return (narrow || state.form == Form::wide) && state.steps > 0 &&
           state.steps <= (narrow ? max_narrow_steps : max_steps) && state.count > 0 &&
           state.count <= state.capacity && state.capacity <= max_events &&
           size >= sizeof(State) + entry_size(state.form) * state.capacity &&
           (!is_journey(state) || note_of(state).empty());
}

bool check_state(const State &state, Poll poll) noexcept {
    if (!check_state_header(state))
        return false;
    Work work{poll};
    for (uint32_t i = 0; i < state.count; i++) {
        work.add(1);
        const Event event = event_of(state, i);
        if ((event.steps & ~steps_upto(state.steps)) != 0 ||
            (is_journey(state) && (event.at < min_time || event.at >= end_time)))
            return false;
    }
    return true;
}

} // namespace heatmap::journey
