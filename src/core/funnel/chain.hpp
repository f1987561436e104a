// How far an actor got through a funnel, and when: the longest chain of steps among the events of a
// journey.
//
// default          steps 1 .. k in order, step k at most `window` after step 1. Events are in the
//                  order (time, step), so that at one time, and in one row, a step can follow
//                  another.
// strict_increase  as default, but every step later than the one before.
// strict_once      as default, but every step by another row. Rows of one time come in whichever
//                  order serves the chain best.
// strict_order     once step 1 was there, the scan ends before a row that matches no step, and with
//                  a step whose predecessor was not reached (by any chain so far, also one whose
//                  window has passed).
// strict_deduplication
//                  the scan ends before a step from 2 on that was reached already.
// any_order        steps in any order, every one by another row, all at most `window` after the
//                  earliest.
//
// The strict modes can be combined with each other; any_order is strict_once already. The answer
// depends only on the set of events, never on the order in which they were found.
#pragma once

#include "core/journey/format.hpp"
#include "core/funnel/question.hpp"

namespace heatmap::funnel {

struct Chain {
    uint32_t level;           // how many steps were done
    uint64_t done;            // which: the first `level`, except with any_order
    int64_t times[max_steps]; // when, of those that are done
};

// Sorted events (breaks need not be repeated) to the length of the longest chain.
uint32_t chain_level(const Event *events, uint32_t n, const Question &question, Poll poll) noexcept;

// The chain itself: of the longest ones the first to be completed, of those the one that started
// last, and every step between as early as possible. With any_order, the chain of which every row
// is as late as possible; where its rows can be given to the steps in several ways, the steps with
// the lowest numbers are done.
void find_chain(const Event *events, uint32_t n, const Question &question, Poll poll,
                Chain *chain) noexcept;

} // namespace heatmap::funnel
