// Arbitrary bytes as a stored journey, as the state of journey_agg or window_funnel, and as a mode.
// Everything that is done with accepted bytes must be safe: a journey is stored as the same bytes
// again, a mode is written in one form, and chain_level() and find_chain() give the same answer to
// every question.

#include <bit>
#include <memory>
#include <string>

#include "core/funnel/chain.hpp"
#include "fuzz/fuzz.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::journey {
using namespace test;
using funnel::allow_reentry;
using funnel::any_order;
using funnel::Chain;
using funnel::chain_level;
using funnel::Clauses;
using funnel::find_chain;
using funnel::FunnelSize;
using funnel::has_question;
using funnel::Mode;
using funnel::mode_count;
using funnel::mode_length;
using funnel::ModeError;
using funnel::Modes;
using funnel::modes_agree;
using funnel::next_try;
using funnel::no_window;
using funnel::parse_mode;
using funnel::parse_question;
using funnel::parse_written_time;
using funnel::Question;
using funnel::start_tries;
using funnel::strict_deduplication;
using funnel::strict_increase;
using funnel::strict_order;
using funnel::TimeUnit;
using funnel::Tries;
using funnel::write_clauses;
using funnel::write_mode;
namespace {

bool has(uint64_t steps, uint32_t step) {
    return (steps >> step & 1) != 0;
}

// The conditions that are steps of the question.
uint64_t condition_of(const Question &question, uint32_t step) {
    return uint64_t{1} << (question.clauses != nullptr ? question.clauses->condition[step] : step);
}

// Checks what is true of every chain that was found, in every mode and with all clauses.
void check_chain(const Events &events, const Question &question, const Chain &chain) {
    const bool any = (question.modes & any_order) != 0;
    REQUIRE(chain.level > 0 && chain.level <= question.steps);
    REQUIRE((chain.done & ~steps_upto(question.steps)) == 0);
    if (any) {
        REQUIRE(chain.level == static_cast<uint32_t>(std::popcount(chain.done)));
    } else {
        REQUIRE(chain.level == static_cast<uint32_t>(std::bit_width(chain.done)));
        REQUIRE((~chain.done & steps_upto(chain.level) & ~question.optional()) == 0);
    }
    int64_t first = INT64_MAX, last = INT64_MIN;
    bool begun = false;
    for (uint32_t step = 0; step < question.steps; step++) {
        if (!has(chain.done, step))
            continue;
        const int64_t at = chain.times[step];
        const auto event = std::lower_bound(events.begin(), events.end(), Event{at, 0}, before);
        REQUIRE(std::any_of(event, events.end(), [&](const Event &e) {
            return e.at == at && (e.steps & condition_of(question, step)) != 0;
        }));
        if (!any && begun) {
            REQUIRE((question.modes & strict_increase) != 0 ? last < at : last <= at);
            if (question.clauses != nullptr && has(question.clauses->limited, step))
                REQUIRE(elapsed(last, at) <= question.clauses->limit[step]);
        }
        begun = true;
        first = std::min(first, at);
        last = std::max(last, at);
    }
    REQUIRE(elapsed(first, last) <= question.window);
    REQUIRE(chain.begin() == first && chain.completed() == last);
}

// Checks the chain, and with exclusions that none of them holds within it. Returns the level.
uint32_t check_answer(const Events &events, const Question &question) {
    const uint32_t n = count_of(events);
    const uint32_t level = chain_level(events.data(), n, question, test_memory);
    Chain chain;
    std::memset(&chain, 0xa5, sizeof(chain));
    find_chain(events.data(), n, question, test_memory, &chain);
    REQUIRE(level == chain.level);
    if (level == 0)
        REQUIRE(chain.done == 0);
    else
        check_chain(events, question, chain);
    // Without optional steps, the range of an exclusion whose steps were done is known.
    for (uint32_t i = 0; i < funnel::exclusions_of(question); i++) {
        const funnel::Exclusion &e = question.clauses->exclusions[i];
        if ((question.modes & any_order) != 0 ? level < question.steps
                                              : question.optional() != 0 || level <= e.to)
            continue;
        const int64_t from =
            (question.modes & any_order) != 0 ? chain.begin() : chain.times[e.from];
        const int64_t to =
            (question.modes & any_order) != 0 ? chain.completed() : chain.times[e.to];
        for (const Event &event : events)
            REQUIRE(!(event.at > from && event.at < to && has(event.steps, e.condition)));
    }
    return level;
}

// Checks the tries: they are in order, and without the modes that end the search the deepest is as
// deep as the answer.
void check_tries(const Events &events, const Question &question, uint32_t level) {
    Tries tries = start_tries(events.data(), count_of(events), question, test_memory);
    Chain chain;
    uint32_t deepest = 0, n = 0;
    int64_t before = 0;
    std::memset(&chain, 0xa5, sizeof(chain));
    while (next_try(&tries, question, test_memory, &chain)) {
        REQUIRE(++n <= count_of(events));
        check_chain(events, question, chain);
        REQUIRE(n == 1 || before < chain.begin());
        before = chain.begin();
        deepest = std::max(deepest, chain.level);
        std::memset(&chain, 0xa5, sizeof(chain));
    }
    REQUIRE((question.modes & (strict_order | strict_deduplication)) != 0 || deepest == level);
    if (question.clauses != nullptr)
        release(tries.rows, test_memory);
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

// Writes a mode and reads it again: it asks the same, and is written in the same way.
void check_written(const Mode &mode, const FunnelSize &funnel, uint64_t window) {
    const Question question = mode.question(window);
    for (const TimeUnit unit : {TimeUnit::microseconds, TimeUnit::unknown}) {
        char text[mode_length], again[mode_length];
        std::memset(text, 0xa5, sizeof(text));
        write_mode(question, unit, text);
        Mode back;
        parse_mode(text, {funnel.conditions, funnel.steps}, parse_written_time, &back);
        REQUIRE(back.error == ModeError::none);
        REQUIRE(back.question(window) == question);
        REQUIRE(std::equal(mode.clauses.condition, mode.clauses.condition + max_steps,
                           back.clauses.condition));
        write_mode(back.question(window), unit, again);
        REQUIRE(std::strcmp(text, again) == 0);
    }
    char clauses[mode_length];
    write_clauses(question, TimeUnit::microseconds, clauses);
    Mode stored;
    parse_mode(clauses, {0, mode.steps, mode.modes}, parse_written_time, &stored);
    REQUIRE(stored.error == ModeError::none && stored.question(window) == question);
}

std::string take_mode(Input *in, uint32_t conditions) {
    // Arbitrary bytes are parsed elsewhere. A few of them may stand between pieces of the grammar.
    constexpr const char *pieces[] = {"strict_increase",
                                      "strict_once",
                                      "strict_order",
                                      "strict_order,allow_reentry",
                                      "strict_deduplication",
                                      "any_order",
                                      "allow_reentry",
                                      " ",
                                      "\t",
                                      "",
                                      "steps",
                                      "exclude(",
                                      "within(",
                                      "optional(",
                                      ")",
                                      ",",
                                      "1",
                                      "90 minutes",
                                      "0 seconds",
                                      "18446744073709551615"};
    std::string text;
    const auto number = [&](uint32_t most) {
        return std::to_string(in->pick(in->take<uint8_t>() % 16 == 0 ? 0 : 1, std::max(most, 1u)));
    };
    for (uint32_t left = in->pick(0, 8); left > 0; left--) {
        const auto kind = in->take<uint8_t>();
        if (!text.empty() && kind % 32 != 31)
            text += ',';
        switch (kind % 8) {
        case 0:
            text += pieces[in->take<uint8_t>() % 6];
            break;
        case 1:
            text += "optional(" + number(conditions) + ")";
            break;
        case 2:
            text += "within(" + number(conditions) + "," + std::to_string(in->take<uint8_t>()) +
                    (in->take<uint8_t>() % 2 == 0 ? "" : " microseconds") + ")";
            break;
        case 3:
            text += "exclude(" + number(conditions) + ")";
            break;
        case 4:
            text += "exclude(" + number(conditions) + "," + number(conditions) + "," +
                    number(conditions) + ")";
            break;
        case 5: {
            text += "steps(";
            for (uint32_t steps = in->pick(1, in->take<uint8_t>() % 8 == 0 ? 66 : 5); steps > 0;
                 steps--)
                text += number(conditions) + (steps > 1 ? "," : ")");
            break;
        }
        case 6:
            text += pieces[in->take<uint8_t>() % std::size(pieces)];
            break;
        default:
            if (in->take<uint8_t>() % 4 == 0)
                text += static_cast<char>(in->take<uint8_t>());
            break;
        }
    }
    return text;
}

// Asks every kind of question about sorted events without breaks that cannot matter.
void check_questions(const Events &events, uint32_t steps, Input *in) {
    const uint64_t window = take_window(in, events);
    const auto with_tries = in->pick(0, (1u << mode_count) - 1);
    for (Modes modes = 0; modes < 1u << mode_count; modes++)
        if (modes_agree(modes)) {
            const Question question{steps, window, modes};
            const uint32_t level = check_answer(events, question);
            if (modes == with_tries)
                check_tries(events, question, level);
        }
    const std::string text = take_mode(in, steps);
    Mode mode;
    parse_mode(text, {steps, 0}, parse_written_time, &mode);
    if (mode.error != ModeError::none)
        return;
    check_written(mode, {steps, 0}, window);
    // Where every try may take a pass over the rows, there must not be too many.
    if (events.size() > 300)
        return;
    const Question question = mode.question(window);
    check_tries(events, question, check_answer(events, question));
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
    Mode mode{};
    REQUIRE(journey || parse_question(box.get(), &mode));
    const Question question =
        journey ? Question{steps, box.get().window, 0} : mode.question(box.get().window);
    if (events.size() <= 300) {
        const uint32_t level = check_answer(canonical, question);
        // Exclusions make no difference either: a break matches no condition.
        REQUIRE(check_answer(events, question) == level);
        check_tries(canonical, question, level);
    }
    if (journey)
        check_stored(store_journey(canonical, steps), in);
}

// A state that is valid more often than not.
JourneyBox take_state(Input *in) {
    const uint32_t steps = in->pick(1, in->take<uint8_t>() % 2 == 0 ? 5 : max_steps);
    const uint64_t window = take_window(in, Events{{0, 0}});
    uint16_t tag = 0;
    char note[mode_length] = "";
    if (in->take<uint8_t>() % 2 == 0) {
        const std::string text = take_mode(in, steps);
        Mode mode;
        parse_mode(text, {steps, 0}, parse_written_time, &mode);
        tag = has_question | static_cast<uint16_t>(in->pick(0, 63));
        if (mode.error == ModeError::none) {
            tag = tag_of(mode.question(window));
            write_clauses(mode.question(window), TimeUnit::microseconds, note);
        }
    }
    const bool wide = in->take<uint8_t>() % 4 == 0;
    const Shape shape = shape_for(steps, in->pick(1, 30), wide, std::strlen(note));
    JourneyBox box(shape, Start{steps, tag, window, take_time(in), note});
    for (uint32_t left = in->pick(1, 30); left > 0; left--) {
        const Event event = take_event(in, steps);
        if (fits(box.get(), event))
            box.append(event);
    }
    if (in->take<uint8_t>() % 2 == 0)
        box[in->pick(4, static_cast<uint32_t>(box.size()) - 1)] = in->take<uint8_t>();
    return box;
}

void check_mode(uint8_t size, const Bytes &bytes) {
    const std::unique_ptr<char[]> text(new char[bytes.size()]);
    std::copy(bytes.begin(), bytes.end(), text.get());
    FunnelSize funnel{size % 65u, 0};
    if (funnel.conditions == 0)
        funnel.steps = 3;
    Mode mode;
    std::memset(static_cast<void *>(&mode), 0xa5, sizeof(mode));
    parse_mode({text.get(), bytes.size()}, funnel, parse_written_time, &mode);
    switch (mode.error) {
    case ModeError::none:
        REQUIRE(modes_agree(mode.modes));
        REQUIRE(mode.steps > 0 && mode.steps <= max_steps);
        check_written(mode, funnel, no_window);
        break;
    case ModeError::unknown:
    case ModeError::malformed:
    case ModeError::time:
        REQUIRE(mode.word.data() >= text.get());
        REQUIRE(mode.word.data() + mode.word.size() <= text.get() + bytes.size());
        break;
    case ModeError::time_varies:
        REQUIRE(!"a written time never does");
        break;
    case ModeError::contradiction:
        REQUIRE(mode.word != mode.other && !mode.other.empty());
        break;
    default:
        REQUIRE(!mode.word.empty());
        break;
    }
}

} // namespace
} // namespace heatmap::journey

void heatmap::test::run(Input in) {
    using namespace heatmap::journey;
    const auto kind = in.take<uint8_t>() % 4;
    if (kind == 3) {
        const auto size = in.take<uint8_t>();
        return check_mode(size, in.rest());
    }
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
