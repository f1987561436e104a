#include <bit>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "unit/journey/helpers.hpp"

namespace heatmap::journey {
using namespace test;
using funnel::allow_reentry;
using funnel::any_order;
using funnel::has_clauses;
using funnel::has_question;
using funnel::mode_count;
using funnel::Modes;
using funnel::modes_agree;
using funnel::strict_once;
using funnel::strict_order;
namespace {

int polls;

void count_poll() {
    polls++;
}

constexpr Memory counting{allocate_filled<0xa5>, std::free, count_poll};

constexpr int64_t second = 1000000;
constexpr int64_t day = 86400 * second;

size_t entry_bytes(Form form) {
    return form == Form::narrow ? 8 : 16;
}

// The smallest and the largest time that a narrow state can hold, within the range of int64.
int64_t narrow_least(uint32_t steps, int64_t base) {
    const __int128 least = __int128{base} - (__int128{1} << (63 - steps));
    return least < INT64_MIN ? INT64_MIN : static_cast<int64_t>(least);
}

int64_t narrow_most(uint32_t steps, int64_t base) {
    const __int128 most = __int128{base} + (__int128{1} << (63 - steps)) - 1;
    return most > INT64_MAX ? INT64_MAX : static_cast<int64_t>(most);
}

// A narrow state and both kinds of wide states, each with some events and room for more.
std::vector<JourneyBox> filled(uint16_t reserved = 0) {
    std::vector<JourneyBox> boxes;
    for (const auto &[steps, far] :
         {std::pair{3u, false}, {16u, false}, {3u, true}, {40u, false}}) {
        JourneyBox box(Start{steps, reserved, 0, 1000});
        for (int64_t i = 1; i <= 4; i++)
            EXPECT_TRUE(box.append(Event{1000 + i, static_cast<uint64_t>(i)}));
        if (far) {
            EXPECT_TRUE(box.append(Event{end_time - 1, 1}));
        }
        EXPECT_LT(box.get().count, box.get().capacity);
        boxes.push_back(std::move(box));
    }
    EXPECT_EQ(boxes[0].get().form, Form::narrow);
    EXPECT_EQ(boxes[1].get().form, Form::narrow);
    EXPECT_EQ(boxes[2].get().form, Form::wide);
    EXPECT_EQ(boxes[3].get().form, Form::wide);
    return boxes;
}

TEST(Shape, IsAPowerOfTwoAndNotLargerThanNeeded) {
    for (uint32_t steps = 1; steps <= max_steps; steps++)
        for (bool wide : {false, true})
            for (uint32_t events = 0; events < max_events; events += 1 + events / 3) {
                const Shape shape = shape_for(steps, events, wide);
                ASSERT_EQ(shape.form, wide || steps > 16 ? Form::wide : Form::narrow);
                const size_t entry = entry_bytes(shape.form);
                ASSERT_GE(shape.capacity, events);
                ASSERT_EQ(shape.size, sizeof(State) + entry * shape.capacity);
                if (shape.capacity < max_events) {
                    ASSERT_TRUE(std::has_single_bit(shape.size));
                    ASSERT_GE(shape.size, 128u);
                    ASSERT_TRUE(shape.size == 128 ||
                                shape.size / 2 < sizeof(State) + entry * events);
                }
            }
}

TEST(Shape, EndsAtTheMostEvents) {
    for (const size_t note : {1, 5000}) {
        const Shape shape = shape_for(4, max_events, false, note);
        EXPECT_EQ(shape.capacity, max_events);
        EXPECT_EQ(shape.size, sizeof(State) + size_t{8} * max_events + note);
    }
    for (bool wide : {false, true}) {
        const Shape shape = shape_for(4, max_events, wide);
        EXPECT_EQ(shape.capacity, max_events);
        EXPECT_EQ(shape.size, sizeof(State) + size_t{wide ? 16u : 8u} * max_events);
    }
    // The growth policy reads nothing but the header.
    for (JourneyBox &box : filled()) {
        const int64_t at = box.get().base;
        box.get().count = box.get().capacity = max_events - 1;
        EXPECT_EQ(grown_shape(box.get(), 1, at).capacity, max_events);
        EXPECT_EQ(grown_shape(box.get(), 1, at).form, box.get().form);
        EXPECT_EQ(grown_shape(box.get(), 2, at).capacity, 0u);
        box.get().count = box.get().capacity = max_events;
        EXPECT_EQ(grown_shape(box.get(), 1, at).capacity, 0u);
        EXPECT_EQ(grown_shape(box.get(), max_events, at).capacity, 0u);
        EXPECT_EQ(grown_shape(box.get(), UINT32_MAX, at).capacity, 0u);
        EXPECT_EQ(grown_shape(box.get(), UINT32_MAX, INT64_MIN).capacity, 0u);
        EXPECT_FALSE(append_event(box.get(), at, 1)) << "no room";
    }
}

TEST(Shape, GrowsToWhatIsAskedFor) {
    for (const JourneyBox &box : filled())
        for (uint32_t more = 1; more < 1000000; more += 1 + more / 2) {
            const Shape shape = grown_shape(box.get(), more, box.get().base);
            ASSERT_EQ(shape.form, box.get().form);
            ASSERT_EQ(
                shape.size,
                shape_for(box.get().steps, box.get().count + more, shape.form == Form::wide).size);
            ASSERT_GE(shape.capacity, box.get().count + more);
        }
}

// The events of one actor in an ordinary month. Their state stays so small that growing it in place
// costs only a few kB for the whole hash table.
TEST(State, AnActorIsSmall) {
    Rng rng(510);
    JourneyBox box(Start{4, 0, 0, 0});
    for (int i = 0; i < 50; i++) {
        ASSERT_TRUE(box.append(Event{whole(rng, 0, 28 * day), rng() % 16}));
        ASSERT_LE(box.size(), 512u);
    }
    EXPECT_EQ(box.get().form, Form::narrow);
    EXPECT_TRUE(box.valid());
    // Four years before and after the first event fit with any number of steps that can be narrow.
    JourneyBox years(Start{16, 0, 0, 0});
    for (int64_t at : {int64_t{0}, 1461 * day, -1461 * day})
        ASSERT_TRUE(years.append(Event{at, 0xffff}));
    EXPECT_EQ(years.get().form, Form::narrow);
    EXPECT_EQ(years.size(), 128u);
}

TEST(State, EveryByteIsWritten) {
    for (bool wide : {false, true}) {
        const Shape shape = shape_for(7, 10, wide);
        const Start start{7, has_question | strict_once, 55, -1};
        const JourneyBox a(shape, start, {allocate_filled<0>, std::free, no_poll});
        const JourneyBox b(shape, start, {allocate_filled<0xff>, std::free, no_poll});
        EXPECT_EQ(a.payload(), b.payload());
        EXPECT_EQ(a.get().form, shape.form);
        EXPECT_EQ(a.get().steps, 7);
        EXPECT_EQ(a.get().tag, has_question | strict_once);
        EXPECT_EQ(funnel::modes_of_tag(a.get().tag), strict_once);
        EXPECT_EQ(note_of(a.get()), "");
        EXPECT_EQ(a.get().count, 0u);
        EXPECT_EQ(a.get().capacity, shape.capacity);
        EXPECT_EQ(a.get().base, -1);
        EXPECT_EQ(a.get().window, 55u);
    }
}

TEST(State, TheNoteStaysAtTheEnd) {
    Rng rng(513);
    for (const size_t length : {0, 1, 7, 8, 96, 97, 200, 5000}) {
        std::string note(length, ' ');
        for (char &c : note)
            c = static_cast<char>(rng());
        for (const uint32_t steps : {3u, 16u, 17u})
            for (uint32_t n : {1u, 10u, 1000u}) {
                const Shape shape = shape_for(steps, n, false, length);
                ASSERT_GE(shape.capacity, n);
                ASSERT_EQ(shape.size,
                          sizeof(State) + entry_bytes(shape.form) * shape.capacity + length);
                ASSERT_LE(std::bit_ceil(shape.size) - shape.size, entry_bytes(shape.form) - 1);
                const Start start{steps, has_question | has_clauses, 5, 0, note};
                const JourneyBox a(shape, start, {allocate_filled<0>, std::free, no_poll});
                const JourneyBox b(shape, start, {allocate_filled<0xff>, std::free, no_poll});
                ASSERT_EQ(a.payload(), b.payload());
                ASSERT_EQ(note_of(a.get()), note);
                JourneyBox box = a;
                Events events;
                for (uint64_t left = 1 + rng() % 300; left > 0; left--) {
                    const int64_t at = rng() % 200 == 0 ? INT64_MAX : whole(rng, 0, 1000);
                    events.push_back(Event{at, rng() & steps_upto(steps)});
                    ASSERT_TRUE(box.append(events.back()));
                    ASSERT_EQ(note_of(box.get()), note);
                }
                box.grow(static_cast<uint32_t>(rng() % 2000), INT64_MIN);
                ASSERT_EQ(note_of(box.get()), note);
                ASSERT_EQ(box.events(), events);
                ASSERT_EQ(box.get().tag, start.tag);
                ASSERT_TRUE(check_state(box.get(), no_poll));
                box.get().tag = 0;
                ASSERT_FALSE(length > 0 && check_state(box.get(), no_poll)) << "a journey has none";
            }
    }
}

TEST(State, NarrowUpToTheLastTimeThatFits) {
    for (uint32_t steps = 1; steps <= 16; steps++) {
        const int64_t reach = int64_t{1} << (63 - steps);
        for (int64_t base : {int64_t{0}, int64_t{1}, int64_t{-1}, INT64_MIN, INT64_MAX,
                             INT64_MIN + reach, INT64_MAX - reach, INT64_MIN + reach - 1,
                             INT64_MAX - reach + 1, INT64_MAX - reach + 2}) {
            const int64_t least = narrow_least(steps, base), most = narrow_most(steps, base);
            JourneyBox box(Start{steps, has_question, 0, base});
            const Events narrow{{base, 1},
                                {least, steps_upto(steps)},
                                {most, steps_upto(steps)},
                                {least, 0},
                                {most, 0}};
            for (const Event &event : narrow)
                ASSERT_TRUE(append_event(box.get(), event.at, event.steps)) << steps << " " << base;
            ASSERT_TRUE(box.valid());
            ASSERT_EQ(box.events(), narrow) << steps << " " << base;
            for (int64_t at : {least, most}) {
                ASSERT_EQ(grown_shape(box.get(), 1, at).form, Form::narrow);
                const int64_t beyond = at == least ? at - (at > INT64_MIN) : at + (at < INT64_MAX);
                if (beyond == at)
                    continue;
                JourneyBox grown = box;
                ASSERT_FALSE(append_event(grown.get(), beyond, 1)) << steps << " " << base;
                ASSERT_EQ(grown.bytes(), box.bytes()) << "left as it was";
                ASSERT_EQ(grown_shape(box.get(), 1, beyond).form, Form::wide);
                ASSERT_TRUE(grown.append(Event{beyond, 1}));
                ASSERT_EQ(grown.get().form, Form::wide);
                Events expected = narrow;
                expected.push_back(Event{beyond, 1});
                ASSERT_EQ(grown.events(), expected) << steps << " " << base;
                ASSERT_TRUE(grown.valid());
            }
        }
    }
}

TEST(State, ManyStepsAreWideAtOnce) {
    for (uint32_t steps = 17; steps <= max_steps; steps++) {
        JourneyBox box(Start{steps, has_question, 0, 0});
        EXPECT_EQ(box.get().form, Form::wide);
        Events events;
        for (int64_t at : {INT64_MIN, int64_t{0}, INT64_MAX})
            for (uint64_t mask : {uint64_t{0}, uint64_t{1}, steps_upto(steps)}) {
                events.push_back(Event{at, mask});
                ASSERT_TRUE(box.append(events.back()));
                ASSERT_TRUE(box.valid());
            }
        EXPECT_EQ(box.events(), events);
    }
}

// A random time, of a kind that occurs or is near a limit.
int64_t random_time(Rng &rng, uint32_t steps, int64_t base) {
    switch (rng() % 200) {
    case 0:
        return narrow_least(steps, base) - (rng() % 2 == 0 && base > 0);
    case 1:
        return narrow_most(steps, base) + (rng() % 2 == 0 && base < 0);
    case 2:
        return rng() % 2 == 0 ? INT64_MIN : INT64_MAX;
    case 3:
        return static_cast<int64_t>(rng());
    default:
        return static_cast<int64_t>(static_cast<uint64_t>(base) + rng() % (uint64_t{1} << 40));
    }
}

TEST(State, HoldsWhatIsAppendedInItsOrder) {
    Rng rng(511);
    int switched = 0;
    for (int round = 0; round < 1500; round++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % (rng() % 2 == 0 ? max_steps : 18));
        const int64_t base = rng() % 4 == 0 ? static_cast<int64_t>(rng()) : whole(rng, -100, 100);
        JourneyBox box(Start{steps, has_question, rng(), base});
        const uint64_t window = box.get().window;
        Events events;
        const auto first = box.get().form;
        for (uint64_t left = rng() % 300; left > 0; left--) {
            events.push_back(
                Event{random_time(rng, std::min(steps, 16u), base), rng() & steps_upto(steps)});
            ASSERT_TRUE(box.append(events.back()));
            if (rng() % 100 == 0) {
                box.grow(1 + rng() % 50, rng() % 2 ? base : events.back().at);
            }
            if (rng() % 50 == 0) {
                ASSERT_TRUE(box.valid());
                ASSERT_EQ(box.events(), events);
                ASSERT_EQ(box.sorted(), std::is_sorted(events.begin(), events.end(), before));
            }
        }
        ASSERT_EQ(box.events(), events);
        ASSERT_TRUE(box.valid() || events.empty());
        ASSERT_EQ(box.get().steps, steps);
        ASSERT_EQ(box.get().tag, has_question);
        ASSERT_EQ(box.get().window, window);
        ASSERT_EQ(box.get().base, base);
        switched += first != box.get().form;
    }
    EXPECT_GT(switched, 300);
}

// Events are stored as the same bytes in whichever order they came.
TEST(State, StoredFormIsThatOfTheSetOfEvents) {
    Rng rng(512);
    for (int round = 0; round < 1000; round++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % 20);
        Events events;
        for (uint64_t left = 1 + rng() % 60; left > 0; left--)
            events.push_back(Event{rng() % 60 == 0 ? whole(rng, min_time, end_time - 1)
                                                   : whole(rng, 0, 100 * second),
                                   rng() % 3 == 0 ? 0 : rng() & steps_upto(steps)});
        const Bytes expected = store_journey(canonical_events(events), steps).payload();
        std::shuffle(events.begin(), events.end(), rng);
        JourneyBox box(Start{steps, 0, 0, events[0].at});
        for (const Event &event : events)
            ASSERT_TRUE(box.append(event));
        ASSERT_TRUE(box.valid());
        ASSERT_EQ(store_journey(canonical_events(box.events()), steps).payload(), expected);
    }
}

