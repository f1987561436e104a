// What the unit tests and the fuzzer of funnels share. Nothing here depends on GoogleTest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/funnel/state.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::funnel {

using namespace test;
using journey::canonical_events;
using journey::count_of;
using journey::crowd;
using journey::Events;
using journey::JourneyBox;
using journey::steps_of;

// Matches steps, counted from 0, to rows by augmenting paths, in the plainest possible way. It is
// the reference for Matching and for everything that is built on it.
class Kuhn {
public:
    explicit Kuhn(Events rows) : rows_(std::move(rows)), step_of_(rows_.size(), none) {
    }

    bool add(uint32_t step) {
        seen_.assign(rows_.size(), false);
        return find(step);
    }

private:
    static constexpr uint32_t none = UINT32_MAX;

    bool find(uint32_t step) {
        for (size_t row = 0; row < rows_.size(); row++)
            if ((rows_[row].steps >> step & 1) != 0 && !seen_[row]) {
                seen_[row] = true;
                if (step_of_[row] == none || find(step_of_[row])) {
                    step_of_[row] = step;
                    return true;
                }
            }
        return false;
    }

    Events rows_;
    std::vector<uint32_t> step_of_;
    std::vector<bool> seen_;
};

// The contents of a funnel, with memory for n buckets.
class CountsBox {
public:
    explicit CountsBox(size_t n) : times_(new TimeCount[n]) {
        std::memset(&counts_, 0, sizeof(counts_));
        counts_.times = times_.get();
    }

    Counts &get() {
        return counts_;
    }

    const Counts &get() const {
        return counts_;
    }

    CountsBox clone() const {
        CountsBox copy(counts_.n_times);
        std::copy(counts_.steps, counts_.steps + max_steps, copy.counts_.steps);
        std::copy(counts_.times, counts_.times + counts_.n_times, copy.counts_.times);
        copy.counts_.n_times = counts_.n_times;
        return copy;
    }

private:
    Counts counts_;
    std::unique_ptr<TimeCount[]> times_;
};

// The question of a funnel with this many steps.
inline Question funnel_of(uint32_t steps, uint64_t window = 0, Modes modes = 0) {
    return Question{steps, window, modes};
}

// A mode and a window: a question together with its clauses.
struct Asked {
    Mode mode;
    uint64_t window;

    Question get() const {
        return mode.question(window);
    }
};

// The question of a funnel with this many steps and these clauses, with times in microseconds. If
// the text is wrong, the mode says so.
inline Asked asked(std::string_view text, uint32_t steps, uint64_t window = 0, Modes modes = 0) {
    Asked asked{{}, window};
    parse_mode(text, {0, steps, modes}, parse_written_time, &asked.mode);
    return asked;
}

// Random clauses of a funnel with this many steps, as text.
inline std::string random_clauses(Rng &rng, uint32_t steps, bool in_order = true) {
    std::string text;
    const auto add = [&text](const std::string &clause) {
        text += (text.empty() ? "" : ",") + clause;
    };
    if (steps > 1 && steps < max_steps && rng() % 3 == 0)
        add("exclude(" + std::to_string(1 + rng() % (steps + 1)) + ")");
    for (uint32_t step = 2; in_order && step <= steps; step++) {
        if (rng() % 4 == 0)
            add("within(" + std::to_string(step) + "," + std::to_string(rng() >> rng() % 64) + ")");
        if (rng() % 3 == 0)
            add("optional(" + std::to_string(step) + ")");
    }
    return text;
}

using StoredFunnel = Box<Header>;

inline StoredFunnel store_funnel(const Question &question, const CountsBox &counts) {
    return StoredFunnel(store(question, counts.get(), test_memory));
}

// What a stored funnel holds.
class LoadedFunnel : public CountsBox {
public:
    explicit LoadedFunnel(const StoredFunnel &stored)
        : CountsBox(std::min<size_t>(stored.size() / 2, max_times + 1)),
          asked_{{}, stored.get().window},
          valid_(decode(stored.get(), stored.size(), &asked_.mode, &get())) {
    }

    bool valid() const {
        return valid_;
    }

    Question question() const {
        return asked_.get();
    }

private:
    Asked asked_;
    bool valid_;
};

// Empty if the bytes are not a funnel.
inline std::optional<LoadedFunnel> load_funnel(const StoredFunnel &stored) {
    if (!check_header(stored.get(), stored.size()))
        return std::nullopt;
    LoadedFunnel loaded(stored);
    return loaded.valid() ? std::optional(std::move(loaded)) : std::nullopt;
}

// A state of funnel_agg.
class FunnelBox : public Box<State> {
public:
    explicit FunnelBox(const Bytes &bytes) : Box(bytes) {
    }

    FunnelBox(const Question &question, uint32_t slots, const Memory &memory = test_memory)
        : Box(new_state(question, slots, memory)) {
    }

    explicit FunnelBox(const Question &question) : FunnelBox(question, slots_for(0, 0, 0)) {
    }

    bool valid() const {
        return check_state(get());
    }

    // The question of a valid state.
    Asked asked() const {
        Asked asked{{}, get().head.window};
        parse_question(get(), &asked.mode);
        return asked;
    }

    CountsBox load() const {
        const Counts counts = funnel::load(get(), test_memory);
        CountsBox copy(counts.n_times);
        std::copy(counts.steps, counts.steps + max_steps, copy.get().steps);
        std::copy(counts.times, counts.times + counts.n_times, copy.get().times);
        copy.get().n_times = counts.n_times;
        test_memory.release(counts.times);
        return copy;
    }

    bool add(const Chain &chain) {
        const Asked question = asked();
        return change([&](State **state) {
                   return add_chain(state, question.get(), chain, test_memory);
               }) == Status::ok;
    }

    bool add(const CountsBox &counts) {
        return change([&](State **state) {
                   return add_counts(state, counts.get(), test_memory);
               }) == Status::ok;
    }

    StoredFunnel stored() const {
        const Asked question = asked();
        return store_funnel(question.get(), load());
    }
};

} // namespace heatmap::funnel
