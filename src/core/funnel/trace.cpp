#include <algorithm>

#include "core/funnel/matching.hpp"
#include "core/funnel/trace.hpp"

namespace heatmap::funnel {

void follow(const Event *events, uint32_t n, const Question &question, const Outcome &outcome,
            Poll poll, Chain *chain) noexcept {
    const Event *first = first_from(events, n, outcome.start);
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

namespace {

// A set of numbers from 0 to 63, as bits: how many steps a chain can have behind one of its steps
// when it ends as the outcome says.
using Counts = uint64_t;

// For each step, the nearest of the later rows from which the chain can be completed with so many
// further steps.
struct Nearest {
    Counts counts[max_steps] = {};
    int64_t at[max_steps][max_steps]; // by step and count
};

// What is known of a group.
struct Known {
    uint32_t first; // of its rows
    uint32_t end;   // of its rows
    int64_t at;
    uint64_t steps;  // that matter
    uint32_t offset; // of its entries in Tracer::after and Tracer::leaving, in order of the steps
};

class Tracer {
public:
    Tracer(const Event *events, const Question &question, const Outcome &outcome,
           const Memory &memory) noexcept
        : events_(events), question_(question), outcome_(outcome),
          memory_(memory), work_{memory.poll}, last_(outcome.level - 1) {
    }

    // Traces the rows from `from` up to `to`.
    void trace(uint32_t from, uint32_t to, Begin begin, Chain *chain) noexcept {
        read_groups(from, to);
        for (uint32_t g = n_groups_; g-- > 0;)
            look_back(g);
        walk(find_start(begin), chain);
        memory_.release(groups_);
        memory_.release(after_);
        memory_.release(leaving_);
        memory_.release(nearest_);
    }

private:
    void read_groups(uint32_t from, uint32_t to) noexcept {
        groups_ = allocate<Known>(to - from, memory_);
        uint32_t entries = 0;
        for (uint32_t next = from; next < to;) {
            const uint32_t first = next;
            const Group group(events_, to, &next);
            work_.add(group.n);
            const uint64_t steps = group.steps & steps_upto(outcome_.level);
            if (steps == 0)
                continue;
            groups_[n_groups_++] = Known{first, next, group.at, steps, entries};
            entries += static_cast<uint32_t>(std::popcount(steps));
        }
        after_ = allocate<Counts>(entries, memory_);
        leaving_ = allocate<Counts>(entries, memory_);
        nearest_ = allocate<Nearest>(1, memory_);
        std::fill(nearest_->counts, nearest_->counts + max_steps, Counts{0});
    }

    static uint32_t entry(const Known &group, uint32_t step) noexcept {
        return group.offset + static_cast<uint32_t>(std::popcount(group.steps & steps_upto(step)));
    }

    bool is_optional(uint32_t step) const noexcept {
        return has(question_.optional(), step);
    }

    uint64_t limit_of(uint32_t step) const noexcept {
        const Clauses &clauses = *question_.clauses;
        return has(clauses.limited, step) ? clauses.limit[step] : no_window;
    }

    // The counts behind a row of this step and time when the next step is in a later group.
    Counts counts_leaving(uint32_t step, int64_t at) noexcept {
        Counts counts = step == last_ && at == outcome_.completed;
        for (uint32_t next = step + 1; next <= last_; next++) {
            for (Counts left = nearest_->counts[next]; left != 0; left &= left - 1) {
                work_.add(1);
                if (elapsed(at, nearest_->at[next][lowest(left)]) <= limit_of(next))
                    counts |= bit(lowest(left)) << 1;
            }
            if (!is_optional(next))
                break;
        }
        return counts;
    }

    // How many steps a chain can take in the group in one run that has all steps of `taken` and
    // ends with `to`, from the fewest to the most.
    struct Run {
        bool possible;
        uint32_t fewest, most;
    };

    Run run(const Known &group, uint64_t taken, uint32_t to) noexcept {
        const uint64_t between = steps_upto(to) & ~steps_upto(highest(taken));
        const uint64_t required = (between & ~question_.optional()) | taken | bit(to);
        if ((required & ~group.steps) != 0)
            return Run{false, 0, 0};
        work_.add((group.end - group.first) * question_.steps);
        Matching matching;
        matching.start(events_ + group.first, group.end - group.first);
        Run run{true, 0, 0};
        for (uint64_t left = required; left != 0; left &= left - 1, run.fewest++)
            if (!matching.add(lowest(left)))
                return Run{false, 0, 0};
        run.most = run.fewest;
        for (uint64_t left = between & group.steps & ~required; left != 0; left &= left - 1)
            run.most += matching.add(lowest(left));
        return run;
    }

    // The counts behind a row of the group that is the last of those in `taken`.
    Counts counts_after(const Known &group, uint64_t taken) noexcept {
        const uint32_t step = highest(taken);
        const auto n = static_cast<uint32_t>(std::popcount(taken));
        Counts counts = leaving_[entry(group, step)];
        for (uint32_t to = step + 1; to <= last_; to++) {
            if (!has(group.steps, to))
                continue;
            const Run r = run(group, taken, to);
            if (r.possible)
                for (uint32_t more = r.fewest - n; more <= r.most - n; more++)
                    counts |= leaving_[entry(group, to)] << more;
        }
        return counts;
    }

    bool takes_one() const noexcept {
        return (question_.modes & strict_increase) != 0;
    }

    // Whether rows of a group must be shared out among the steps.
    bool takes_rows(const Known &group) const noexcept {
        return (question_.modes & strict_once) != 0 && group.end - group.first > 1;
    }

    // The counts behind each step of a group. Steps in descending order, so that the counts of the
    // later ones in the group are known.
    void look_back(uint32_t g) noexcept {
        const Known &group = groups_[g];
        for (uint64_t left = group.steps; left != 0; left &= ~bit(highest(left))) {
            const uint32_t step = highest(left), e = entry(group, step);
            leaving_[e] = counts_leaving(step, group.at);
            if (takes_one() || ((question_.modes & strict_once) != 0 && !takes_rows(group))) {
                after_[e] = leaving_[e];
            } else if (takes_rows(group)) {
                after_[e] = counts_after(group, bit(step));
            } else {
                after_[e] = leaving_[e];
                for (uint32_t next = step + 1; next <= last_; next++) {
                    if (has(group.steps, next))
                        after_[e] |= after_[entry(group, next)] << 1;
                    if (!is_optional(next))
                        break;
                }
            }
        }
        for (uint64_t left = group.steps; left != 0; left &= left - 1) {
            const uint32_t step = lowest(left);
            const Counts counts = after_[entry(group, step)];
            nearest_->counts[step] |= counts;
            for (Counts c = counts; c != 0; c &= c - 1)
                nearest_->at[step][lowest(c)] = group.at;
        }
    }

    // The group in which the best chain begins.
    uint32_t find_start(Begin begin) noexcept {
        Counts most = 0;
        uint32_t start = 0;
        for (uint32_t g = 0; g < n_groups_ && (begin == Begin::anywhere || g == 0); g++) {
            if (!has(groups_[g].steps, 0))
                continue;
            const Counts counts = after_[entry(groups_[g], 0)];
            if (counts != 0 && std::bit_width(counts) >= std::bit_width(most)) {
                most = counts;
                start = g;
            }
        }
        return start;
    }

    // Whether the chain, whose last steps are those of `taken` in the group, can take the step in
    // the same group and have so many behind it.
    bool can_take_here(const Known &group, uint64_t taken, uint32_t step, uint32_t count) noexcept {
        if (!has(group.steps, step) || takes_one())
            return false;
        if (!takes_rows(group))
            return (question_.modes & strict_once) == 0 && has(after_[entry(group, step)], count);
        return run(group, taken, step).possible &&
               has(counts_after(group, taken | bit(step)), count);
    }

    // Takes each step as early as possible.
    void walk(uint32_t g, Chain *chain) noexcept {
        uint32_t count = highest(after_[entry(groups_[g], 0)]);
        chain->level = outcome_.level;
        chain->done = bit(0);
        chain->times[0] = groups_[g].at;
        uint64_t taken = bit(0);
        for (uint32_t step = 1; count > 0 && step <= last_; step++) {
            if (can_take_here(groups_[g], taken, step, count - 1)) {
                taken |= bit(step);
            } else {
                const uint32_t to = find_later(g, step, count - 1);
                if (to == n_groups_)
                    continue; // skipped
                g = to;
                taken = bit(step);
            }
            chain->done |= bit(step);
            chain->times[step] = groups_[g].at;
            count--;
        }
    }

    // The first of the groups behind g with a row of the step that can have so many steps behind
    // it.
    uint32_t find_later(uint32_t g, uint32_t step, uint32_t count) noexcept {
        for (uint32_t to = g + 1; to < n_groups_; to++) {
            work_.add(1);
            if (elapsed(groups_[g].at, groups_[to].at) > limit_of(step))
                break;
            if (has(groups_[to].steps, step) && has(after_[entry(groups_[to], step)], count))
                return to;
        }
        return n_groups_;
    }

    const Event *events_;
    const Question &question_;
    const Outcome &outcome_;
    const Memory &memory_;
    Work work_;
    const uint32_t last_; // step
    Known *groups_ = nullptr;
    uint32_t n_groups_ = 0;
    Counts *after_ = nullptr;   // the counts behind each step of each group
    Counts *leaving_ = nullptr; // of these, those that leave the group behind the step
    Nearest *nearest_ = nullptr;
};

} // namespace

void trace(const Event *events, uint32_t n, const Question &question, const Outcome &outcome,
           Begin begin, const Memory &memory, Chain *chain) noexcept {
    // Only rows within the window before the completion can be part of the chain.
    const Event *first = std::partition_point(events, events + n, [&](const Event &e) {
        return e.at < outcome.completed && elapsed(e.at, outcome.completed) > question.window;
    });
    const Event *end = std::partition_point(
        first, events + n, [&](const Event &e) { return e.at <= outcome.completed; });
    Tracer tracer(events, question, outcome, memory);
    tracer.trace(static_cast<uint32_t>(first - events), static_cast<uint32_t>(end - events), begin,
                 chain);
}

} // namespace heatmap::funnel
