#include <algorithm>
#include <cstring>
#include <memory>

#include <gtest/gtest.h>

#include "core/journey/format.hpp"
#include "core/base/varint.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::journey {
using namespace test;
namespace {

int polls;

void count_poll() {
    polls++;
}

uint32_t count(const Events &events) {
    return static_cast<uint32_t>(events.size());
}

// Sorts in memory of exactly the needed size. *moved: the result is in the scratch memory.
Events sorted(const Events &in, bool *moved) {
    Events events(in), scratch(in.size());
    const Event *out = sort_events(events.data(), count(events), no_poll, scratch.data());
    EXPECT_TRUE(out == events.data() || out == scratch.data());
    *moved = out != events.data();
    return Events(out, out + events.size());
}

Events random_events(Rng &rng, size_t n, int64_t from, int64_t to, uint32_t steps) {
    Events events;
    for (size_t i = 0; i < n; i++) {
        const uint64_t mask = rng() % 4 == 0 ? 0 : rng() & rng() & steps_upto(steps);
        events.push_back(Event{whole(rng, from, to), mask});
    }
    return events;
}

// The events in the form in which they can be stored.
Events canonical(Events events) {
    bool moved;
    events = sorted(events, &moved);
    events.resize(drop_repeated_breaks(events.data(), count(events), no_poll));
    return events;
}

// The events in the form in which an open journey has them.
Events open(Events events) {
    bool moved;
    events = sorted(events, &moved);
    events.resize(drop_equal_breaks(events.data(), count(events), no_poll));
    return events;
}

class Journey : public Box<Header> {
public:
    explicit Journey(size_t size) : Box(size) {
    }

    // The first `size` bytes of another journey.
    Journey(const Journey &other, size_t size) : Box(size) {
        for (size_t i = sizeof(uint32_t); i < std::min(size, other.size()); i++)
            (*this)[i] = other.bytes()[i];
    }

    // Encodes events that need not be canonical. If they are not, decode() must reject them.
    Journey(const Events &events, uint32_t steps, Form form = Form::stored)
        : Journey(stored_size(events.data(), count(events), no_poll)) {
        encode(events.data(), count(events), steps, form, no_poll, &get());
    }

    Header &head() {
        return get();
    }

    const Header &head() const {
        return get();
    }

    bool decode(Events *events) const {
        *events = Events(event_count(head(), size()));
        // If there are no events, there is no memory to write any to.
        return journey::decode(head(), size(), no_poll, events->data());
    }

