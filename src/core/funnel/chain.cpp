#include <algorithm>
#include <bit>

#include "core/funnel/chain.hpp"
#include "core/funnel/matching.hpp"

namespace heatmap::funnel {

namespace {

bool has(uint64_t steps, uint32_t step) noexcept {
    return (steps >> step & 1) != 0;
}

uint64_t bit(uint32_t step) noexcept {
    return uint64_t{1} << step;
}

uint32_t lowest(uint64_t steps) noexcept {
    return static_cast<uint32_t>(std::countr_zero(steps));
}

uint32_t highest(uint64_t steps) noexcept {
    return static_cast<uint32_t>(std::bit_width(steps)) - 1;
}

// The events of one time. Steps count from 0 in this file.
struct Group {
    const Event *rows; // without breaks
    uint32_t n;
    int64_t at;
    uint64_t steps; // of all rows together
    uint64_t twice; // those that several rows match
    bool broken;    // there is a break

    // The group that begins at events[*next], which is moved on.
    Group(const Event *events, uint32_t count, uint32_t *next) noexcept
        : n(0), at(events[*next].at), steps(0), twice(0), broken(false) {
        uint32_t i = *next;
        for (; i < count && events[i].at == at && is_break(events[i]); i++)
            broken = true;
        rows = events + i;
        for (; i < count && events[i].at == at; i++, n++) {
            twice |= steps & events[i].steps;
            steps |= events[i].steps;
        }
        *next = i;
    }
};

// For each length of a chain, the latest start (time of step 1) with which it was reached. No other
// start can serve a longer chain better. Starts never increase with the length.
struct Levels {
    uint64_t reached = 0;              // bit k: a chain of k + 1 steps
    int64_t start[max_steps + 1] = {}; // by number of steps; of the empty chain it is now

    // What can be done next: the steps whose predecessor was reached.
    uint64_t next() const noexcept {
        return reached << 1 | 1;
    }
};

// The step was done at this time. No branches: what comes next is not for the processor to guess.
inline void advance(Levels &levels, uint32_t step, int64_t at, uint64_t window) noexcept {
    const int64_t start = levels.start[step];
    const uint64_t done = (levels.next() >> step & 1) & uint64_t{elapsed(start, at) <= window};
    levels.start[step + 1] = done != 0 ? start : levels.start[step + 1];
    levels.reached |= done << step;
}

// Can a chain take at most one step in this group?
bool takes_one_step(const Group &group, const Question &question) noexcept {
    return (question.modes & strict_increase) != 0 ||
           ((question.modes & strict_once) != 0 && group.n == 1);
}

// From a chain with `from` steps, how many rows of the group can fill the next ones, one each,
// below `limit`.
uint32_t extend_once(Matching *matching, uint32_t from, uint32_t limit) noexcept {
    matching->clear();
    uint32_t step = from;
    while (step < limit && matching->add(step))
        step++;
    return step;
}

// strict_once for rows of one time: from each length of a chain before the group as far as it goes.
// Shorter chains have the later starts.
void advance_once(Levels &levels, const Group &group, uint32_t limit, uint64_t window) noexcept {
    const Levels old = levels;
    Matching matching;
    matching.start(group.rows, group.n);
    uint32_t done = 0;
    for (uint32_t from = 0; from < limit && done < limit; from++) {
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
        // Downwards, a step reads what was reached before the group.
        for (; steps != 0; steps &= ~bit(highest(steps)))
            advance(levels, highest(steps), group.at, question.window);
    } else if ((question.modes & strict_once) != 0) {
        advance_once(levels, group, limit, question.window);
    } else {
        for (; steps != 0; steps &= steps - 1)
            advance(levels, lowest(steps), group.at, question.window);
    }
}

// strict_deduplication: the number of steps that the group may take a chain to. Less than all: the
// scan ends.
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

// Roughly what a group costs: with strict_once, rows are looked at for every step.
uint32_t cost(const Group &group, const Question &question) noexcept {
    return (question.modes & strict_once) != 0 ? group.n * question.steps : group.n;
}

struct Outcome {
    uint32_t level;
    int64_t start; // of the first chain of this level to be completed; undefined for level 0
};

// Every mode but any_order.
Outcome scan(const Event *events, uint32_t n, const Question &question, Poll poll) noexcept {
    Levels levels;
    Outcome outcome{0, 0};
    Work work{poll, 0};
    for (uint32_t next = 0; next < n;) {
        const Group group(events, n, &next);
        work.add(cost(group, question));
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
        const uint32_t level = highest(levels.reached) + 1;
        if (level > outcome.level)
            outcome = Outcome{level, levels.start[level]};
        if ((question.modes & strict_order) != 0 && (group.steps & ~levels.next()) != 0)
            ends = true;
        if (ends || level == question.steps)
            break;
    }
    return outcome;
}

// The rows of the latest chain of any_order: a set of rows, each with a step of its own, that is as
// large as possible and then as late as possible. Adding rows in order of time, a row that finds no
// step replaces the oldest one that it can. (A greedy basis of a transversal matroid: in every
// stretch of time that ends now, the set has as many rows as any can have.)
class Latest {
public:
    void add(const Event &row) noexcept {
        uint8_t queue[max_steps], parent[max_steps];
        uint32_t head = 0, tail = 0;
        uint64_t seen = 0, reachable = row.steps;
        uint32_t via = no_step, oldest = no_step;
        for (;;) {
            for (uint64_t left = reachable & ~seen; left != 0; left &= left - 1) {
                const uint32_t step = lowest(left);
                parent[step] = static_cast<uint8_t>(via);
                queue[tail++] = static_cast<uint8_t>(step);
                if (!has(used_, step)) {
                    used_ |= bit(step);
                    return put(row, step, parent);
                }
                if (oldest == no_step || rows_[step].at < rows_[oldest].at)
                    oldest = step;
            }
            seen |= reachable;
            if (head == tail)
                break;
            via = queue[head++];
            reachable = rows_[via].steps;
        }
        if (oldest != no_step && rows_[oldest].at < row.at)
            put(row, oldest, parent);
    }

