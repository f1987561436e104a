#include <algorithm>

#include "core/funnel/matching.hpp"
#include "core/funnel/scan.hpp"

namespace heatmap::funnel {

namespace {

// For each length of a chain, the latest start (the time of its step 0) with which that length was
// reached. An earlier start cannot make a longer chain possible. Starts never increase with the
// length.
struct Levels {
    uint64_t reached = 0;              // bit k: a chain of k + 1 steps was found
    bool may_begin = true;             // further chains may begin
    int64_t start[max_steps + 1] = {}; // by number of steps; [0], the empty chain, starts now

    // The steps that can be done next: those whose predecessor was reached.
    uint64_t next() const noexcept {
        return reached << 1 | uint64_t{may_begin};
    }

    // The same for the predecessors of a question.
    uint64_t next(const Question &) const noexcept {
        return next();
    }

    // The start of the chain whose last step this is.
    int64_t start_of(uint32_t step) const noexcept {
        return start[step + 1];
    }
};

// Notes that a row of time `at` matched the step. Has no branches, because the processor could not
// predict which step comes next.
inline void advance(Levels &levels, uint32_t step, int64_t at, uint64_t window) noexcept {
    const int64_t start = levels.start[step];
    const uint64_t done = (levels.next() >> step & 1) & uint64_t{elapsed(start, at) <= window};
    levels.start[step + 1] = done != 0 ? start : levels.start[step + 1];
    levels.reached |= done << step;
}

// strict_once, for several rows of one time: extends each chain that was there before the group as
// far as it goes, the shortest chain first because shorter chains have later starts.
void advance_once(Levels &levels, const Group &group, uint32_t limit, uint64_t window) noexcept {
    const Levels old = levels;
    Matching matching;
    matching.start(group.rows, group.n);
    uint32_t done = 0;
    for (uint32_t from = old.may_begin ? 0 : 1; from < limit && done < limit; from++) {
        if (!has(old.next(), from) || elapsed(old.start[from], group.at) > window)
            break;
        const uint32_t to = extend_once(&matching, from, limit);
        for (uint32_t step = std::max(done, from); step < to; step++) {
            levels.start[step + 1] = old.start[from];
            levels.reached |= bit(step);
        }
        done = std::max(done, to);
    }
}

// Takes the steps below `limit` of a group into account.
void advance_group(Levels &levels, const Group &group, uint32_t limit,
                   const Question &question) noexcept {
    levels.start[0] = group.at;
    uint64_t steps = group.steps & steps_upto(limit);
    if (takes_one_step(group, question)) {
        // In descending order, so that each step sees only what was reached before the group.
        for (; steps != 0; steps &= ~bit(highest(steps)))
            advance(levels, highest(steps), group.at, question.window);
    } else if ((question.modes & strict_once) != 0) {
        advance_once(levels, group, limit, question.window);
    } else {
        for (; steps != 0; steps &= steps - 1)
            advance(levels, lowest(steps), group.at, question.window);
    }
}

// For each step, the newest of the chains that end with it, for questions that limit the time
// between steps or have optional ones. It is the best: of all chains to a step, the one whose last
// row is the latest also has the latest start, because two chains that cross can change their ends.
// (A chain that is overtaken by another skips only steps that the other may skip too.)
struct Newest {
    uint64_t reached = 0;  // bit k: a chain whose last step is k was found
    bool may_begin = true; // further chains may begin
    int64_t start[max_steps] = {}, last[max_steps] = {}; // times of first and last row, by step

    // The steps that can be done next: those of which some step that may be the one before was
    // reached.
    uint64_t next(const Question &question) const noexcept {
        uint64_t all = reached << 1, added = all;
        while ((added = (added & question.optional()) << 1 & ~all) != 0)
            all |= added;
        return all | uint64_t{may_begin};
    }

