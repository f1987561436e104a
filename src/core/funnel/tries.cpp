#include <algorithm>

#include "core/funnel/any_order.hpp"
#include "core/funnel/basis.hpp"
#include "core/funnel/matching.hpp"
#include "core/funnel/scan.hpp"
#include "core/funnel/trace.hpp"
#include "core/funnel/tries.hpp"

namespace heatmap::funnel {

namespace {

// Where an exclusion must not hold: between two times, or behind the first until the window of the
// try ends.
struct Span {
    bool applies;
    bool ends;
    int64_t begin, end;
};

Span span_of(const Exclusion &exclusion, const Question &question, const Chain &chain) noexcept {
    if ((question.modes & any_order) != 0)
        return Span{true, chain.level == question.steps, chain.begin(), chain.completed()};
    const uint64_t before = steps_upto(exclusion.from + 1u);
    if ((before & ~question.optional() & ~chain.done) != 0)
        return Span{false, false, 0, 0};
    const uint64_t after = chain.done & ~steps_upto(exclusion.to);
    return Span{true, after != 0, chain.times[highest(chain.done & before)],
                after != 0 ? chain.times[lowest(after)] : 0};
}

// The chain of the try that begins at the first of these rows.
Outcome find_try_chain(const Event *events, uint32_t n, const Question &question,
                       const Memory &memory, Chain *chain) noexcept {
    if ((question.modes & any_order) != 0) {
        find_any_order_try(events, n, question, memory.poll, chain);
        return Outcome{chain->level, chain->begin(), chain->completed()};
    }
    const Outcome outcome = scan(events, n, question, Begin::first, memory.poll);
    if (has_limits(question))
        trace(events, n, question, outcome, Begin::first, memory, chain);
    else
        follow(events, n, question, outcome, memory.poll, chain);
    return outcome;
}

// Whether chain a, of a later try, is better than b.
bool is_better(const Outcome &a, const Chain &chain_a, const Outcome &b,
               const Chain &chain_b) noexcept {
    if (a.level != b.level)
        return a.level > b.level;
    if (a.completed != b.completed)
        return a.completed < b.completed;
    return std::popcount(chain_a.done) >= std::popcount(chain_b.done);
}

// Asks one try after the other.
void ask_each(const Rows &rows, const Question &question, const Memory &memory,
              Chain *best) noexcept {
    // No try gets further than the journey would without exclusions.
    const uint32_t most = scan(rows.events, rows.n, question, Begin::anywhere, memory.poll).level;
    Outcome found{0, 0, 0};
    Work work{memory.poll};
    for (uint32_t first = 0, next = 0; next < rows.n; first = next) {
        const Group group(rows.events, rows.n, &next);
        work.add(group.n);
        if (found.level > 0 && found.level == most && group.at > found.completed)
            break;
        if (!has(group.steps, 0))
            continue;
        Chain chain;
        const Outcome outcome =
            find_try_chain(rows.events + first, rows.n - first, question, memory, &chain);
        if ((found.level == 0 || is_better(outcome, chain, found, *best)) &&
            !is_discarded(rows, first, question, memory.poll, chain)) {
            found = outcome;
            *best = chain;
        }
    }
}

// The first rows of each exclusion behind the rows that were read so far.
class NextExcluded {
public:
    void read(uint64_t excluded, int64_t at) noexcept {
        for (; excluded != 0; excluded &= excluded - 1) {
            known_ |= bit(lowest(excluded));
            at_[lowest(excluded)] = at;
        }
    }

    bool known(uint32_t exclusion) const noexcept {
        return has(known_, exclusion);
    }

    int64_t at(uint32_t exclusion) const noexcept {
        return at_[exclusion];
    }

private:
    uint64_t known_ = 0;
    int64_t at_[max_exclusions];
};

// The first row of the group that ends before `to`.
uint32_t begin_of_group(const Rows &rows, uint32_t to) noexcept {
    uint32_t from = to - 1;
    while (from > 0 && rows.events[from - 1].at == rows.events[to - 1].at)
        from--;
    return from;
}

// The best of the tries that were read, of which the latest came first.
struct Best {
    Outcome outcome{0, 0, 0};
    uint32_t count = 0;

    void offer(const Outcome &other, uint32_t n) noexcept {
        if (other.level < outcome.level || (other.level == outcome.level &&
                                            (other.completed > outcome.completed ||
                                             (other.completed == outcome.completed && n <= count))))
            return;
        outcome = other;
        count = n;
    }
};

// Reads the rows backwards once. For each pair of steps it knows the nearest row of the one from
// which the other can be completed, as the last step of a chain, and what the exclusions say of the
// best of those chains. For questions with limits or with optional steps, but not with both: then a
// chain from a nearer row is as good as any from a later one.
class LookBack {
public:
    LookBack(const Rows &rows, const Question &question, const Memory &memory) noexcept
        : rows_(rows), question_(question), clauses_(*question.clauses),
          memory_(memory), work_{memory.poll}, n_(question.steps) {
    }