    bool refused() const {
        Events events;
        return !decode(&events);
    }
};

// A journey with a valid header and these bytes behind it.
Journey of_bytes(const std::vector<uint8_t> &bytes, uint8_t steps = 3) {
    Journey journey(sizeof(Header) + bytes.size());
    journey.head() = Header{journey.head().vl_len, Form::stored, steps, 0};
    std::copy(bytes.begin(), bytes.end(), &journey[sizeof(Header)]);
    return journey;
}

TEST(Event, Order) {
    EXPECT_TRUE(before(Event{1, 5}, Event{2, 0}));
    EXPECT_TRUE(before(Event{1, 0}, Event{1, 1})) << "a break is first";
    EXPECT_TRUE(before(Event{1, 1}, Event{1, uint64_t{1} << 63}));
    EXPECT_FALSE(before(Event{1, 1}, Event{1, 1}));
    EXPECT_TRUE(before(Event{INT64_MIN, 0}, Event{INT64_MAX, 0}));
    EXPECT_TRUE(is_break(Event{1, 0}));
    EXPECT_FALSE(is_break(Event{0, 8}));
}

TEST(Event, StepsAndElapsedOfAnySize) {
    EXPECT_EQ(steps_upto(0), 0u);
    EXPECT_EQ(steps_upto(1), 1u);
    EXPECT_EQ(steps_upto(63), ~uint64_t{0} >> 1);
    EXPECT_EQ(steps_upto(64), ~uint64_t{0});
    EXPECT_EQ(elapsed(-3, 4), 7u);
    EXPECT_EQ(elapsed(INT64_MAX, INT64_MAX), 0u);
    EXPECT_EQ(elapsed(INT64_MIN, INT64_MAX), UINT64_MAX);
    EXPECT_EQ(elapsed(INT64_MIN, 0), uint64_t{1} << 63);
}

TEST(SortEvents, EqualsSort) {
    Rng rng(440);
    for (size_t n : {0, 1, 2, 3, 4, 5, 7, 16, 100, 1000, 20000})
        for (int64_t range : {int64_t{0}, int64_t{3}, int64_t{1000}, INT64_MAX})
            for (int pattern = 0; pattern < 5; pattern++) {
                Events events = random_events(rng, n, range < INT64_MAX ? 0 : INT64_MIN, range, 3);
                if (pattern == 1) {
                    std::sort(events.begin(), events.end(), before);
                } else if (pattern == 2) {
                    std::sort(events.rbegin(), events.rend(), before);
                } else if (pattern >= 3) {
                    // Two sorted runs, or more.
                    const auto run = static_cast<ptrdiff_t>(n / (pattern == 3 ? 2 : 5) + 1);
                    for (auto at = events.begin(); at != events.end();) {
                        const auto end = at + std::min(run, events.end() - at);
                        std::sort(at, end, before);
                        at = end;
                    }
                }
                Events expected = events;
                std::sort(expected.begin(), expected.end(), before);
                bool moved;
                ASSERT_EQ(sorted(events, &moved), expected) << n << " " << range << " " << pattern;
                if (pattern == 1) {
                    ASSERT_FALSE(moved) << "sorted events stay where they are";
                }
                if (pattern == 3 && expected != events) {
                    ASSERT_TRUE(moved) << "two runs are merged once";
                }
            }
}

TEST(SortEvents, EveryOrderOfAFew) {
    Events events{{0, 0}, {0, 1}, {1, 0}, {1, 0}, {1, 2}, {1, 3}, {2, 1}};
    const Events expected = events;
    do {
        bool moved;
        ASSERT_EQ(sorted(events, &moved), expected);
    } while (std::next_permutation(events.begin(), events.end(), before));
}

TEST(SortEvents, Polls) {
    Rng rng(441);
    Events events = random_events(rng, 300000, 0, 1000000, 3), scratch(events.size());
    polls = 0;
    const Event *out = sort_events(events.data(), count(events), count_poll, scratch.data());
    EXPECT_GE(polls, 40);
    EXPECT_TRUE(std::is_sorted(out, out + events.size(), before));
}

TEST(DropRepeatedBreaks, KeepsTheFirst) {
    const auto drop = [](Events events) {
        events.resize(drop_repeated_breaks(events.data(), count(events), no_poll));
        return events;
    };
    EXPECT_EQ(drop({}), Events{});
    EXPECT_EQ(drop({{1, 0}}), (Events{{1, 0}}));
    EXPECT_EQ(drop({{1, 0}, {1, 0}, {2, 0}}), (Events{{1, 0}}));
    EXPECT_EQ(drop({{1, 0}, {1, 1}, {2, 0}, {3, 0}, {3, 2}, {3, 2}, {4, 0}}),
              (Events{{1, 0}, {1, 1}, {2, 0}, {3, 2}, {3, 2}, {4, 0}}))
        << "rows that match may be repeated";
    Rng rng(442);
    for (int i = 0; i < 2000; i++) {
        bool moved;
        const Events events = sorted(random_events(rng, rng() % 30, 0, 9, 2), &moved);
        Events expected;
        for (const Event &event : events)
            if (expected.empty() || event.steps != 0 || expected.back().steps != 0)
                expected.push_back(event);
        ASSERT_EQ(drop(events), expected);
        ASSERT_EQ(drop(expected), expected);
    }
    Events many(200000, Event{1, 1});
    polls = 0;
    EXPECT_EQ(drop_repeated_breaks(many.data(), count(many), count_poll), many.size());
    EXPECT_GE(polls, 3);
}

TEST(StoredJourney, KnownBytes) {
    const Journey journey(
        {{0x0102030405060708, 1}, {0x0102030405060708, 2}, {0x0102030405060888, 0}}, 2);
    EXPECT_EQ(
        journey.bytes(),
        (std::vector<uint8_t>{0x5c, 0, 0,    0,                   // length word
                              1,    2, 0,    0,                   // form, steps
                              3,    8, 7,    6, 5, 4, 3, 2, 1, 1, // events, first time, its steps
                              0,    2, 0x80, 3, 0}));
}

TEST(StoredJourney, RoundTrips) {
    Rng rng(443);
    for (int i = 0; i < 20000; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % max_steps);
        const int64_t ranges[] = {0, 10, 1000000, int64_t{1} << 40, end_time - 1};
        const int64_t range = ranges[rng() % 5];
        const int64_t from =
            range == end_time - 1 ? min_time : whole(rng, min_time, end_time - 1 - range);
        const int64_t to = range == end_time - 1 ? range : from + range;
        const Events events = canonical(random_events(rng, 1 + rng() % 40, from, to, steps));
        const Journey journey(events, steps);
        EXPECT_EQ(journey.head().form, Form::stored);
        EXPECT_EQ(journey.head().steps, steps);
        EXPECT_EQ(journey.head().reserved, 0);
        ASSERT_EQ(event_count(journey.head(), journey.size()), events.size());
        Events back;
        ASSERT_TRUE(journey.decode(&back)) << i;
        ASSERT_EQ(back, events) << i;
    }
}