TEST(State, KnowsWhetherItsEventsAreInOrder) {
    const auto sorted = [](const Events &events) {
        JourneyBox box(Start{3, has_question, 0, 0});
        for (const Event &event : events)
            EXPECT_TRUE(box.append(event));
        return box.sorted();
    };
    for (int64_t far : {int64_t{3}, INT64_MAX}) { // narrow, wide
        EXPECT_TRUE(sorted({{far, 1}}));
        EXPECT_TRUE(sorted({{1, 1}, {1, 1}, {1, 2}, {2, 0}, {far, 0}, {far, 0}}));
        EXPECT_FALSE(sorted({{1, 1}, {1, 2}, {1, 1}, {far, 0}}));
        EXPECT_FALSE(sorted({{1, 1}, {1, 0}, {2, 0}, {far, 0}})) << "a break is first";
        EXPECT_FALSE(sorted({{2, 0}, {far, 0}, {1, 1}}));
        EXPECT_FALSE(sorted({{1, 0}, {0, 1}, {far, 1}}));
    }
}

TEST(State, LongOnesPoll) {
    constexpr uint32_t n = 300000;
    for (uint32_t steps : {4u, 20u}) {
        JourneyBox box(shape_for(steps, n, false), {steps, 0, 0, 0});
        Events events;
        for (uint32_t i = 0; i < n; i++) {
            events.push_back(Event{i, i % 16});
            ASSERT_TRUE(append_event(box.get(), i, i % 16));
        }
        polls = 0;
        EXPECT_TRUE(check_state(box.get(), count_poll));
        EXPECT_GE(polls, 4);
        polls = 0;
        Events loaded(n);
        load_events(box.get(), count_poll, loaded.data());
        EXPECT_EQ(loaded, events);
        EXPECT_GE(polls, 4);
        if (steps == 4) {
            polls = 0;
            box.grow(1, INT64_MIN, counting);
            EXPECT_GE(polls, 4);
            ASSERT_EQ(box.get().form, Form::wide);
            EXPECT_EQ(box.events(), events);
        }
    }
    // Clearing that much memory for the first time takes more than microseconds: it must poll, too.
    const Shape shape = shape_for(20, 1 << 20, false);
    polls = 0;
    const JourneyBox box(shape, {20, 0, 0, 0}, counting);
    EXPECT_GE(polls, 3);
}

