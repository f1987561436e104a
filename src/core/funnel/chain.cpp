#include <algorithm>

#include "core/funnel/any_order.hpp"
#include "core/funnel/chain.hpp"
#include "core/funnel/group.hpp"
#include "core/funnel/matching.hpp"

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
};

// Notes that a row of time `at` matched the step. Has no branches, because the processor could not
// predict which step comes next.
inline void advance(Levels &levels, uint32_t step, int64_t at, uint64_t window) noexcept {
    const int64_t start = levels.start[step];
    const uint64_t done = (levels.next() >> step & 1) & uint64_t{elapsed(start, at) <= window};
    levels.start[step + 1] = done != 0 ? start : levels.start[step + 1];
    levels.reached |= done << step;
}

// Returns whether a chain can take at most one step in this group.
bool takes_one_step(const Group &group, const Question &question) noexcept {
    return (question.modes & strict_increase) != 0 ||
           ((question.modes & strict_once) != 0 && group.n == 1);
}

// Extends a chain of `from` steps by rows of the group, one row for each further step below
// `limit`. Returns the number of steps that it then has.
uint32_t extend_once(Matching *matching, uint32_t from, uint32_t limit) noexcept {
    matching->clear();
    uint32_t step = from;
    while (step < limit && matching->add(step))
        step++;
    return step;
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

// For strict_deduplication: returns the number of steps that a chain may have after this group. If
// it is smaller than question.steps, the group repeats a step, and the scan ends with it.
uint32_t limit_of_repeats(const Levels &levels, const Group &group,
                          const Question &question) noexcept {
    uint64_t within_reach = levels.reached | (group.steps & bit(0));
    for (uint64_t steps = group.steps & ~bit(0); steps != 0; steps &= steps - 1) {
        const uint32_t step = lowest(steps);
        if (has(levels.reached, step))
            return step;
        if (!has(within_reach, step - 1))
            continue;
        within_reach |= bit(step);
        if (has(group.twice, step)) {
            Levels trial = levels;
            advance_group(trial, group, step + 1, question);
            if (has(trial.reached, step))
                return step + 1;
        }
    }
    return question.steps;
}

// Roughly what a group costs: with strict_once, every row is looked at for every step.
uint32_t cost(const Group &group, const Question &question) noexcept {
    return (question.modes & strict_once) != 0 ? group.n * question.steps : group.n;
}

struct Outcome {
    uint32_t level;
    int64_t start; // of the first chain that reached this level; undefined for level 0
};

// Which chains a scan looks for: any, or only those that begin with the first event.
enum class Begin { anywhere, first };

// The scan for every mode but any_order.
template <Begin begin>
Outcome scan(const Event *events, uint32_t n, const Question &question, Poll poll) noexcept {
    Levels levels;
    Outcome outcome{0, 0};
    Work work{poll};
    for (uint32_t next = 0; next < n;) {
        const Group group(events, n, &next);
        work.add(cost(group, question));
        if (begin == Begin::first && elapsed(events[0].at, group.at) > question.window)
            break;
        if ((question.modes & strict_order) != 0 && group.broken && levels.reached != 0)
            break;
        uint32_t limit = question.steps;
        bool ends = false;
        if ((question.modes & strict_deduplication) != 0) {
            limit = limit_of_repeats(levels, group, question);
            ends = limit < question.steps;
        }
        advance_group(levels, group, limit, question);
        if (levels.reached == 0)
            continue;
        levels.may_begin = begin == Begin::anywhere;
        const uint32_t level = highest(levels.reached) + 1;
        if (level > outcome.level)
            outcome = Outcome{level, levels.start[level]};
        if ((question.modes & strict_order) != 0 && (group.steps & ~levels.next() & ~bit(0)) != 0)
            ends = true;
        if (ends || level == question.steps)
            break;
    }
    return outcome;
}

// Finds the chain of a known outcome: every step after its start as early as possible.
void follow(const Event *events, uint32_t n, const Question &question, Poll poll,
            const Outcome &outcome, Chain *chain) noexcept {
    const Event *first = std::partition_point(
        events, events + n, [&outcome](const Event &e) { return e.at < outcome.start; });
    Work work{poll};
    uint32_t done = 0;
    for (auto next = static_cast<uint32_t>(first - events); next < n && done < outcome.level;) {
        const Group group(events, n, &next);
        work.add(cost(group, question));
        uint32_t to = done;
        if (takes_one_step(group, question)) {
            to += has(group.steps, done);
        } else if ((question.modes & strict_once) != 0) {
            Matching matching;
            matching.start(group.rows, group.n);
            to = extend_once(&matching, done, outcome.level);
        } else {
            while (to < outcome.level && has(group.steps, to))
                to++;
        }
        for (; done < to; done++)
            chain->times[done] = group.at;
    }
    chain->level = done;
    chain->done = steps_upto(done);
}

} // namespace

int64_t Chain::begin() const noexcept {
    // With any_order, a later step may have been done first.
    int64_t first = INT64_MAX;
    for (uint64_t left = done; left != 0; left &= left - 1)
        first = std::min(first, times[lowest(left)]);
    return first;
}

uint32_t chain_level(const Event *events, uint32_t n, const Question &question,
                     Poll poll) noexcept {
    if ((question.modes & any_order) != 0) {
        Event rows[max_steps];
        return latest_rows(events, n, question, poll, rows);
    }
    return scan<Begin::anywhere>(events, n, question, poll).level;
}

void find_chain(const Event *events, uint32_t n, const Question &question, Poll poll,
                Chain *chain) noexcept {
    chain->level = 0;
    chain->done = 0;
    if ((question.modes & any_order) != 0)
        return find_any_order(events, n, question, poll, chain);
    const Outcome outcome = scan<Begin::anywhere>(events, n, question, poll);
    if (outcome.level > 0)
        follow(events, n, question, poll, outcome, chain);
}

bool find_try(const Event *events, uint32_t n, const Question &question, Poll poll, uint32_t *next,
              Chain *chain) noexcept {
    const bool any = (question.modes & any_order) != 0;
    Work work{poll};
    while (*next < n) {
        const Event *from = events + *next;
        const auto left = static_cast<uint32_t>(n - *next);
        const Group group(events, n, next);
        work.add(group.n);
        if (any ? group.steps == 0 : !has(group.steps, 0))
            continue;
        if (any) {
            find_any_order_try(from, left, question, poll, chain);
        } else {
            const Outcome outcome = scan<Begin::first>(from, left, question, poll);
            follow(from, left, question, poll, outcome, chain);
        }
        return true;
    }
    return false;
}

} // namespace heatmap::funnel