TEST(StoredJourney, EndsOfTheTimeRange) {
    for (const Events &events :
         {Events{{min_time, 0}}, Events{{min_time, 1}}, Events{{end_time - 1, 4}},
          Events{{min_time, 1}, {end_time - 1, 2}},
          Events{{min_time, 1}, {min_time, 2}, {-1, 0}, {0, 7}},
          Events{{end_time - 1, 0}, {end_time - 1, 7}, {end_time - 1, 7}}}) {
        Events back;
        ASSERT_TRUE(Journey(events, 3).decode(&back));
        EXPECT_EQ(back, events);
    }
    for (int64_t at : {INT64_MIN, min_time - 1, end_time, INT64_MAX})
        EXPECT_TRUE(Journey({{at, 1}}, 3).refused()) << at;
    for (int64_t first : {min_time, int64_t{-1}, int64_t{0}, end_time - 1})
        for (int64_t last : {end_time, end_time + 1, INT64_MAX})
            EXPECT_TRUE(Journey({{first, 1}, {last, 2}}, 3).refused()) << first << " " << last;
    // A step back in time is written as a very large step forward.
    EXPECT_TRUE(Journey({{5, 1}, {4, 2}}, 3).refused());
    EXPECT_TRUE(Journey({{0, 1}, {INT64_MIN, 2}}, 3).refused());
    EXPECT_TRUE(Journey({{min_time, 1}, {min_time - 1, 2}}, 3).refused());
    EXPECT_TRUE(Journey({{0, 1}, {min_time, 2}}, 3).refused());
}

TEST(StoredJourney, AllSixtyFourSteps) {
    const Events events{{0, ~uint64_t{0} >> 1}, {0, uint64_t{1} << 63}, {1, ~uint64_t{0}}};
    Events back;
    ASSERT_TRUE(Journey(events, 64).decode(&back));
    EXPECT_EQ(back, events);
    EXPECT_TRUE(Journey(events, 63).refused());
}

TEST(StoredJourney, WhatIsNotCanonicalIsRefused) {
    const Events good{{0, 0}, {0, 1}, {5, 2}, {5, 4}, {5, 4}, {6, 0}};
    EXPECT_FALSE(Journey(good, 3).refused());
    EXPECT_TRUE(Journey(good, 2).refused()) << "step 3 of 2";
    EXPECT_TRUE(Journey(good, 0).refused());
    EXPECT_TRUE(Journey(good, 65).refused());
    EXPECT_TRUE(Journey(good, 255).refused());
    EXPECT_TRUE(Journey({{0, 9}}, 3).refused()) << "step 4 of 3";
    EXPECT_TRUE(Journey({{1, 0}, {1, 0}}, 3).refused());
    EXPECT_TRUE(Journey({{1, 0}, {2, 0}}, 3).refused());
    EXPECT_TRUE(Journey({{1, 1}, {2, 0}, {3, 0}, {4, 1}}, 3).refused());
    EXPECT_TRUE(Journey({{1, 2}, {1, 1}}, 3).refused());
    EXPECT_TRUE(Journey({{1, 1}, {1, 0}}, 3).refused()) << "a break is first";
    for (uint16_t reserved : {1, 0x100, 0x8000}) {
        Journey journey(good, 3);
        journey.head().reserved = reserved;
        EXPECT_TRUE(journey.refused());
    }
    for (unsigned form = 0; form < 256; form++) {
        Journey journey(good, 3);
        journey.head().form = static_cast<Form>(form);
        EXPECT_EQ(journey.refused(), form != 1 && form != 2) << form;
    }
}

