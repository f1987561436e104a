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
    // StepCount[head.steps], then TimeCount[slots], of which a free slot has count 0, then the text
    // of the clauses
};
static_assert(sizeof(State) == 24);

// Without the text of the clauses.
size_t state_size(uint32_t steps, uint32_t slots) noexcept;

// The growth policy: returns the number of slots that a state needs to take `more` further buckets,
// which is its own number if it has room.
uint32_t slots_for(uint32_t slots, uint32_t used, uint32_t more) noexcept;

// An empty state. Every byte is written.
State *new_state(const Question &question, uint32_t slots, const Memory &memory) noexcept;

// The text of the clauses of a state's question, in canonical form.
std::string_view clauses_of(const State &state) noexcept;

// Reads the question of a state. False if it is not valid.
bool parse_question(const State &state, Mode *mode) noexcept;

// Returns whether load() can read this state. Its counts may still contradict each other:
// check_counts() can tell once load() has put them in order.
bool check_state(const State &state) noexcept;

// What the state has counted, in new memory.
Counts load(const State &state, const Memory &memory) noexcept;

// The functions below replace *state by a larger copy when it has to grow. They do not release the
// state that the caller passed. out_of_range: a count would leave its range, and the state can no
// longer be used.

// Adds the chain of one actor, which answers the question of the state.
Status add_chain(State **state, const Question &question, const Chain &chain,
                 const Memory &memory) noexcept;

// Adds the counts of a funnel of the same question.
Status add_counts(State **state, const Counts &counts, const Memory &memory) noexcept;

} // namespace heatmap::funnel