    // The best of the tries that remain; level 0 if there are none.
    Outcome find() noexcept {
        ends_ = allocate<Ends>(n_ * n_, memory_);
        times_ = allocate<int64_t>(size_t{n_} * n_ * clauses_.n_exclusions, memory_);
        for (uint32_t i = 0; i < n_ * n_; i++)
            ends_[i] = Ends{};
        for (uint32_t to = rows_.n, from; to > 0; to = from) {
            uint32_t next = from = begin_of_group(rows_, to);
            const Group group(rows_.events, to, &next);
            work_.add(cost(group, question_) + n_);
            read(group);
            next_excluded_.read(excluded_in(rows_, from, to), group.at);
        }
        memory_.release(ends_);
        memory_.release(times_);
        return best_.outcome;
    }

private:
    // The best chain from a step to a last one. For each exclusion there may be a time: until the
    // step where its span begins is known, the time at which the span ends; from then on, if the
    // chain does not reach its end, the first time at which the exclusion holds.
    struct Ends {
        bool known;
        uint32_t count; // of steps
        int64_t at, completed;
        uint64_t violated; // exclusions that discard the chain
        uint64_t has_time; // exclusions that have a time
    };

    Ends &ends(uint32_t step, uint32_t last) noexcept {
        return ends_[step * n_ + last];
    }

    int64_t *times(uint32_t step, uint32_t last) noexcept {
        return times_ + size_t{step * n_ + last} * clauses_.n_exclusions;
    }

    bool meets_limit(uint32_t step, int64_t before, int64_t at) const noexcept {
        return !has(clauses_.limited, step) || elapsed(before, at) <= clauses_.limit[step];
    }

    // The step that follows this one in the best chain to `last` from a row of this time, or n_ if
    // there is none.
    uint32_t best_next(uint32_t step, uint32_t last, int64_t at) noexcept {
        uint32_t best = n_;
        for (uint32_t next = step + 1; next <= last; next++) {
            const Ends &candidate = ends(next, last);
            if (candidate.known && meets_limit(next, at, candidate.at) &&
                (best == n_ || candidate.completed < ends(best, last).completed ||
                 (candidate.completed == ends(best, last).completed &&
                  candidate.count > ends(best, last).count)))
                best = next;
            if (!has(clauses_.optional, next))
                break;
        }
        return best;
    }

    // Puts a row of this step before the best chain from `next`, if that is not n_, to `last`.
    void prepend(uint32_t step, uint32_t next, uint32_t last, int64_t at) noexcept {
        work_.add(1 + clauses_.n_exclusions);
        Ends e{true, 1, at, at, 0, 0};
        int64_t *time = times(step, last);
        if (next < n_) {
            e = ends(next, last);
            e.count++;
            e.at = at;
            std::copy(times(next, last), times(next, last) + clauses_.n_exclusions, time);
        }
        for (uint32_t i = 0; i < clauses_.n_exclusions; i++) {
            const Exclusion &exclusion = clauses_.exclusions[i];
            if (step >= exclusion.to) {
                e.has_time |= bit(i);
                time[i] = at;
            } else if (step <= exclusion.from && (next == n_ || next > exclusion.from)) {
                // The span begins here, unless a step up to `from` is missing.
                const uint64_t missing =
                    steps_upto(exclusion.from + 1u) & ~steps_upto(step + 1) & ~clauses_.optional;
                const bool ends = has(e.has_time, i);
                e.has_time &= ~bit(i);
                if (missing != 0 || !next_excluded_.known(i))
                    continue;
                if (!ends) {
                    e.has_time |= bit(i);
                    time[i] = next_excluded_.at(i);
                } else if (next_excluded_.at(i) < time[i]) {
                    e.violated |= bit(i);
                }
            }
        }
        this->ends(step, last) = e;
    }

    void read(const Group &group) noexcept {
        const bool once = (question_.modes & strict_once) != 0;
        if (takes_one_step(group, question_)) {
            // In ascending order, so that a step is followed by one of a later group.
            for (uint64_t left = group.steps; left != 0; left &= left - 1)
                read_step(lowest(left), group.at);
        } else if (once) {
            read_shared(group);
        } else {
            for (uint64_t left = group.steps; left != 0; left &= ~bit(highest(left)))
                read_step(highest(left), group.at);
        }
        if (has(group.steps, 0))
            settle(group.at);
    }

    void read_step(uint32_t step, int64_t at) noexcept {
        for (uint32_t last = step; last < n_; last++) {
            const uint32_t next = last == step ? n_ : best_next(step, last, at);
            if (last == step || next < n_)
                prepend(step, next, last, at);
        }
    }