// check_state() guards functions that users can call with any bytes.
TEST(CheckJourneyState, RefusesEveryOtherSize) {
    for (const JourneyBox &box : filled()) {
        ASSERT_TRUE(box.valid());
        for (size_t size = 0; size < box.size() + 64; size++) {
            Bytes bytes = box.bytes();
            bytes.resize(size);
            ASSERT_EQ(JourneyBox(bytes).valid(), size == box.size()) << size;
        }
    }
}

TEST(CheckJourneyState, RefusesDamagedFields) {
    const std::vector<std::pair<const char *, std::function<void(State &)>>> damages = {
        {"stored", [](State &s) { s.form = Form::stored; }},
        {"form 130", [](State &s) { s.form = static_cast<Form>(130); }},
        {"the other form",
         [](State &s) { s.form = s.form == Form::wide ? Form::narrow : Form::wide; }},
        {"no steps", [](State &s) { s.steps = 0; }},
        {"too many steps", [](State &s) { s.steps = s.form == Form::wide ? 65 : 17; }},
        {"255 steps", [](State &s) { s.steps = 255; }},
        {"contradictory modes", [](State &s) { s.tag |= any_order | strict_order; }},
        {"unknown mode", [](State &s) { s.tag |= 1u << mode_count; }},
        {"reentry without order", [](State &s) { s.tag |= allow_reentry; }},
        {"clauses that are not there", [](State &s) { s.tag |= has_clauses; }},
        {"no events", [](State &s) { s.count = 0; }},
        {"more events than room", [](State &s) { s.count = s.capacity + 1; }},
        {"many more", [](State &s) { s.count = UINT32_MAX; }},
        {"no room", [](State &s) { s.capacity = 0; }},
        {"an entry less", [](State &s) { s.capacity--; }},
        {"an entry more", [](State &s) { s.capacity++; }},
        {"room for 2^32", [](State &s) { s.capacity = UINT32_MAX; }},
    };
    for (uint16_t reserved : {uint16_t{0}, uint16_t{has_question | strict_once}})
        for (const JourneyBox &good : filled(reserved)) {
            ASSERT_TRUE(good.valid());
            for (const auto &[what, damage] : damages) {
                JourneyBox bad = good;
                damage(bad.get());
                EXPECT_FALSE(bad.valid()) << what;
            }
        }
}

