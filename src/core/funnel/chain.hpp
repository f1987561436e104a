// How far an actor got through a funnel, and when: the longest chain of steps among the events of a
// journey. Steps count from 0.
//
// default          steps 0 .. k in order, step k at most `window` after step 0. Events are in the
//                  order (time, step), so that at one time, and in one row, a step can follow
//                  another.
// strict_increase  as default, but every step later than the one before.
// strict_once      as default, but every step by another row. Rows of one time come in whichever
//                  order serves the chain best.
// strict_order     once step 0 was there, the scan ends before a row that matches no step, and with
//                  a group of rows of one time if it matches a step whose predecessor was not
//                  reached (by any chain so far, also one whose window has passed).
// strict_deduplication
//                  the scan ends before a row repeats a step that was reached already; step 0 may
//                  be repeated.
// any_order        steps in any order, every one by another row, all at most `window` after the
//                  earliest.
//
// The strict modes can be combined with each other; any_order includes strict_once. The answer
// depends only on the set of events, never on the order in which they were found.
#pragma once

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

struct Chain {
    uint32_t level;           // how many steps were done
    uint64_t done;            // bits of those steps: the first `level`, except with any_order
    int64_t times[max_steps]; // times of the steps that were done

    // The time of the first row of a chain that is not empty.
    int64_t begin() const noexcept;
};

// The length of the longest chain among sorted events. Repeated breaks may have been dropped.
uint32_t chain_level(const Event *events, uint32_t n, const Question &question, Poll poll) noexcept;

// Finds the chain itself. Among the longest chains it is the first to be completed, among those the
// one that started last, with every step in between as early as possible. With any_order it is the
// chain whose rows are all as late as possible; if its rows can be assigned to the steps in several
// ways, the steps with the lowest numbers are done.
void find_chain(const Event *events, uint32_t n, const Question &question, Poll poll,
                Chain *chain) noexcept;

// A try is an instant at which a chain can begin: one with a row of step 0, or with any_order of
// any step. Finds the first try from events[*next] on, and its chain: of the events from that
// instant on, the longest chain that begins there, as find_chain() chooses among several. Moves
// *next behind the instant; false if there are no more tries. events[*next] must be the first event
// of its time.
//
// Takes a pass over the rows that are within the window of the try.
bool find_try(const Event *events, uint32_t n, const Question &question, Poll poll, uint32_t *next,
              Chain *chain) noexcept;

} // namespace heatmap::funnel
