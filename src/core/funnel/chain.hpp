// How far an actor got through a funnel, and when: the best chain of steps among the events of a
// journey. Steps count from 0.
//
// default          steps in order, the last one at most `window` after step 0. Events are in the
//                  order (time, step), so that at one time, and in one row, a step can follow
//                  another.
// strict_increase  as default, but every step later than the one before.
// strict_once      as default, but every step by another row. Rows of one time come in whichever
//                  order serves the chain best.
// strict_order     once step 0 was there, the scan ends before a row that matches no step, and with
//                  a group of rows of one time if it matches a step whose predecessor was not
//                  reached (by any chain so far, also one whose window has passed). With
//                  allow_reentry, it does not end with such a group.
// strict_deduplication
//                  the scan ends before a row repeats a step that was reached already; step 0 may
//                  be repeated.
// any_order        steps in any order, each by another row, all at most `window` after the
//                  earliest.
//
// The strict modes can be combined with each other; any_order includes strict_once. The answer
// depends only on the set of events, never on the order in which they were found.
//
// Clauses add to these: a step that is optional may be left out of a chain, a limit is the longest
// time since the step before it in the chain, and exclusions discard tries (tries.hpp). Where the
// scan ends is decided without looking at exclusions. Rows behind that do not exist, not even as
// exclusions; those of the same time as its end do.
#pragma once

#include "core/funnel/rows.hpp"

namespace heatmap::funnel {

struct Chain {
    uint32_t level; // the number of the last step done; with any_order, how many were done
    uint64_t done;  // bits of the steps that were done
    int64_t times[max_steps]; // times of the steps that were done

    // The time of the first row of a chain that is not empty.
    int64_t begin() const noexcept;

    // The time of its last row.
    int64_t completed() const noexcept;
};

// The level of the best chain among sorted events. Repeated breaks may have been dropped.
uint32_t chain_level(const Event *events, uint32_t n, const Question &question,
                     const Memory &memory) noexcept;

// Finds the chain itself. Among the chains of the highest level it is the first to be completed,
// among those the one with most steps, among those the one that started last, with every step in
// between as early as possible, where a step that was skipped counts as later than any. With
// any_order it is the chain whose rows are all as late as possible; if its rows can be assigned to
// the steps in several ways, the steps with the lowest numbers are done.
void find_chain(const Event *events, uint32_t n, const Question &question, const Memory &memory,
                Chain *chain) noexcept;

// All tries of a journey, one after the other. A try is an instant at which a chain can begin: one
// with a row of step 0, or with any_order of any step.
struct Tries {
    Rows rows;
    uint32_t next; // row
};

// The tries among sorted events, which must stay where they are. What it and next_try() allocate
// lives as long as the caller's memory.
Tries start_tries(const Event *events, uint32_t n, const Question &question,
                  const Memory &memory) noexcept;

// Finds the next try that remains, and its chain: of the events from that instant on, the best
// chain that begins there, as find_chain() chooses among several. False if there are no more tries.
//
// Takes a pass over the rows that are within the window of the try.
bool next_try(Tries *tries, const Question &question, const Memory &memory, Chain *chain) noexcept;

} // namespace heatmap::funnel
