// The chain of a known outcome. Not for any_order.
#pragma once

#include "core/base/memory.hpp"
#include "core/funnel/chain.hpp"
#include "core/funnel/scan.hpp"

namespace heatmap::funnel {

// Finds the chain of a question whose chains are found by taking each step as early as possible
// from its start on. The chain begins at outcome.start.
void follow(const Event *events, uint32_t n, const Question &question, const Outcome &outcome,
            Poll poll, Chain *chain) noexcept;

// Finds the best of the chains that end with the step outcome.level at the time outcome.completed:
// the one with most steps, then the one that started last, then the one with each step as early as
// possible, where a step that is skipped counts as later than any. With Begin::first, it begins at
// the time of the first event.
void trace(const Event *events, uint32_t n, const Question &question, const Outcome &outcome,
           Begin begin, const Memory &memory, Chain *chain) noexcept;

} // namespace heatmap::funnel
