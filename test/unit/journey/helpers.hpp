// What the unit tests and the fuzzers of journeys share. Nothing here depends on GoogleTest.
#pragma once

#include <initializer_list>

#include "core/funnel/mode.hpp"
#include "core/journey/format.hpp"
#include "core/journey/state.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::journey {

using namespace test;

using Events = std::vector<Event>;

// The mask of a row that matched these steps, counted from 1.
inline uint64_t steps_of(std::initializer_list<uint32_t> steps) {
    uint64_t mask = 0;
    for (uint32_t step : steps)
        mask |= uint64_t{1} << (step - 1);
    return mask;
}

// n rows of one time that match popular steps only, and a few that also match others. Rows for the
// other steps are scarce, so it matters which rows the popular steps take.
inline Events crowd(Rng &rng, int64_t at, size_t n) {
    const uint64_t popular = rng() & rng();
    const uint64_t few = 3 + rng() % max_steps;
    Events rows;
    for (size_t i = 0; i < n; i++)
        rows.push_back(Event{at, rng() & popular});
    for (uint64_t i = 0; i < few; i++)
        rows.push_back(Event{at, (rng() & popular) | (rng() & rng() & rng())});
    std::shuffle(rows.begin(), rows.end(), rng);
    return rows;
}

inline uint32_t count_of(const Events &events) {
    return static_cast<uint32_t>(events.size());
}

// The events sorted, without the breaks that cannot matter.
inline Events canonical_events(Events events) {
    Events scratch(events.size());
    Event *sorted = sort_events(events.data(), count_of(events), no_poll, scratch.data());
    const uint32_t n = drop_repeated_breaks(sorted, count_of(events), no_poll);
    return Events(sorted, sorted + n);
}

using StoredJourney = Box<Header>;

// Stores at least one event. The events are in order.
inline StoredJourney store_journey(Events events, uint32_t steps, Form form = Form::stored) {
    return StoredJourney(store(events.data(), count_of(events), steps, form, test_memory));
}

// A state of journey_agg or window_funnel.
class JourneyBox : public Box<State> {
public:
    explicit JourneyBox(const Bytes &bytes) : Box(bytes) {
    }

    JourneyBox(const Shape &shape, const Start &start, const Memory &memory = test_memory)
        : Box(new_state(start, shape, memory)) {
    }

    explicit JourneyBox(const Start &start) : JourneyBox(shape_for(start.steps, 1, false), start) {
    }

    // What journey_agg and window_funnel check before they use a state.
    bool valid() const {
        funnel::Mode mode;
        return check_state(get(), no_poll) &&
               (is_journey(get()) || funnel::parse_question(get(), &mode));
    }

    // Makes room for `more` further events, one of them at time `at`.
    void grow(uint32_t more, int64_t at, const Memory &memory = test_memory) {
        change([&](State **state) {
            *state = journey::grow(**state, more, at, memory);
            return 0;
        });
    }

    bool append(const Events &events) {
        return change([&](State **state) {
            return journey::append(state, events.data(), count_of(events), test_memory) ==
                   Status::ok;
        });
    }

    bool append(const Event &event) {
        return append(Events{event});
    }

    // The events in the order in which they came.
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

} // namespace heatmap::journey