TEST(StoredJourney, BytesThatAreNone) {
    EXPECT_FALSE(of_bytes({1, 0, 0, 0, 0, 0, 0, 0, 0, 7}).refused());
    EXPECT_TRUE(of_bytes({}).refused());
    EXPECT_TRUE(of_bytes({0}).refused()) << "no events";
    EXPECT_TRUE(of_bytes({0, 0, 0, 0, 0, 0, 0, 0, 0, 7}).refused());
    EXPECT_TRUE(of_bytes({0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}).refused()) << "a long 1";
    EXPECT_TRUE(of_bytes({1, 0, 0, 0, 0, 0, 0, 0, 0, 0x87, 0}).refused()) << "a long 7";
    EXPECT_TRUE(of_bytes({2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x85, 0, 1}).refused()) << "a long 5";
    EXPECT_FALSE(of_bytes({2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 1}).refused());
    EXPECT_TRUE(of_bytes({2, 0, 0, 0, 0, 0, 0, 0, 0, 7}).refused()) << "an event too few";
    EXPECT_TRUE(of_bytes({1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 1}).refused()) << "one too many";
    EXPECT_TRUE(of_bytes({1, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0}).refused());
}

// The number of events is checked before there is memory for them.
TEST(StoredJourney, NumberOfEventsIsLimited) {
    const auto events = [](uint64_t n, size_t size) {
        std::vector<uint8_t> bytes(varint_size(n));
        put_varint(bytes.data(), n);
        return event_count(of_bytes(bytes).head(), size);
    };
    constexpr size_t huge = size_t{1} << 40;
    EXPECT_EQ(events(1, huge), 1u);
    EXPECT_EQ(events(max_events, huge), max_events);
    for (uint64_t n : {uint64_t{max_events} + 1, uint64_t{1} << 32, (uint64_t{1} << 32) + 1,
                       uint64_t{1} << 62, uint64_t{1} << 63, UINT64_MAX})
        EXPECT_EQ(events(n, huge), 0u) << n;
    // An event takes at least two bytes, the first event nine.
    for (uint64_t n : {1, 2, 127, 128, 20000}) {
        const size_t least = sizeof(Header) + varint_size(n) + 7 + 2 * n;
        EXPECT_EQ(events(n, least), n);
        EXPECT_EQ(events(n, least - 1), 0u);
    }
}

TEST(StoredJourney, EveryTruncationIsRefused) {
    Rng rng(444);
    for (int i = 0; i < 500; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % max_steps);
        const int64_t range = whole(rng, 0, 5) << (rng() % 50);
        const Journey journey(canonical(random_events(rng, 1 + rng() % 20, 0, range, steps)),
                              steps);
        for (size_t size = 0; size < journey.size(); size++) {
            const Journey cut(journey, size);
            ASSERT_TRUE(cut.refused()) << i << " " << size;
        }
        Journey longer(journey, journey.size() + 1);
        for (int more : {0, 1, 0x80, 0xff}) {
            longer[journey.size()] = static_cast<uint8_t>(more);
            ASSERT_TRUE(longer.refused()) << i;
        }
    }
}

// If the bytes are accepted, writing the events that they stand for must give the same bytes.
void expect_canonical_or_refused(const Journey &journey, int *taken) {
    Events events;
    if (!journey.decode(&events))
        return;
    const Form form = journey.head().form;
    ASSERT_EQ(events, form == Form::open ? open(events) : canonical(events));
    const auto expected = journey.bytes(),
               again = Journey(events, journey.head().steps, form).bytes();
    ASSERT_EQ(std::vector<uint8_t>(again.begin() + 4, again.end()),
              std::vector<uint8_t>(expected.begin() + 4, expected.end()));
    ++*taken;
}

