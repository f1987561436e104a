// What the unit tests and the fuzzers of funnels and paths share: memory for values and states, and
// the rules by which src/pg grows a state. Nothing here depends on GoogleTest.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/funnel/format.hpp"
#include "core/journey/state.hpp"
#include "core/funnel/question.hpp"
#include "core/journey/path.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::test {

inline uint32_t count_of(const Events &events) {
    return static_cast<uint32_t>(events.size());
}

// Sorted, without the breaks that cannot matter.
inline Events canonical_events(Events events) {
    Events scratch(events.size());
    Event *sorted = sort_events(events.data(), count_of(events), no_poll, scratch.data());
    const uint32_t n = drop_repeated_breaks(sorted, count_of(events), no_poll);
    return Events(sorted, sorted + n);
}

using StoredJourney = Box<JourneyHeader>;

// At least one event, in canonical order.
inline StoredJourney store_journey(const Events &events, uint32_t steps) {
    StoredJourney stored(journey_size(events.data(), count_of(events), no_poll));
    encode_journey(events.data(), count_of(events), steps, no_poll, &stored.get());
    return stored;
}

// The state of journey_agg or window_funnel.
class JourneyBox : public Box<JourneyState> {
public:
    explicit JourneyBox(const Bytes &bytes) : Box(bytes) {
    }

    JourneyBox(const JourneyShape &shape, uint32_t steps, uint16_t reserved, uint64_t window,
               int64_t base)
        : Box(shape.size) {
        init_journey(&get(), shape, steps, reserved, window, base, no_poll);
    }

    JourneyBox(uint32_t steps, uint16_t reserved, uint64_t window, int64_t base)
        : JourneyBox(journey_shape(steps, 1, false), steps, reserved, window, base) {
    }

    // What journey_agg and window_funnel look at before they use a state.
    bool valid() const {
        return check_journey_state(get(), size(), no_poll) &&
               (is_journey(get()) || check_question(get()));
    }

    // Makes room; false if there would be too many events.
    bool grow(uint32_t more, int64_t at) {
        const JourneyShape shape = grown_journey(get(), more, at);
        if (shape.capacity == 0)
            return false;
        JourneyBox grown(shape, get().head.steps, get().head.reserved, get().window, get().base);
        move_journey(get(), &grown.get(), no_poll);
        *this = std::move(grown);
        return true;
    }

    bool append(const Event &event) {
        return append_event(get(), event.at, event.steps) ||
               (grow(1, event.at) && append_event(get(), event.at, event.steps));
    }

    // In the order in which they came.
    Events events() const {
        Events events(get().count);
        load_events(get(), no_poll, events.data());
        return events;
    }

    bool sorted() const {
        Events events(get().count);
        return load_events(get(), no_poll, events.data());
    }
};

// All that a funnel says, with memory for so many buckets.
class Counts {
public:
    explicit Counts(size_t n) : times_(new TimeCount[n]) {
        std::memset(&counts_, 0, sizeof(counts_));
        counts_.times = times_.get();
    }

    FunnelCounts &get() {
        return counts_;
    }

    const FunnelCounts &get() const {
        return counts_;
    }

    Counts clone() const {
        Counts copy(counts_.n_times);
        std::copy(counts_.steps, counts_.steps + max_steps, copy.counts_.steps);
        std::copy(counts_.times, counts_.times + counts_.n_times, copy.counts_.times);
        copy.counts_.n_times = counts_.n_times;
        return copy;
    }

private:
    FunnelCounts counts_;
    std::unique_ptr<TimeCount[]> times_;
};

inline FunnelHeader funnel_of(uint32_t steps, uint64_t window = 0, Modes modes = 0) {
    return FunnelHeader{0, FunnelForm::stored, static_cast<uint8_t>(steps), modes, window};
}

using StoredFunnel = Box<FunnelHeader>;

inline StoredFunnel store_funnel(const FunnelHeader &like, const Counts &counts) {
    StoredFunnel stored(funnel_size(like.steps, counts.get()));
    encode_funnel(like, counts.get(), &stored.get());
    return stored;
}

// Nothing if the bytes are not a funnel.
inline std::optional<Counts> load_funnel(const StoredFunnel &stored) {
    if (!check_funnel(stored.get(), stored.size()))
        return std::nullopt;
    Counts counts(stored.size() / 2);
    if (!decode_funnel(stored.get(), stored.size(), &counts.get()))
        return std::nullopt;
    return counts;
}

