// What the unit tests and the fuzzer of funnels share. Nothing here depends on GoogleTest.
#pragma once

#include <memory>
#include <optional>

#include "core/funnel/format.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::funnel {

using namespace test;
using journey::canonical_events;
using journey::count_of;
using journey::crowd;
using journey::Events;
using journey::JourneyBox;
using journey::steps_of;

// Steps, counted from 0, matched to rows by augmenting paths as plainly as can be: the reference
// for Matching and for whatever is built on it.
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

// All that a funnel says, with memory for so many buckets.
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

inline Header funnel_of(uint32_t steps, uint64_t window = 0, Modes modes = 0) {
    return Header{0, Form::stored, static_cast<uint8_t>(steps), modes, window};
}

using StoredFunnel = Box<Header>;

inline StoredFunnel store_funnel(const Header &like, const CountsBox &counts) {
    StoredFunnel stored(stored_size(like.steps, counts.get()));
    encode(like, counts.get(), &stored.get());
    return stored;
}

// Nothing if the bytes are not a funnel.
inline std::optional<CountsBox> load_funnel(const StoredFunnel &stored) {
    if (!check_header(stored.get(), stored.size()))
        return std::nullopt;
    CountsBox counts(stored.size() / 2);
    if (!decode(stored.get(), stored.size(), &counts.get()))
        return std::nullopt;
    return counts;
}

// The state of funnel_agg.
class FunnelBox : public Box<State> {
public:
    explicit FunnelBox(const Bytes &bytes) : Box(bytes) {
    }

    FunnelBox(const Header &like, uint32_t slots) : Box(state_size(like.steps, slots)) {
        init_state(&get(), like, slots);
    }

    explicit FunnelBox(const Header &like) : FunnelBox(like, slots_for(0, 0, 0)) {
    }

    bool valid() const {
        return check_state(get(), size());
    }

    CountsBox load() const {
        CountsBox counts(get().used);
        load_state(get(), &counts.get());
        return counts;
    }

    void reserve(uint32_t more) {
        if (slots_for(get().slots, get().used, more) == get().slots)
            return;
        const CountsBox counts = load();
        FunnelBox grown(get().head, slots_for(0, counts.get().n_times, more));
        // What one state has counted is in range.
        static_cast<void>(add_counts(grown.get(), counts.get()));
        *this = std::move(grown);
    }

    bool add(const Chain &chain) {
        reserve(chain.level);
        return add_chain(get(), chain);
    }

    bool add(const CountsBox &counts) {
        reserve(counts.get().n_times);
        return add_counts(get(), counts.get());
    }

    StoredFunnel stored() const {
        return store_funnel(get().head, load());
    }
};

} // namespace heatmap::funnel
