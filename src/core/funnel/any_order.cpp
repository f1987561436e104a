#include <algorithm>

#include "core/funnel/any_order.hpp"
#include "core/funnel/basis.hpp"
#include "core/funnel/group.hpp"
#include "core/funnel/matching.hpp"

namespace heatmap::funnel {

namespace {

// Assigns rows, as many as there are steps to be done, to steps, so that the steps with the lowest
// numbers are done.
void assign_steps(Event *rows, uint32_t level, uint32_t steps, Chain *chain) noexcept {
    chain->level = level;
    chain->done = 0;
    std::sort(rows, rows + level, journey::before);
    Matching matching;
    matching.start(rows, level);
    for (uint32_t step = 0; step < steps; step++)
        if (matching.add(step))
            chain->done |= bit(step);
    for (uint64_t left = chain->done; left != 0; left &= left - 1)
        chain->times[lowest(left)] = rows[matching.row_of(lowest(left))].at;
}

// Puts a row of the group in place of the first of the sorted rows that allows it: so that all rows
// still find a step each.
void begin_with(const Group &group, Event *rows, uint32_t level, Work &work) noexcept {
    for (uint32_t left_out = 0; left_out < level; left_out++) {
        Latest others;
        for (uint32_t i = 0; i < level; i++)
            if (i != left_out)
                others.add(rows[i], false);
        for (uint32_t i = 0; i < group.n; i++) {
            work.add(level);
            if (others.add(group.rows[i], false)) {
                rows[left_out] = group.rows[i];
                return;
            }
        }
    }
}

} // namespace

uint32_t latest_rows(const Event *events, uint32_t n, const Question &question, Poll poll,
                     Event *chain) noexcept {
    Latest latest;
    Work work{poll};
    uint32_t best = 0;
    for (uint32_t next = 0; next < n && best < question.steps;) {
        const Group group(events, n, &next);
        for (uint32_t i = 0; i < group.n; i++) {
            work.add(1);
            latest.add(group.rows[i]);
        }
        Event rows[max_steps];
        const uint32_t count = latest.within(question.window, group.at, rows);
        if (count > best) {
            best = count;
            std::copy(rows, rows + count, chain);
        }
    }
    return best;
}

void find_any_order(const Event *events, uint32_t n, const Question &question, Poll poll,
                    Chain *chain) noexcept {
    Event rows[max_steps];
    const uint32_t level = latest_rows(events, n, question, poll, rows);
    assign_steps(rows, level, question.steps, chain);
}

void find_any_order_try(const Event *events, uint32_t n, const Question &question, Poll poll,
                        Chain *chain) noexcept {
    // The first rows that find a step each: a basis whose size says how many steps can be done, and
    // whose last row completes them.
    Latest first;
    Work work{poll};
    uint32_t level = 0, seen = 0;
    uint32_t end = 0; // after the rows of the completing time
    const int64_t begin = events[0].at;
    while (seen < n && level < question.steps &&
           elapsed(begin, events[seen].at) <= question.window) {
        const Group group(events, n, &seen);
        for (uint32_t i = 0; i < group.n; i++) {
            work.add(1);
            if (first.add(group.rows[i], false)) {
                level++;
                end = seen;
            }
        }
    }
    // The latest rows until then. If none of them is at the beginning, a row from there takes the
    // place of the oldest one that it can.
    Latest latest;
    for (uint32_t i = 0; i < end; i++) {
        work.add(1);
        if (!is_break(events[i]))
            latest.add(events[i]);
    }
    Event rows[max_steps] = {};
    latest.within(question.window, events[end - 1].at, rows);
    std::sort(rows, rows + level, journey::before);
    if (rows[0].at != begin)
        begin_with(Group(events, n, &(seen = 0)), rows, level, work);
    assign_steps(rows, level, question.steps, chain);
}

} // namespace heatmap::funnel
