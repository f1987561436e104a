// The state of a running aggregate over funnels and journeys: the counts of each step, and a hash
// table of how many times fell into each bucket.
#pragma once

#include "core/base/status.hpp"
#include "core/funnel/chain.hpp"
#include "core/funnel/format.hpp"

namespace heatmap::funnel {

struct State {
    Header head;
    uint32_t slots; // of the hash table, a power of two
    uint32_t used;
    // StepCount[head.steps], then TimeCount[slots]; a free slot has count 0
};
static_assert(sizeof(State) == 24);

size_t state_size(uint32_t steps, uint32_t slots) noexcept;

// The growth policy: the slots that a state needs to take `more` further buckets; its own if it has
// room.
uint32_t slots_for(uint32_t slots, uint32_t used, uint32_t more) noexcept;

// An empty state. Every byte is written.
State *new_state(const Question &question, uint32_t slots, const Memory &memory) noexcept;

// Can load() read this state? It may still hold counts that do not agree with each other: load()
// puts them in order, and then check_counts() tells.
bool check_state(const State &state) noexcept;

// What the state has counted, in new memory.
Counts load(const State &state, const Memory &memory) noexcept;

// What follows replaces *state when it has to grow; the caller keeps the state that it came with.
// out_of_range: a count would leave its range, and the state is spoilt.

// Adds an actor.
Status add_chain(State **state, const Chain &chain, const Memory &memory) noexcept;

// Adds a funnel of the same question.
Status add_counts(State **state, const Counts &counts, const Memory &memory) noexcept;

} // namespace heatmap::funnel
