// Arbitrary bytes as a stored journey, as the state of journey_agg or window_funnel, and as a list
// of modes. Everything that is done with accepted bytes must be safe: a journey is stored as the
// same bytes again, and chain_level() and find_chain() give the same answer to every question.

#include <memory>

#include "core/funnel/chain.hpp"
#include "fuzz/fuzz.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::journey {
using namespace test;
using funnel::any_order;
using funnel::Chain;
using funnel::chain_level;
using funnel::find_chain;
using funnel::has_question;
using funnel::mode_count;
using funnel::Modes;
using funnel::modes_agree;
using funnel::modes_length;
using funnel::ModesError;
using funnel::parse_modes;
using funnel::ParsedModes;
using funnel::Question;
using funnel::question_of;
using funnel::strict_increase;
using funnel::write_modes;
namespace {

bool has(uint64_t steps, uint32_t step) {
    return (steps >> step & 1) != 0;
}

// Checks what is true of every chain in every mode. Returns the level.
uint32_t check_chain(const Events &events, const Question &question) {
    const uint32_t n = count_of(events);
    const uint32_t level = chain_level(events.data(), n, question, no_poll);
    Chain chain;
    std::memset(&chain, 0xa5, sizeof(chain));
    find_chain(events.data(), n, question, no_poll, &chain);
    REQUIRE(level == chain.level && level <= question.steps);
    REQUIRE(level == static_cast<uint32_t>(std::popcount(chain.done)));
    REQUIRE((chain.done & ~steps_upto(question.steps)) == 0);
    REQUIRE((question.modes & any_order) != 0 || chain.done == steps_upto(level));
    if (level == 0)
        return 0;
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (uint32_t step = 0; step < question.steps; step++) {
        if (!has(chain.done, step))
            continue;
        const int64_t at = chain.times[step];
        const auto event = std::lower_bound(events.begin(), events.end(), Event{at, 0}, before);
        REQUIRE(std::any_of(event, events.end(), [at, step](const Event &e) {
            return e.at == at && has(e.steps, step);
        }));
        if ((question.modes & any_order) == 0 && step > 0)
            REQUIRE((question.modes & strict_increase) != 0 ? last < at : last <= at);
        first = std::min(first, at);
        last = std::max(last, at);
    }
    REQUIRE(elapsed(first, last) <= question.window);
    return level;
}

// A window into which some of the events fit.
uint64_t take_window(Input *in, const Events &events) {
    const auto kind = in->take<uint8_t>();
    if (kind < 20)
        return UINT64_MAX;
    if (kind < 40)
        return in->take<uint64_t>();
    if (kind < 100)
        return in->take<uint8_t>();
    const Event &a = events[in->pick(0, count_of(events) - 1)];
    const Event &b = events[in->pick(0, count_of(events) - 1)];
    return elapsed(std::min(a.at, b.at), std::max(a.at, b.at)) - (kind % 4 == 0);
}

// Asks every kind of question about sorted events without breaks that cannot matter.
void check_questions(const Events &events, uint32_t steps, Input *in) {
    const uint64_t window = take_window(in, events);
    for (Modes modes = 0; modes < 1u << mode_count; modes++)
        if (modes_agree(modes))
            check_chain(events, Question{steps, window, modes});
}

void check_stored(const StoredJourney &stored, Input *in) {
    const uint32_t n = event_count(stored.get(), stored.size());
    // Every event takes two bytes, so a value cannot demand much more memory than it takes itself.
    REQUIRE(n <= stored.size() / 2);
    Events events(n);
    if (!decode(stored.get(), stored.size(), no_poll, events.data()))
        return;
    const Form form = stored.get().form;
    REQUIRE(n > 0 && (form == Form::open || canonical_events(events) == events));
    for (const Event &event : events)
        REQUIRE(event.at >= min_time && event.at < end_time);
    const uint32_t steps = stored.get().steps;
    REQUIRE(store_journey(events, steps, form).payload() == stored.payload());
    check_questions(canonical_events(events), steps, in);
}

int64_t take_time(Input *in) {
    constexpr int64_t special[] = {
        INT64_MIN, INT64_MIN + 1, min_time - 1,  min_time,         end_time - 1,
        end_time,  INT64_MAX,     INT64_MAX - 1, int64_t{1} << 47, -(int64_t{1} << 62)};
    const auto kind = in->take<uint8_t>();
    if (kind < std::size(special))
        return special[kind];
    if (kind < 150)
        return in->take<int8_t>();
    return kind < 220 ? in->take<int32_t>() : in->take<int64_t>();
}

Event take_event(Input *in, uint32_t steps) {
    const int64_t at = take_time(in);
    const auto kind = in->take<uint8_t>();
    const uint64_t mask = kind < 128 ? uint64_t{1} << kind % 64 : in->take<uint64_t>();
    return Event{at, mask & steps_upto(steps)};
}

// Returns whether the server could add this event. States without a question only get times that a
// timestamptz can have.
bool fits(const State &state, const Event &event) {
    return (state.tag & has_question) != 0 || (event.at >= min_time && event.at < end_time);
}

void check_state(JourneyBox box, Input *in) {
    Events events = box.events();
    const uint32_t steps = box.get().steps;
    const bool journey = (box.get().tag & has_question) == 0;
    for (int left = 40; left > 0 && !in->empty(); left--) {
        switch (in->take<uint8_t>() % 8) {
        case 0:
            box.grow(in->pick(0, 40), take_time(in));
            break;
        case 1: {
            // The same as journey_combine does with a state of the same kind.
            const Events more = box.events();
            if (more.size() > 500)
                break;
            REQUIRE(box.append(more));
            events.insert(events.end(), more.begin(), more.end());
            break;
        }
        default: {
            const Event event = take_event(in, steps);
            if (!fits(box.get(), event))
                break;
            REQUIRE(box.append(event));
            events.push_back(event);
            break;
        }
        }
        REQUIRE(box.valid());
    }
    REQUIRE(box.events() == events);
    REQUIRE(box.sorted() == std::is_sorted(events.begin(), events.end(), before));
    const Events canonical = canonical_events(events);
    std::sort(events.begin(), events.end(), before);
    Events expected;
    for (const Event &event : events)
        if (expected.empty() || !is_break(event) || !is_break(expected.back()))
            expected.push_back(event);
    REQUIRE(canonical == expected);
    // A question is put to a state with its repeated breaks, but to a journey without them.
    const Question question{steps, box.get().window, question_of(box.get()).modes};
    REQUIRE(check_chain(events, question) == check_chain(canonical, question));
    if (journey)
        check_stored(store_journey(canonical, steps), in);
}

// A state that is valid more often than not.
JourneyBox take_state(Input *in) {
    const uint32_t steps = in->pick(1, in->take<uint8_t>() % 2 == 0 ? 5 : max_steps);
    const uint16_t reserved =
        in->take<uint8_t>() % 2 == 0 ? 0 : has_question | static_cast<uint16_t>(in->pick(0, 16));
    const Shape shape = shape_for(steps, in->pick(1, 30), in->take<uint8_t>() % 4 == 0);
    const uint64_t window = take_window(in, Events{{0, 0}});
    JourneyBox box(shape, Start{steps, reserved, window, take_time(in)});
    for (uint32_t left = in->pick(1, 30); left > 0; left--) {
        const Event event = take_event(in, steps);
        if (fits(box.get(), event))
            box.append(event);
    }
    if (in->take<uint8_t>() % 2 == 0)
        box[in->pick(4, static_cast<uint32_t>(box.size()) - 1)] = in->take<uint8_t>();
    return box;
}

void check_modes(const Bytes &bytes) {
    const std::unique_ptr<char[]> text(new char[bytes.size()]);
    std::copy(bytes.begin(), bytes.end(), text.get());
    const ParsedModes parsed = parse_modes(text.get(), bytes.size());
    switch (parsed.error) {
    case ModesError::unknown:
        REQUIRE(parsed.name >= text.get());
        REQUIRE(parsed.name + parsed.length <= text.get() + bytes.size());
        break;
    case ModesError::contradiction:
        REQUIRE(!modes_agree(parsed.modes));
        REQUIRE(std::strcmp(parsed.a, parsed.b) != 0);
        break;
    case ModesError::none: {
        REQUIRE(modes_agree(parsed.modes));
        char written[modes_length];
        write_modes(parsed.modes, written);
        REQUIRE(parse_modes(written, std::strlen(written)).modes == parsed.modes);
        break;
    }
    }
}

} // namespace
} // namespace heatmap::journey

void heatmap::test::run(Input in) {
    using namespace heatmap::journey;
    const auto kind = in.take<uint8_t>() % 4;
    if (kind == 3)
        return check_modes(in.rest());
    if (kind == 2) {
        const JourneyBox box = take_state(&in);
        if (box.valid())
            check_state(box, &in);
        return;
    }
    // The choices for what follows come first, so that the value may have any length.
    uint8_t choices[48];
    for (uint8_t &byte : choices)
        byte = in.take<uint8_t>();
    Input operations(choices, sizeof(choices));
    if (kind == 0)
        return check_stored(StoredJourney(in.rest()), &operations);
    const JourneyBox box(in.rest());
    if (box.valid())
        check_state(box, &operations);
}
