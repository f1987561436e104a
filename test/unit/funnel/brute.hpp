// A reference for funnels with clauses: it tries every chain of a few rows, and chooses among them
// as the rules R1 to R7 of the funnel clauses say, one function a rule. It shares nothing with the
// fast code but the type of a row.
//
// Steps and conditions count from 1. A question must be one that SQL accepts: clauses that
// contradict each other are not looked for here. any_order leaves open which of the done steps has
// which time, so callers compare its times only after they have sorted them.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include "core/journey/event.hpp"

namespace heatmap::funnel::brute {

using journey::Event;

struct Exclusion {
    int condition, from, to;
};

struct Question {
    std::vector<int> steps; // the condition of every step
    uint64_t window = 0;
    bool strict_increase = false, strict_once = false, strict_order = false, allow_reentry = false,
         strict_deduplication = false, any_order = false;
    std::vector<Exclusion> exclude;
    std::map<int, uint64_t> within; // by step
    std::set<int> optional;         // steps
};

struct Answer {
    int level = 0;
    std::vector<std::optional<int64_t>> times; // one for every step

    bool operator==(const Answer &) const = default;
};

struct Entry {
    int64_t entered;
    Answer answer;

    bool operator==(const Entry &) const = default;
};

inline constexpr int most_steps = 8, most_rows = 64;

// A row as the search sees it. It matches no step if it is a break.
struct Row {
    int64_t at;
    uint32_t steps;      // bits of the steps that it matches
    uint64_t conditions; // bits of the conditions that it matches
};

using Rows = std::vector<Row>;

struct Chain {
    int level = 0;
    uint32_t done = 0;                       // bits of the steps that were done
    std::array<int64_t, most_steps> times{}; // of those steps
};

inline uint32_t bit(int step) {
    return uint32_t{1} << (step - 1);
}

inline bool has(uint32_t steps, int step) {
    return (steps & bit(step)) != 0;
}

// Whether `to`, which is not before `from`, is at most `span` after it. The difference of two
// times always fits an unsigned number.
inline bool at_most(int64_t from, int64_t to, uint64_t span) {
    return static_cast<uint64_t>(to) - static_cast<uint64_t>(from) <= span;
}

// The question with its clauses by step.
struct Clauses {
    explicit Clauses(const Question &q) : question(q), n(static_cast<int>(q.steps.size())) {
        if (n < 1 || n > most_steps)
            throw std::length_error("too many steps for the reference");
        for (int step : q.optional)
            optional |= bit(step);
        for (const auto &[step, span] : q.within)
            within[static_cast<size_t>(step - 1)] = span;
    }

    Rows rows(const std::vector<Event> &events) const {
        if (events.size() > static_cast<size_t>(most_rows))
            throw std::length_error("too many rows for the reference");
        Rows rows;
        rows.reserve(events.size());
        for (const Event &event : events) {
            Row row{event.at, 0, event.steps};
            for (int step = 1; step <= n; step++)
                if ((event.steps >> (question.steps[static_cast<size_t>(step - 1)] - 1) & 1) != 0)
                    row.steps |= bit(step);
            rows.push_back(row);
        }
        return rows;
    }

    const Question &question;
    int n;
    uint32_t optional = 0;
    std::array<std::optional<uint64_t>, most_steps> within{};
};

inline int64_t time_of(const Chain &chain, int step) {
    return chain.times[static_cast<size_t>(step - 1)];
}

// The times of the steps that were done, in order of time.
struct Times {
    explicit Times(const Chain &chain) {
        for (int step = 1; step <= most_steps; step++) {
            if (!has(chain.done, step))
                continue;
            size_t i = count++;
            for (; i > 0 && at[i - 1] > time_of(chain, step); i--)
                at[i] = at[i - 1];
            at[i] = time_of(chain, step);
        }
    }

    int64_t first() const {
        return at[0];
    }

    int64_t last() const {
        return at[count - 1];
    }