TEST(StoredJourney, EveryChangeOfAByteIsRefusedOrCanonical) {
    Rng rng(445);
    int taken = 0, changes = 0;
    for (int i = 0; i < 100; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % max_steps);
        const int64_t range = whole(rng, 0, 5) << (rng() % 50);
        Journey journey(canonical(random_events(rng, 1 + rng() % 10, 0, range, steps)), steps);
        for (size_t at = offsetof(Header, form); at < journey.size(); at++) {
            const uint8_t old = journey[at];
            for (unsigned byte = 0; byte < 256; byte++) {
                journey[at] = static_cast<uint8_t>(byte);
                ASSERT_NO_FATAL_FAILURE(expect_canonical_or_refused(journey, &taken)) << i;
                changes++;
            }
            journey[at] = old;
        }
    }
    EXPECT_GT(taken, changes / 20);
    EXPECT_LT(taken, changes);
}

TEST(StoredJourney, RandomBytesAreRefusedOrCanonical) {
    Rng rng(446);
    int taken = 0;
    for (int i = 0; i < 200000; i++) {
        std::vector<uint8_t> bytes(10 + rng() % 12);
        for (uint8_t &byte : bytes)
            byte = static_cast<uint8_t>(rng() % (rng() % 4 == 0 ? 256 : 8));
        bytes[0] = static_cast<uint8_t>(1 + rng() % 6);
        ASSERT_NO_FATAL_FAILURE(expect_canonical_or_refused(of_bytes(bytes, 3), &taken)) << i;
    }
    EXPECT_GT(taken, 1000);
}

TEST(StoredJourney, ASessionIsSmall) {
    Rng rng(447);
    for (int i = 0; i < 100; i++) {
        // Ten clicks up to ten minutes apart, some 25 years after the epoch.
        Events events;
        int64_t at = whole(rng, 0, 1000000) + 800000000000000;
        for (int click = 0; click < 10; click++) {
            events.push_back(Event{at, uint64_t{1} << rng() % 7});
            at += whole(rng, 0, 600000000);
        }
        EXPECT_LE(Journey(events, 7).size(), 75u);
    }
}

TEST(StoredJourney, LongOnesPoll) {
    Rng rng(448);
    const Events events = canonical(random_events(rng, 300000, 0, 1000000000, 5));
    polls = 0;
    Journey journey(stored_size(events.data(), count(events), count_poll));
    EXPECT_GE(polls, 3);
    polls = 0;
    encode(events.data(), count(events), 5, Form::stored, count_poll, &journey.head());
    EXPECT_GE(polls, 3);
    polls = 0;
    Events back(events.size());
    ASSERT_TRUE(decode(journey.head(), journey.size(), count_poll, back.data()));
    EXPECT_GE(polls, 3);
    EXPECT_EQ(back, events);
}

} // namespace
TEST(OpenJourney, KeepsBreaksOfDifferentTimes) {
    const Events events = {{1, 0}, {2, 0}, {2, 0}, {2, 1}, {3, 0}, {4, 0}};
    const StoredJourney open = store_journey(events, 2, Form::open);
    Events read(event_count(open.get(), open.size()));
    ASSERT_TRUE(decode(open.get(), open.size(), no_poll, read.data()));
    EXPECT_EQ(read, (Events{{1, 0}, {2, 0}, {2, 1}, {3, 0}, {4, 0}}));
    EXPECT_EQ(open.get().form, Form::open);
    // Only an open journey may have them, and none two of one time.
    StoredJourney closed = open;
    closed.get().form = Form::stored;
    EXPECT_FALSE(decode(closed.get(), closed.size(), no_poll, read.data()));
    Bytes bytes = store_journey({{1, 0}, {2, 0}}, 1, Form::open).bytes();
    bytes[bytes.size() - 2] = 0; // the time between them
    const StoredJourney same_time(bytes);
    EXPECT_FALSE(decode(same_time.get(), same_time.size(), no_poll, read.data()));
}

} // namespace heatmap::journey