    int64_t start_of(uint32_t step) const noexcept {
        return start[step];
    }
};

// Finds the latest start of the chains that can go on with the step at the time `at`. False if
// there are none.
bool latest_start(const Newest &newest, uint32_t step, int64_t at, const Question &question,
                  int64_t *start) noexcept {
    if (step == 0) {
        *start = at;
        return newest.may_begin;
    }
    const Clauses &clauses = *question.clauses;
    const uint64_t limit = has(clauses.limited, step) ? clauses.limit[step] : no_window;
    bool found = false;
    int64_t latest = 0;
    for (uint32_t before = step; before-- > 0;) {
        if (has(newest.reached, before) && elapsed(newest.start[before], at) <= question.window &&
            elapsed(newest.last[before], at) <= limit &&
            (!found || newest.start[before] > latest)) {
            latest = newest.start[before];
            found = true;
        }
        if (!has(clauses.optional, before))
            break;
    }
    *start = latest;
    return found;
}

void reach(Newest &newest, uint32_t step, int64_t start, int64_t at) noexcept {
    newest.reached |= bit(step);
    newest.start[step] = start;
    newest.last[step] = at;
}

// strict_once, for several rows of one time: chains that were there before the group take any steps
// for which there are enough rows.
void advance_once(Newest &newest, const Group &group, uint32_t limit,
                  const Question &question) noexcept {
    const Newest old = newest;
    const uint64_t steps = group.steps & steps_upto(limit);
    uint64_t done = 0;
    Matching matching;
    matching.start(group.rows, group.n);
    for (uint64_t left = steps; left != 0; left &= left - 1) {
        const uint32_t first = lowest(left);
        int64_t start;
        if (!latest_start(old, first, group.at, question, &start))
            continue;
        // The required steps from `first` up to the one before `step` have a row each.
        uint64_t taken = 0;
        for (uint32_t step = first; step < limit; step++) {
            matching.clear();
            for (uint64_t t = taken; t != 0; t &= t - 1)
                matching.add(lowest(t));
            const bool fits = has(steps, step) && matching.add(step);
            if (fits && (!has(done, step) || start > newest.start[step])) {
                reach(newest, step, start, group.at);
                done |= bit(step);
            }
            if (step > first && has(question.optional(), step))
                continue;
            if (!fits)
                break;
            taken |= bit(step);
        }
    }
}

void advance_group(Newest &newest, const Group &group, uint32_t limit,
                   const Question &question) noexcept {
    uint64_t steps = group.steps & steps_upto(limit);
    int64_t start;
    if (takes_one_step(group, question)) {
        // In descending order, so that each step sees only what was reached before the group.
        for (; steps != 0; steps &= ~bit(highest(steps)))
            if (latest_start(newest, highest(steps), group.at, question, &start))
                reach(newest, highest(steps), start, group.at);
    } else if ((question.modes & strict_once) != 0) {
        advance_once(newest, group, limit, question);
    } else {
        for (; steps != 0; steps &= steps - 1)
            if (latest_start(newest, lowest(steps), group.at, question, &start))
                reach(newest, lowest(steps), start, group.at);
    }
}

// Returns whether one of the steps that may come before this one is among `steps`.
bool has_predecessor(uint64_t steps, uint32_t step, const Question &question) noexcept {
    while (step-- > 0) {
        if (has(steps, step))
            return true;
        if (!has(question.optional(), step))
            break;
    }
    return false;
}

// For strict_deduplication: finds out whether a group repeats a step, with which the scan ends.
// Returns the number of steps that a chain may have after the group.
template <class Chains>
uint32_t limit_of_repeats(const Chains &chains, const Group &group, const Question &question,
                          bool *repeats) noexcept {
    *repeats = true;
    uint64_t within_reach = chains.reached | (group.steps & bit(0));
    for (uint64_t steps = group.steps & ~bit(0); steps != 0; steps &= steps - 1) {
        const uint32_t step = lowest(steps);
        if (has(chains.reached, step))
            return step;
        if (!has_predecessor(within_reach, step, question))
            continue;
        within_reach |= bit(step);
        if (has(group.twice, step)) {
            Chains trial = chains;
            advance_group(trial, group, step + 1, question);
            if (has(trial.reached, step))
                return step + 1;
        }
    }
    *repeats = false;
    return question.steps;
}

// The scan for every mode but any_order. `seen`, if not null, is what is seen.
template <class Chains, Begin begin>
Outcome scan_chains(const Event *events, uint32_t n, const Question &question, Poll poll,
                    Seen *seen) noexcept {
    const bool ends_out_of_turn =
        (question.modes & strict_order) != 0 && (question.modes & allow_reentry) == 0;
    Chains chains;
    Outcome outcome{0, 0, 0};
    Work work{poll};
    if (seen != nullptr)
        *seen = Seen{n, n, steps_upto(question.steps)};
    for (uint32_t from = 0, next = 0; next < n; from = next) {
        const Group group(events, n, &next);
        work.add(cost(group, question));
        if (begin == Begin::first && elapsed(events[0].at, group.at) > question.window)
            break;
        if ((question.modes & strict_order) != 0 && group.broken && chains.reached != 0) {
            if (seen != nullptr)
                *seen = Seen{from, next, 0};
            break;
        }
        uint32_t limit = question.steps;
        bool ends = false;
        if ((question.modes & strict_deduplication) != 0)
            limit = limit_of_repeats(chains, group, question, &ends);
        advance_group(chains, group, limit, question);
        if (chains.reached != 0) {
            chains.may_begin = begin == Begin::anywhere;
            const uint32_t last = highest(chains.reached);
            if (last + 1 > outcome.level)
                outcome = Outcome{last + 1, chains.start_of(last), group.at};
            if (ends_out_of_turn && (group.steps & ~chains.next(question) & ~bit(0)) != 0)
                ends = true;
        }
        if (ends && seen != nullptr)
            *seen = Seen{from, next, steps_upto(limit)};
        if (ends || (outcome.level == question.steps && seen == nullptr))
            break;
    }
    return outcome;
}

template <class Chains>
Outcome scan_from(const Event *events, uint32_t n, const Question &question, Begin begin, Poll poll,
                  Seen *seen) noexcept {
    return begin == Begin::anywhere
               ? scan_chains<Chains, Begin::anywhere>(events, n, question, poll, seen)
               : scan_chains<Chains, Begin::first>(events, n, question, poll, seen);
}

Outcome scan_rows(const Event *events, uint32_t n, const Question &question, Begin begin, Poll poll,
                  Seen *seen) noexcept {
    return has_limits(question) ? scan_from<Newest>(events, n, question, begin, poll, seen)
                                : scan_from<Levels>(events, n, question, begin, poll, seen);
}

} // namespace

Outcome scan(const Event *events, uint32_t n, const Question &question, Begin begin,
             Poll poll) noexcept {
    return scan_rows(events, n, question, begin, poll, nullptr);
}

Outcome scan_all(const Event *events, uint32_t n, const Question &question, Begin begin, Poll poll,
                 Seen *seen) noexcept {
    return scan_rows(events, n, question, begin, poll, seen);
}

} // namespace heatmap::funnel
