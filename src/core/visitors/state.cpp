#include <algorithm>

#include "core/visitors/state.hpp"

namespace heatmap::visitors {

namespace {

void sort_pairs(Pair *pairs, uint32_t n, Poll poll) noexcept {
    Work work{poll};
    std::sort(pairs, pairs + n, [&work](const Pair &a, const Pair &b) {
        work.add(1);
        return before(a, b);
    });
}

// Calls visit(pair) for all pairs of a state in order, once for those that are equal. `tail` are
// the pairs at its end, put in order.
template <class Visit>
void for_each(const State &state, const Pair *tail, Poll poll, Visit &&visit) noexcept {
    const Pair *head = pairs_of(state), *end_head = head + state.sorted;
    const Pair *end_tail = tail + (state.used - state.sorted);
    Work work{poll};
    const Pair *last = nullptr;
    while (head != end_head || tail != end_tail) {
        work.add(1);
        const bool from_head = tail == end_tail || (head != end_head && before(*head, *tail));
        const Pair *next = from_head ? head++ : tail++;
        if (last == nullptr || !(*next == *last))
            visit(*next);
        last = next;
    }
}

} // namespace

State *new_state(Kind kind, const Canvas &canvas, uint32_t pairs, const Memory &memory) noexcept {
    // The sizes are powers of two, because the server's allocator rounds up to them.
    constexpr size_t least = 256;
    constexpr size_t most = sizeof(State) + sizeof(Pair) * max_room;
    const size_t size = std::min(
        std::bit_ceil(std::max(least, sizeof(State) + sizeof(Pair) * size_t{pairs})), most);
    auto *state = new_value<State>(size, memory);
    state->form = Form::state;
    state->kind = kind;
    state->reserved = 0;
    state->used = state->sorted = 0;
    state->capacity = static_cast<uint32_t>((size - sizeof(State)) / sizeof(Pair));
    state->reserved2 = 0;
    state->canvas = canvas;
    return state;
}

bool check_state(const State &state, Poll poll) noexcept {
    const size_t size = size_of(&state);
    if (size < sizeof(State) || state.form != Form::state || state.kind > Kind::uuid ||
        state.capacity == 0 || state.capacity > max_room ||
        (size - sizeof(State)) / sizeof(Pair) != state.capacity || state.used > state.capacity ||
        state.sorted > state.used || check_canvas(state.canvas) != grid::CanvasError::none)
        return false;
    const Pair *pairs = pairs_of(state);
    const uint32_t outside = cell_count(state.canvas);
    Work work{poll};
    for (uint32_t i = 0; i < state.used; i++) {
        work.add(1);
        if (pairs[i].cell > outside ||
            (i > 0 && i < state.sorted && !before(pairs[i - 1], pairs[i])))
            return false;
    }
    return true;
}

Status make_room(State **state, const State *given, const Memory &memory) noexcept {
    State &old = **state;
    Pair *tail = pairs_of(old) + old.sorted;
    sort_pairs(tail, old.used - old.sorted, memory.poll);
    uint32_t n = 0;
    for_each(old, tail, memory.poll, [&n](const Pair &) { n++; });
    if (n > max_pairs)
        return Status::full;
    // Room for half as many again, at the end for a quarter, keeps the sorting amortised.
    State *next = new_state(old.kind, old.canvas, std::min(n + n / 2 + 1, max_room), memory);
    Pair *out = pairs_of(*next);
    for_each(old, tail, memory.poll, [&out](const Pair &pair) { *out++ = pair; });
    next->used = next->sorted = n;
    replace_state(state, next, given, memory);
    return Status::ok;
}

Pair *sorted_pairs(const State &state, const Memory &memory, uint32_t *n) noexcept {
    const uint32_t added = state.used - state.sorted;
    auto *tail = allocate<Pair>(added, memory);
    std::copy_n(pairs_of(state) + state.sorted, added, tail);
    sort_pairs(tail, added, memory.poll);
    auto *pairs = allocate<Pair>(state.used, memory);
    *n = 0;
    for_each(state, tail, memory.poll, [pairs, n](const Pair &pair) { pairs[(*n)++] = pair; });
    memory.release(tail);
    return pairs;
}

} // namespace heatmap::visitors
