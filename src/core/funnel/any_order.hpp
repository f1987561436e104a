// The mode any_order: steps in any order, every one by another row, all within the window.
#pragma once

#include "core/funnel/chain.hpp"

namespace heatmap::funnel {

// Writes the rows of the chain, at most max_steps; returns how many.
uint32_t latest_rows(const Event *events, uint32_t n, const Question &question, Poll poll,
                     Event *chain) noexcept;

// What find_chain() does for this mode.
void find_any_order(const Event *events, uint32_t n, const Question &question, Poll poll,
                    Chain *chain) noexcept;

// What next_try() does for this mode: the chain begins at the time of the first event, when some
// row matches a step.
void find_any_order_try(const Event *events, uint32_t n, const Question &question, Poll poll,
                        Chain *chain) noexcept;

} // namespace heatmap::funnel