TEST(CheckJourneyState, AcceptsExactlyTheModesThatAgree) {
    for (JourneyBox &box : filled())
        for (unsigned reserved = 0; reserved <= UINT16_MAX; reserved++) {
            box.get().tag = static_cast<uint16_t>(reserved);
            ASSERT_EQ(box.valid(),
                      reserved == 0 || ((reserved & 0x8000u) != 0 &&
                                        modes_agree(static_cast<Modes>(reserved & ~0x8000u))));
        }
}

// A state of window_funnel with this note, for three conditions.
bool takes_note(const std::string &note, uint16_t tag) {
    JourneyBox box(shape_for(3, 2, false, note.size()), Start{3, tag, 5, 0, note});
    EXPECT_TRUE(box.append(Event{0, 1}));
    return box.valid();
}

TEST(CheckJourneyState, AcceptsOnlyNotesThatAreClauses) {
    constexpr uint16_t with = has_question | has_clauses;
    for (const char *note :
         {"steps(2,1)", "exclude(3)", "exclude(2)", "within(2,90 minutes)", "within(3,7)",
          "optional(2)", "optional(2),optional(3)", "steps(1,1,1,2),exclude(3,2,4)"}) {
        EXPECT_TRUE(takes_note(note, with)) << note;
        EXPECT_TRUE(takes_note(note, with | strict_order | allow_reentry)) << note;
        EXPECT_FALSE(takes_note(note, has_question)) << note;
        EXPECT_FALSE(takes_note(note, has_clauses)) << note;
        EXPECT_FALSE(takes_note(note, 0)) << note;
    }
    for (const char *note :
         {"", "x", "steps(1,4)", "exclude(4)", "optional(4)", "optional(1)", "within(2,soon)",
          "optional(2", "optional(2),", "strict_once", "strict_once,optional(2)", "any_order"})
        for (const uint16_t tag : {with, has_question})
            EXPECT_EQ(takes_note(note, tag), *note == '\0' && tag == has_question) << note;
    EXPECT_FALSE(takes_note(std::string("optional(2)\0", 12), with));
    EXPECT_TRUE(takes_note("exclude(3)", with | any_order));
    EXPECT_FALSE(takes_note("optional(3)", with | any_order));
    EXPECT_FALSE(takes_note("exclude(3,1,2),steps(1,2,2)", with | any_order));
}