    std::array<int64_t, most_steps> at{};
    size_t count = 0;
};

// R1: calls visit(chain) for every chain of the rows; with `begin`, for those that begin then.
template <class Visit>
class OrderedChains {
public:
    OrderedChains(const Rows &rows, const Clauses &clauses, std::optional<int64_t> begin,
                  Visit &visit)
        : rows_(rows), clauses_(clauses), begin_(begin), visit_(visit) {
        extend();
    }

private:
    void extend() {
        const int last = chain_.level;
        if (last > 0)
            visit_(chain_);
        for (int step = last + 1; step <= clauses_.n; step++) {
            for (size_t i = 0; i < rows_.size(); i++)
                if (has(rows_[i].steps, step) && fits(i, step))
                    take(i, step);
            // The steps behind this one leave it out. Every chain has step 1.
            if (step == 1 || !has(clauses_.optional, step))
                break;
        }
    }

    bool fits(size_t row, int step) const {
        const int64_t at = rows_[row].at;
        if (chain_.level == 0)
            return !begin_ || at == *begin_;
        const int64_t before = time_of(chain_, chain_.level);
        if (clauses_.question.strict_increase ? at <= before : at < before)
            return false;
        if (clauses_.question.strict_once && (used_ >> row & 1) != 0)
            return false;
        const std::optional<uint64_t> &span = clauses_.within[static_cast<size_t>(step - 1)];
        if (span && !at_most(before, at, *span))
            return false;
        return at_most(time_of(chain_, 1), at, clauses_.question.window);
    }

    void take(size_t row, int step) {
        const int level = chain_.level;
        const uint64_t used = used_;
        chain_.level = step;
        chain_.done |= bit(step);
        chain_.times[static_cast<size_t>(step - 1)] = rows_[row].at;
        used_ |= uint64_t{1} << row;
        extend();
        used_ = used;
        chain_.done &= ~bit(step);
        chain_.level = level;
    }

    const Rows &rows_;
    const Clauses &clauses_;
    std::optional<int64_t> begin_;
    Visit &visit_;
    Chain chain_;
    uint64_t used_ = 0;
};

// R2: the same for any_order. Every step is left out or takes a row that no other step has.
template <class Visit>
class UnorderedChains {
public:
    UnorderedChains(const Rows &rows, const Clauses &clauses, std::optional<int64_t> begin,
                    Visit &visit)
        : rows_(rows), clauses_(clauses), begin_(begin), visit_(visit) {
        choose(1);
    }

private:
    void choose(int step) {
        if (step > clauses_.n) {
            finish();
            return;
        }
        choose(step + 1);
        for (size_t i = 0; i < rows_.size(); i++)
            if (has(rows_[i].steps, step) && (used_ >> i & 1) == 0) {
                chain_.level++;
                chain_.done |= bit(step);
                chain_.times[static_cast<size_t>(step - 1)] = rows_[i].at;
                used_ |= uint64_t{1} << i;
                choose(step + 1);
                used_ &= ~(uint64_t{1} << i);
                chain_.done &= ~bit(step);
                chain_.level--;
            }
    }

    void finish() {
        if (chain_.level == 0)
            return;
        const Times times(chain_);
        if (at_most(times.first(), times.last(), clauses_.question.window) &&
            (!begin_ || times.first() == *begin_))
            visit_(chain_);
    }

