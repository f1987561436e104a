// Questions with exclusions: the tries, those that are discarded, and the best of the others.
//
// A try is an instant at which a chain can begin, with the best of the chains that begin there. An
// exclusion looks at a try when every step up to `from` that is not optional was done. It discards
// the try when its condition holds strictly between the last step done up to `from` and the first
// one done from `to` on; if there is none, later than the former and at most `window` after the
// beginning of the try. With any_order, the first and the last step done stand for `from` and `to`.
#pragma once

#include "core/funnel/chain.hpp"
#include "core/funnel/rows.hpp"

namespace heatmap::funnel {

// Returns whether an exclusion discards the try with this chain, which begins at
// rows.events[first].
bool is_discarded(const Rows &rows, uint32_t first, const Question &question, Poll poll,
                  const Chain &chain) noexcept;

// Finds the best of the tries that remain among all rows. The modes that end the search are not
// looked at: rows that are not seen were left out. An empty chain if no try remains.
//
// Takes time in proportion to the rows, except for questions that have optional steps and also
// limit the time between steps, or are strict_once: these take up to a pass over the rows of its
// window for each try.
void find_remaining(const Rows &rows, const Question &question, const Memory &memory,
                    Chain *chain) noexcept;

} // namespace heatmap::funnel