TEST(CheckJourneyState, AcceptsExactlyTheFormsAndSteps) {
    for (const JourneyBox &good : filled(has_question))
        for (unsigned v = 0; v < 256; v++) {
            JourneyBox box = good;
            box.get().form = static_cast<Form>(v);
            EXPECT_EQ(box.valid(), box.get().form == good.get().form) << v;
            box = good;
            box.get().steps = static_cast<uint8_t>(v);
            // An entry of a narrow state can be read with any number of steps; the events of the
            // wide ones have steps 1 .. 3.
            const bool narrow = good.get().form == Form::narrow;
            EXPECT_EQ(box.valid(), v >= (narrow ? 1u : 3u) && v <= (narrow ? 16u : 64u)) << v;
        }
}

TEST(CheckJourneyState, RefusesStepsThatAreNotThere) {
    for (uint32_t steps : {3u, 17u, 63u}) {
        JourneyBox box(shape_for(steps, 5, true), {steps, has_question, 0, 0});
        for (int i = 0; i < 5; i++)
            ASSERT_TRUE(append_event(box.get(), i, steps_upto(steps)));
        ASSERT_TRUE(box.valid());
        for (uint32_t i = 0; i < 5; i++)
            for (uint32_t step = steps; step < max_steps; step++) {
                JourneyBox bad = box;
                wide_entries(bad.get())[i].steps |= uint64_t{1} << step;
                ASSERT_FALSE(bad.valid()) << step;
            }
        // The memory behind the last event may hold anything.
        wide_entries(box.get())[5].steps = ~uint64_t{0};
        EXPECT_TRUE(box.valid());
    }
}