    const Rows &rows_;
    const Clauses &clauses_;
    std::optional<int64_t> begin_;
    Visit &visit_;
    Chain chain_;
    uint64_t used_ = 0;
};

template <class Visit>
void each_chain(const Rows &rows, const Clauses &clauses, std::optional<int64_t> begin,
                Visit visit) {
    if (clauses.question.any_order)
        UnorderedChains<Visit>(rows, clauses, begin, visit);
    else
        OrderedChains<Visit>(rows, clauses, begin, visit);
}

// R3: the part of the rows that is seen.
struct Seen {
    Rows rows;                  // they have only those of their steps that are seen
    std::optional<int64_t> end; // the instant at which the search ended
};

// The bits of the steps with which some chain of the rows ends.
inline uint32_t reached(const Rows &rows, const Clauses &clauses, std::optional<int64_t> begin) {
    uint32_t steps = 0;
    each_chain(rows, clauses, begin, [&](const Chain &chain) { steps |= bit(chain.level); });
    return steps;
}

// Whether a step that may be the one before `step` is among `steps`.
inline bool in_turn(int step, uint32_t steps, const Clauses &clauses) {
    for (int previous = step - 1; previous >= 1; previous--) {
        if (has(steps, previous))
            return true;
        if (!has(clauses.optional, previous))
            return false;
    }
    return false;
}

// With `begin`: only the chains that begin then decide where the search ends.
inline Seen seen(const Rows &rows, const Clauses &clauses, std::optional<int64_t> begin) {
    const bool ordered = clauses.question.strict_order;
    const bool deduplicated = clauses.question.strict_deduplication;
    if (!ordered && !deduplicated)
        return Seen{rows, std::nullopt};
    Rows part;
    const auto reached_now = [&] { return reached(part, clauses, begin); };
    for (size_t from = 0, to; from < rows.size(); from = to) {
        const int64_t at = rows[from].at;
        bool breaks = false;
        uint32_t matched = 0;
        for (to = from; to < rows.size() && rows[to].at == at; to++) {
            breaks |= rows[to].steps == 0;
            matched |= rows[to].steps;
        }
        if (ordered && breaks && has(reached_now(), 1))
            return Seen{part, at};
        const size_t group = part.size();
        for (size_t i = from; i < to; i++)
            part.push_back(Row{at, 0, rows[i].conditions});
        // The steps of a group come in their order, so that those in front of a repeat are seen.
        for (int step = 1; step <= clauses.n; step++) {
            if (!has(matched, step))
                continue;
            const bool repeatable = !deduplicated || step == 1;
            if (!repeatable && has(reached_now(), step))
                return Seen{part, at};
            int rows_of_step = 0;
            for (size_t i = from; i < to; i++)
                if (has(rows[i].steps, step)) {
                    part[group + i - from].steps |= bit(step);
                    rows_of_step++;
                }
            // A step that is reached here and matched by a second row is repeated here as well.
            if (!repeatable && rows_of_step > 1 && has(reached_now(), step))
                return Seen{part, at};
        }
        if (!ordered || clauses.question.allow_reentry)
            continue;
        const uint32_t steps = reached_now();
        for (int step = 2; step <= clauses.n; step++)
            if (has(matched, step) && has(steps, 1) && !in_turn(step, steps, clauses))
                return Seen{part, at};
    }
    return Seen{part, std::nullopt};
}

// R4: whether chain a comes before chain b.
inline bool better(const Chain &a, const Chain &b, const Clauses &clauses) {
    if (a.level != b.level)
        return a.level > b.level;
    if (clauses.question.any_order) {
        const Times x(a), y(b);
        if (x.last() != y.last())
            return x.last() < y.last();
        // The first time is the begin, so this prefers the chain that began last as well.
        if (x.at != y.at)
            return x.at > y.at;
        for (int step = 1; step <= clauses.n; step++)
            if (has(a.done, step) != has(b.done, step))
                return has(a.done, step);
        return false;
    }
    if (time_of(a, a.level) != time_of(b, b.level))
        return time_of(a, a.level) < time_of(b, b.level);
    if (std::popcount(a.done) != std::popcount(b.done))
        return std::popcount(a.done) > std::popcount(b.done);
    if (time_of(a, 1) != time_of(b, 1))
        return time_of(a, 1) > time_of(b, 1);
    for (int step = 2; step <= clauses.n; step++) {
        if (has(a.done, step) != has(b.done, step))
            return has(a.done, step);
        if (has(a.done, step) && time_of(a, step) != time_of(b, step))
            return time_of(a, step) < time_of(b, step);
    }
    return false;
}

// R5: a try and its chain.
struct Try {
    int64_t begin;
    Chain chain;
};

// The tries among the rows that are seen, in order of time. With `begin`: only the one then.
inline std::vector<Try> tries(const Rows &seen_rows, const Clauses &clauses,
                              std::optional<int64_t> begin) {
    std::vector<Try> found;
    each_chain(seen_rows, clauses, begin, [&](const Chain &chain) {
        const int64_t first = clauses.question.any_order ? Times(chain).first() : time_of(chain, 1);
        for (Try &t : found)
            if (t.begin == first) {
                if (better(chain, t.chain, clauses))
                    t.chain = chain;
                return;
            }
        found.push_back(Try{first, chain});
    });
    std::sort(found.begin(), found.end(),
              [](const Try &a, const Try &b) { return a.begin < b.begin; });
    return found;
}

// The instants between which an exclusion looks at a try.
struct Range {
    int64_t begin;
    std::optional<int64_t> end; // nothing if no step from `to` on was done
};

inline std::optional<Range> range(const Chain &chain, const Exclusion &exclusion,
                                  const Clauses &clauses) {
    if (clauses.question.any_order) {
        const Times times(chain);
        const auto from = static_cast<size_t>(exclusion.from);
        const auto to = static_cast<size_t>(exclusion.to);
        if (times.count < from)
            return std::nullopt;
        Range range{times.at[from - 1], std::nullopt};
        if (times.count >= to)
            range.end = times.at[to - 1];
        return range;
    }
    for (int step = 1; step <= exclusion.from; step++)
        if (!has(chain.done, step) && !has(clauses.optional, step))
            return std::nullopt;
    int first = exclusion.from;
    while (!has(chain.done, first))
        first--;
    Range range{time_of(chain, first), std::nullopt};
    for (int step = exclusion.to; step <= clauses.n && !range.end; step++)
        if (has(chain.done, step))
            range.end = time_of(chain, step);
    return range;
}

// R6: whether an exclusion discards a try. `rows` are all rows, of which those after the end of the
// search do not exist; those at its instant do, even if no chain can take them.
inline bool discarded(const Try &t, const Rows &rows, std::optional<int64_t> end,
                      const Clauses &clauses) {
    for (const Exclusion &exclusion : clauses.question.exclude) {
        const std::optional<Range> looked_at = range(t.chain, exclusion, clauses);
        if (!looked_at)
            continue;
        for (const Row &row : rows) {
            if ((row.conditions >> (exclusion.condition - 1) & 1) == 0 || (end && row.at > *end) ||
                row.at <= looked_at->begin)
                continue;
            if (looked_at->end ? row.at < *looked_at->end
                               : at_most(t.begin, row.at, clauses.question.window))
                return true;
        }
    }
    return false;
}

inline Answer answer_of(const Chain &chain, const Clauses &clauses) {
    Answer answer;
    answer.level = chain.level;
    answer.times.resize(static_cast<size_t>(clauses.n));
    for (int step = 1; step <= clauses.n; step++)
        if (has(chain.done, step))
            answer.times[static_cast<size_t>(step - 1)] = time_of(chain, step);
    return answer;
}

// R7: what funnel_level and funnel_times say.
inline Answer answer(const std::vector<Event> &events, const Question &question) {
    const Clauses clauses(question);
    const Rows rows = clauses.rows(events);
    const Seen part = seen(rows, clauses, std::nullopt);
    Chain best;
    for (const Try &t : tries(part.rows, clauses, std::nullopt))
        if (!discarded(t, rows, part.end, clauses) &&
            (best.level == 0 || better(t.chain, best, clauses)))
            best = t.chain;
    return answer_of(best, clauses);
}

// What funnel_entries says: the tries that remain, in order of time. Each is asked alone, of the
// rows from its instant on.
inline std::vector<Entry> entries(const std::vector<Event> &events, const Question &question) {
    const Clauses clauses(question);
    const Rows all = clauses.rows(events);
    std::vector<Entry> found;
    for (size_t i = 0; i < all.size(); i++) {
        const int64_t at = all[i].at;
        if (i > 0 && all[i - 1].at == at)
            continue;
        const Rows rows(all.begin() + static_cast<std::ptrdiff_t>(i), all.end());
        bool can_begin = false;
        for (const Row &row : rows)
            can_begin |= row.at == at && (question.any_order ? row.steps != 0 : has(row.steps, 1));
        if (!can_begin)
            continue;
        const Seen part = seen(rows, clauses, at);
        for (const Try &t : tries(part.rows, clauses, at))
            if (!discarded(t, rows, part.end, clauses))
                found.push_back(Entry{at, answer_of(t.chain, clauses)});
    }
    return found;
}

} // namespace heatmap::funnel::brute