    // Copies the rows from the last `window` before `now`; returns how many.
    uint32_t within(uint64_t window, int64_t now, Event *rows) const noexcept {
        uint32_t n = 0;
        for (uint64_t left = used_; left != 0; left &= left - 1)
            if (elapsed(rows_[lowest(left)].at, now) <= window)
                rows[n++] = rows_[lowest(left)];
        return n;
    }

private:
    static constexpr uint8_t no_step = 255;

    // Puts the row where its path begins, moving each row on the path to the next step.
    void put(const Event &row, uint32_t step, const uint8_t *parent) noexcept {
        for (; parent[step] != no_step; step = parent[step])
            rows_[step] = rows_[parent[step]];
        rows_[step] = row;
    }

    uint64_t used_ = 0;
    Event rows_[max_steps]; // by the step that they fill
};

// any_order: the rows of the chain, at most max_steps; returns how many.
uint32_t scan_any_order(const Event *events, uint32_t n, const Question &question, Poll poll,
                        Event *chain) noexcept {
    Latest latest;
    Work work{poll, 0};
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

// The chain of a known outcome: from its start on, every step as early as possible.
void follow(const Event *events, uint32_t n, const Question &question, Poll poll,
            const Outcome &outcome, Chain *chain) noexcept {
    const Event *first = std::partition_point(
        events, events + n, [&outcome](const Event &e) { return e.at < outcome.start; });
    Work work{poll, 0};
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

uint32_t chain_level(const Event *events, uint32_t n, const Question &question,
                     Poll poll) noexcept {
    Event rows[max_steps];
    if ((question.modes & any_order) != 0)
        return scan_any_order(events, n, question, poll, rows);
    return scan(events, n, question, poll).level;
}

void find_chain(const Event *events, uint32_t n, const Question &question, Poll poll,
                Chain *chain) noexcept {
    chain->level = 0;
    chain->done = 0;
    if ((question.modes & any_order) == 0) {
        const Outcome outcome = scan(events, n, question, poll);
        if (outcome.level > 0)
            follow(events, n, question, poll, outcome, chain);
        return;
    }
    Event rows[max_steps];
    chain->level = scan_any_order(events, n, question, poll, rows);
    // Which row did which step: the earliest steps that the rows can fill.
    std::sort(rows, rows + chain->level, journey::before);
    Matching matching;
    matching.start(rows, chain->level);
    for (uint32_t step = 0; step < question.steps; step++)
        if (matching.add(step))
            chain->done |= bit(step);
    for (uint64_t left = chain->done; left != 0; left &= left - 1)
        chain->times[lowest(left)] = rows[matching.row_of(lowest(left))].at;
}

} // namespace heatmap::funnel
