#include "core/visitors/retention.hpp"

namespace heatmap::visitors {

namespace {

// The periods of a visitor, as a part of a sorted list.
struct Periods {
    const Pair *begin, *end;
};

// The pairs at the beginning of a list that are the visitor's; in the grid, they are those below
// the number of periods.
Periods take(const Pair *&at, const Pair *end, uint64_t visitor, uint32_t periods,
             Work *work) noexcept {
    Periods taken = {at, at};
    for (; at != end && at->visitor == visitor; at++) {
        work->add(1);
        if (at->cell < periods)
            taken.end = at + 1;
    }
    return taken;
}

} // namespace

void count_retention(const Pair *starts, uint32_t n_starts, const Pair *returns, uint32_t n_returns,
                     uint32_t periods, const Retention &retention, Poll poll, int64_t *sizes,
                     int64_t *counts) noexcept {
    const Pair *end_starts = starts + n_starts, *end_returns = returns + n_returns;
    Work work{poll};
    while (starts != end_starts) {
        const uint64_t visitor = starts->visitor;
        const Periods started = take(starts, end_starts, visitor, periods, &work);
        while (returns != end_returns && returns->visitor < visitor) {
            work.add(1);
            returns++;
        }
        const Periods came = take(returns, end_returns, visitor, periods, &work);
        for (const Pair *start = started.begin; start != started.end; start++) {
            const uint32_t cohort = start->cell;
            int64_t *row = counts + size_t{cohort} * periods;
            sizes[cohort]++;
            if (!retention.rolling) {
                for (const Pair *back = came.begin; back != came.end; back++) {
                    work.add(1);
                    if (back->cell >= cohort)
                        row[back->cell - cohort]++;
                }
            } else if (came.begin != came.end && came.end[-1].cell >= cohort) {
                for (uint32_t since = 0; since <= came.end[-1].cell - cohort; since++) {
                    work.add(1);
                    row[since]++;
                }
            }
            if (!retention.recurring)
                break;
        }
    }
}

} // namespace heatmap::visitors
