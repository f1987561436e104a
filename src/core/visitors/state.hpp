// The state of a running aggregate: a list of pairs, changed in place. Its beginning is in order
// and has no pair twice; behind it stand the pairs that came since. When the list is full, it is
// put in order, and grows if that made too little room.
#pragma once

#include "core/base/status.hpp"
#include "core/visitors/format.hpp"

namespace heatmap::visitors {

// It begins like the header of a stored set: the form tells which of the two a value is.
struct State {
    uint32_t vl_len;
    Form form;
    Kind kind;
    uint16_t reserved;
    uint32_t used;     // pairs
    uint32_t capacity; // pairs there is room for
    uint32_t sorted;   // of the used ones, at the beginning
    uint32_t reserved2;
    Canvas canvas;
};
static_assert(sizeof(State) == 64);
static_assert(offsetof(State, form) == offsetof(Header, form));

// Pairs that a state has room for at most: a quarter more than a set may have, because some may be
// there twice. 1,006,633,024 bytes fit into PostgreSQL's limit of 1 GB.
inline constexpr uint32_t max_room = max_pairs / 4 * 5;

inline Pair *pairs_of(State &state) noexcept {
    return reinterpret_cast<Pair *>(&state + 1);
}

inline const Pair *pairs_of(const State &state) noexcept {
    return reinterpret_cast<const Pair *>(&state + 1);
}

// An empty state with room for at least one pair, and for `pairs`.
State *new_state(Kind kind, const Canvas &canvas, uint32_t pairs, const Memory &memory) noexcept;

// Returns whether these bytes are a state that all functions here can work on.
bool check_state(const State &state, Poll poll) noexcept;

// Makes room for one more pair: replaces *state by another one, and does not release the state that
// the caller passed. full: the set would have more than max_pairs pairs.
Status make_room(State **state, const State *given, const Memory &memory) noexcept;

// Adds a pair to a state of which `given` was the one that the caller passed.
inline Status add_pair(State **state, const State *given, Pair pair,
                       const Memory &memory) noexcept {
    // A visitor often clicks twice at one place.
    const uint32_t used = (*state)->used;
    if (used > 0 && pairs_of(**state)[used - 1] == pair)
        return Status::ok;
    if (used == (*state)->capacity) {
        const Status status = make_room(state, given, memory);
        if (status != Status::ok)
            return status;
    }
    pairs_of(**state)[(*state)->used++] = pair;
    return Status::ok;
}

// The pairs in order, without any twice, in new memory; *n is their number, which may be above
// max_pairs.
Pair *sorted_pairs(const State &state, const Memory &memory, uint32_t *n) noexcept;

} // namespace heatmap::visitors