    // strict_once, for several rows of one time: a chain takes as many steps as it can of those for
    // which there are enough rows.
    void read_shared(const Group &group) noexcept {
        Matching matching;
        matching.start(group.rows, group.n);
        for (uint64_t left = group.steps; left != 0; left &= left - 1) {
            const uint32_t step = lowest(left);
            const uint32_t end = extend_once(&matching, step, n_);
            for (uint32_t last = step; last < n_; last++) {
                for (uint32_t to = std::min(end, last + 1); to-- > step;) {
                    const uint32_t next = last == to ? n_ : best_next(to, last, group.at);
                    if (last != to && next == n_)
                        continue;
                    // The steps in between are not known of later groups while they are needed.
                    prepend(to, next, last, group.at);
                    while (to-- > step)
                        prepend(to, to + 1, last, group.at);
                    break;
                }
            }
        }
    }

    // Asks the try at this time.
    void settle(int64_t at) noexcept {
        for (uint32_t last = n_; last-- > 0;) {
            const Ends &e = ends(0, last);
            if (!e.known || e.at != at || elapsed(at, e.completed) > question_.window)
                continue;
            if (!is_violated(e, last, at))
                best_.offer(Outcome{last + 1, at, e.completed}, e.count);
            break;
        }
    }

    bool is_violated(const Ends &e, uint32_t last, int64_t at) noexcept {
        for (uint64_t left = e.has_time; left != 0; left &= left - 1)
            if (elapsed(at, times(0, last)[lowest(left)]) <= question_.window)
                return true;
        return e.violated != 0;
    }

    const Rows &rows_;
    const Question &question_;
    const Clauses &clauses_;
    const Memory &memory_;
    Work work_;
    const uint32_t n_; // steps
    NextExcluded next_excluded_;
    Ends *ends_ = nullptr;     // by first and last step
    int64_t *times_ = nullptr; // by first and last step and exclusion
    Best best_;
};

// The best of the tries of any_order that remain; level 0 if there are none. Reads the rows
// backwards once. The earliest rows that can have a step each, up to the end of a window, tell how
// many steps a try does and when it has done them.
Outcome look_back_any_order(const Rows &rows, const Question &question, Poll poll) noexcept {
    Earliest earliest;
    NextExcluded next_excluded;
    Best best;
    Work work{poll};
    for (uint32_t to = rows.n, from; to > 0; to = from) {
        uint32_t next = from = begin_of_group(rows, to);
        const Group group(rows.events, to, &next);
        work.add(group.n * question.steps);
        for (uint32_t i = 0; i < group.n; i++)
            earliest.add(group.rows[i]);
        if (group.steps != 0) {
            Event chain[max_steps];
            const uint32_t level = earliest.within(question.window, group.at, chain);
            int64_t completed = group.at;
            for (uint32_t i = 0; i < level; i++)
                completed = std::max(completed, chain[i].at);
            bool discarded = false;
            for (uint32_t i = 0; i < question.clauses->n_exclusions; i++)
                discarded |= next_excluded.known(i) &&
                             (level == question.steps
                                  ? next_excluded.at(i) < completed
                                  : elapsed(group.at, next_excluded.at(i)) <= question.window);
            if (!discarded)
                best.offer(Outcome{level, group.at, completed}, level);
        }
        next_excluded.read(excluded_in(rows, from, to), group.at);
    }
    return best.outcome;
}

} // namespace

bool is_discarded(const Rows &rows, uint32_t first, const Question &question, Poll poll,
                  const Chain &chain) noexcept {
    Span spans[max_exclusions];
    for (uint32_t i = 0; i < question.clauses->n_exclusions; i++)
        spans[i] = span_of(question.clauses->exclusions[i], question, chain);
    Work work{poll};
    const int64_t begin = rows.events[first].at;
    for (uint32_t i = first; i < rows.n && elapsed(begin, rows.events[i].at) <= question.window;
         i++) {
        work.add(1);
        const int64_t at = rows.events[i].at;
        for (uint64_t left = rows.excluded[i]; left != 0; left &= left - 1) {
            const Span &span = spans[lowest(left)];
            if (span.applies && at > span.begin && (!span.ends || at < span.end))
                return true;
        }
    }
    return false;
}

void find_remaining(const Rows &rows, const Question &question, const Memory &memory,
                    Chain *chain) noexcept {
    const Clauses &clauses = *question.clauses;
    if (clauses.optional != 0 && (clauses.limited != 0 || (question.modes & strict_once) != 0))
        return ask_each(rows, question, memory, chain);
    Outcome best;
    if ((question.modes & any_order) != 0)
        best = look_back_any_order(rows, question, memory.poll);
    else
        best = LookBack(rows, question, memory).find();
    if (best.level == 0)
        return;
    const Event *first = first_from(rows.events, rows.n, best.start);
    find_try_chain(first, static_cast<uint32_t>(rows.events + rows.n - first), question, memory,
                   chain);
}

} // namespace heatmap::funnel