TEST(CheckJourneyState, RefusesTimesThatAJourneyCannotHave) {
    for (uint16_t reserved : {uint16_t{0}, has_question})
        for (bool wide : {false, true})
            for (int64_t at :
                 {INT64_MIN, min_time - 1, min_time, end_time - 1, end_time, INT64_MAX})
                for (uint32_t i = 0; i < 3; i++) {
                    // From here a narrow state of one step reaches the end of int64.
                    const int64_t base = at < 0 ? -(int64_t{1} << 62) : int64_t{1} << 62;
                    const int64_t other = at < 0 ? min_time : end_time - 1;
                    JourneyBox box(shape_for(1, 3, wide), {1, reserved, 0, base});
                    for (uint32_t k = 0; k < 3; k++)
                        ASSERT_TRUE(append_event(box.get(), k == i ? at : other, 1));
                    ASSERT_EQ(box.valid(),
                              reserved == has_question || (at >= min_time && at < end_time))
                        << at << " " << wide;
                }
}

// The sum of base and time of a narrow entry may leave the range of int64. It wraps in the same way
// for everything that reads it.
TEST(CheckJourneyState, SumsThatWrapAreReadTheSameEverywhere) {
    JourneyBox box(shape_for(2, 3, false), {2, has_question, 0, 0});
    for (int64_t at : {int64_t{1} << 60, int64_t{5}, -(int64_t{1} << 60)})
        ASSERT_TRUE(append_event(box.get(), at, 2));
    box.get().base = INT64_MAX;
    ASSERT_TRUE(box.valid());
    const Events expected{{INT64_MIN + (int64_t{1} << 60) - 1, 2},
                          {INT64_MIN + 4, 2},
                          {INT64_MAX - (int64_t{1} << 60), 2}};
    EXPECT_EQ(box.events(), expected);
    box.grow(1, INT64_MIN);
    EXPECT_EQ(box.get().form, Form::wide);
    EXPECT_EQ(box.events(), expected);
    EXPECT_TRUE(box.valid());
    box.get().tag = 0;
    EXPECT_FALSE(box.valid()) << "a journey cannot hold these";
}

} // namespace
} // namespace heatmap::journey
