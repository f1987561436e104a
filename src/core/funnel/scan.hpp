// The pass over the rows of a funnel in order: how far any chain got, and where the strict modes
// end the search. Not for any_order.
#pragma once

#include "core/funnel/group.hpp"

namespace heatmap::funnel {

// Which chains a scan looks for: any, or only those that begin with the first event.
enum class Begin { anywhere, first };

struct Outcome {
    uint32_t level; // the number of the last step that was reached
    // Of the first chain that reached this level. Undefined for level 0.
    int64_t start, completed;
};

// Which rows are seen: those before `to`, of which the rows from `from` on, all of one time, have
// only these steps.
struct Seen {
    uint32_t from, to;
    uint64_t steps;
};

// The outcome among the rows of a question; its exclusions are left aside.
Outcome scan(const Event *events, uint32_t n, const Question &question, Begin begin,
             Poll poll) noexcept;

// The same, but goes on when all steps were reached. Writes which rows are seen.
Outcome scan_all(const Event *events, uint32_t n, const Question &question, Begin begin, Poll poll,
                 Seen *seen) noexcept;

// Returns whether a chain can take at most one step in this group.
inline bool takes_one_step(const Group &group, const Question &question) noexcept {
    return (question.modes & strict_increase) != 0 ||
           ((question.modes & strict_once) != 0 && group.n == 1);
}

// Roughly what a group costs: with strict_once, every row is looked at for every step.
inline uint32_t cost(const Group &group, const Question &question) noexcept {
    return (question.modes & strict_once) != 0 ? group.n * question.steps : group.n;
}

} // namespace heatmap::funnel