// The state of funnel_agg.
class FunnelBox : public Box<FunnelState> {
public:
    explicit FunnelBox(const Bytes &bytes) : Box(bytes) {
    }

    FunnelBox(const FunnelHeader &like, uint32_t slots)
        : Box(funnel_state_size(like.steps, slots)) {
        init_funnel(&get(), like, slots);
    }

    explicit FunnelBox(const FunnelHeader &like) : FunnelBox(like, funnel_slots(0, 0, 0)) {
    }

    bool valid() const {
        return check_funnel_state(get(), size());
    }

    Counts load() const {
        Counts counts(get().used);
        load_state(get(), &counts.get());
        return counts;
    }

    void reserve(uint32_t more) {
        if (funnel_slots(get().slots, get().used, more) == get().slots)
            return;
        const Counts counts = load();
        FunnelBox grown(get().head, funnel_slots(0, counts.get().n_times, more));
        // What one state has counted is in range.
        static_cast<void>(add_counts(grown.get(), counts.get()));
        *this = std::move(grown);
    }

    bool add(const Chain &chain) {
        reserve(chain.level);
        return add_chain(get(), chain);
    }

    bool add(const Counts &counts) {
        reserve(counts.get().n_times);
        return add_counts(get(), counts.get());
    }

    StoredFunnel stored() const {
        return store_funnel(get().head, load());
    }
};

// What path_agg returns.
struct Path {
    std::vector<std::string> labels;
    bool longer; // there were more

    bool operator==(const Path &) const = default;
};

using Rows = std::vector<std::pair<int64_t, std::string>>; // times and labels

// The reference for path_agg. (std::string compares bytes as unsigned, too.)
inline Path model_path(Rows rows, uint32_t max_length) {
    std::sort(rows.begin(), rows.end());
    Path path{{}, false};
    for (const auto &[at, label] : rows) {
        if (!path.labels.empty() && path.labels.back() == label)
            continue;
        if (path.labels.size() == max_length)
            return Path{path.labels, true};
        path.labels.push_back(label);
    }
    return path;
}

// The state of path_agg. It grows to the byte, not to a power of two.
class PathBox : public Box<PathState> {
public:
    explicit PathBox(const Bytes &bytes) : Box(bytes) {
    }

    explicit PathBox(uint32_t max_length, size_t room = 0) : Box(sizeof(PathState) + room) {
        init_path(&get(), max_length);
    }

    bool valid() const {
        return check_path(get(), size(), no_poll);
    }

    std::vector<PathRow> sorted_rows() const {
        std::vector<PathRow> rows(get().rows);
        load_rows(get(), no_poll, rows.data());
        sort_rows(rows.data(), get().rows, no_poll);
        return rows;
    }

    // A copy of what matters, with room for so many bytes more.
    void grow(size_t more) {
        std::vector<PathRow> rows = sorted_rows();
        rows.resize(rows_that_matter(rows.data(), get().rows, get().max_length, no_poll));
        size_t used = 0;
        for (const PathRow &row : rows)
            used += path_row_size(row.length);
        PathBox grown(get().max_length, used + more);
        for (const PathRow &row : rows)
            append_row(grown.get(), row);
        *this = std::move(grown);
    }

    void append(int64_t at, std::string_view label) {
        const size_t more = path_row_size(label.size());
        if (size() - get().used < more)
            grow(more);
        append_row(get(), PathRow{at, label.data(), static_cast<uint32_t>(label.size())});
    }

    // What path_combine does.
    void append(const PathBox &other) {
        if (size() - get().used < other.get().used)
            grow(other.get().used);
        for (const PathRow &row : other.sorted_rows())
            append_row(get(), row);
    }

    Path path() const {
        std::vector<PathRow> rows = sorted_rows();
        rows.resize(fold_repeats(rows.data(), get().rows, no_poll));
        Path path{{}, rows.size() > get().max_length};
        rows.resize(std::min<size_t>(rows.size(), get().max_length));
        for (const PathRow &row : rows)
            path.labels.emplace_back(row.label, row.length);
        return path;
    }
};

} // namespace heatmap::test
