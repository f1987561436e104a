#include <bit>
#include <functional>
#include <numeric>

#include <gtest/gtest.h>

#include "core/base/varint.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

constexpr uint64_t most_reached = UINT64_MAX >> 1;

// For each step, the times from the step before of all who reached it.
using Times = std::vector<std::vector<uint64_t>>;

// A chain with a random number of the steps: the first ones, or with any_order any of them, in any
// order.
Chain random_chain(Rng &rng, uint32_t steps, bool in_order) {
    Chain chain;
    std::memset(&chain, 0xa5, sizeof(chain));
    chain.level = static_cast<uint32_t>(rng() % (steps + 1));
    std::vector<int64_t> times;
    const uint64_t kind = rng() % 20;
    int64_t at = kind == 0 ? INT64_MIN : whole(rng, -1000, 1000);
    for (uint32_t i = 0; i < chain.level; i++) {
        times.push_back(at);
        const uint64_t gap = rng() >> (kind < 2 ? 0 : kind < 4 ? 6 : 20 + rng() % 44);
        at =
            static_cast<int64_t>(static_cast<uint64_t>(at) + std::min(gap, elapsed(at, INT64_MAX)));
        if (kind == 0 && rng() % 2 == 0)
            at = INT64_MAX;
    }
    std::vector<uint32_t> order(steps);
    std::iota(order.begin(), order.end(), 0);
    if (!in_order) {
        std::shuffle(order.begin(), order.end(), rng);
    }
    chain.done = 0;
    for (uint32_t i = 0; i < chain.level; i++) {
        chain.done |= uint64_t{1} << order[i];
        chain.times[order[i]] = times[i];
    }
    return chain;
}

void add_to_model(Times *model, const Chain &chain) {
    std::vector<int64_t> times;
    for (uint32_t step = 0; step < max_steps; step++)
        if ((chain.done >> step & 1) != 0)
            times.push_back(chain.times[step]);
    std::sort(times.begin(), times.end());
    for (size_t i = 0; i < times.size(); i++)
        (*model)[i].push_back(
            i == 0 ? 0 : static_cast<uint64_t>(static_cast<__int128>(times[i]) - times[i - 1]));
}

// The same as percentile_disc(1 - 1 / part).
uint64_t quantile_of(std::vector<uint64_t> times, uint64_t part) {
    std::sort(times.begin(), times.end());
    const uint64_t rank = (times.size() * (part - 1) + part - 1) / part;
    return times[std::max<uint64_t>(rank, 1) - 1];
}

void expect_near(uint64_t value, uint64_t truth) {
    const uint64_t off = value > truth ? value - truth : truth - value;
    ASSERT_LE(uint128{off} * 100, truth) << value << " for " << truth;
    if (truth < 128) {
        ASSERT_EQ(value, truth);
    }
}

// Expects that the counts are those of the model.
void expect_model(const Counts &counts, const Times &model) {
    std::map<uint32_t, uint64_t> buckets;
    for (uint32_t step = 0; step < model.size(); step++) {
        const std::vector<uint64_t> &times = model[step];
        const StepCount &count = counts.steps[step];
        ASSERT_EQ(count.reached, times.size()) << step;
        const uint128 sum = std::accumulate(times.begin(), times.end(), uint128{0});
        ASSERT_TRUE(sum_of(count) == sum) << step;
        if (step == 0 || times.empty())
            continue;
        for (const uint64_t time : times)
            buckets[step * stats::max_buckets + stats::bucket_of(time)]++;
        // The average is rounded: it is at most half a microsecond away.
        const uint128 average = uint128{average_time(count)} * times.size();
        ASSERT_LE((average > sum ? average - sum : sum - average) * 2, times.size()) << step;
        for (uint64_t part : {2, 3, 4, 10, 100})
            ASSERT_NO_FATAL_FAILURE(
                expect_near(time_quantile(counts, step, part), quantile_of(times, part)))
                << step << " " << part;
        ASSERT_NO_FATAL_FAILURE(expect_near(time_quantile(counts, step, 1),
                                            *std::min_element(times.begin(), times.end())));
        ASSERT_NO_FATAL_FAILURE(expect_near(time_quantile(counts, step, UINT64_MAX),
                                            *std::max_element(times.begin(), times.end())));
    }
    ASSERT_EQ(counts.n_times, buckets.size());
    const TimeCount *t = counts.times;
    for (const auto &[key, count] : buckets) {
        ASSERT_EQ(t->key, key);
        ASSERT_EQ(t->count, count);
        t++;
    }
}

// The counts of a funnel of a few random chains.
CountsBox random_counts(Rng &rng, uint32_t steps, uint64_t chains) {
    FunnelBox box(funnel_of(steps));
    for (; chains > 0; chains--)
        EXPECT_TRUE(box.add(random_chain(rng, steps, true)));
    return box.load();
}

TEST(Funnel, CountsWhatAModelCounts) {
    Rng rng(520);
    uint128 largest = 0;
    for (uint32_t steps : {1, 2, 3, 4, 7, 17, 63, 64})
        for (bool in_order : {true, false})
            for (uint64_t chains : {0, 1, 2, 3, 10, 100, 400}) {
                FunnelBox box(funnel_of(steps, rng(), in_order ? 0 : any_order));
                Times model(steps);
                for (uint64_t i = 0; i < chains; i++) {
                    const Chain chain = random_chain(rng, steps, in_order);
                    ASSERT_TRUE(box.add(chain));
                    add_to_model(&model, chain);
                    ASSERT_TRUE(i % 50 != 0 || box.valid());
                }
                ASSERT_TRUE(box.valid());
                const CountsBox counts = box.load();
                ASSERT_NO_FATAL_FAILURE(expect_model(counts.get(), model)) << steps;
                ASSERT_TRUE(check_counts(steps, counts.get()));
                for (const StepCount &step : counts.get().steps)
                    largest = std::max(largest, sum_of(step));

                const StoredFunnel stored = box.stored();
                const auto back = load_funnel(stored);
                ASSERT_TRUE(back.has_value());
                ASSERT_NO_FATAL_FAILURE(expect_model(back->get(), model)) << steps;
                ASSERT_EQ(store_funnel(question_of(stored.get()), *back).payload(),
                          stored.payload());
                ASSERT_EQ(question_of(stored.get()), box.question());
            }
    EXPECT_GT(largest >> 64, 8u) << "sums beyond 64 bits have been there";
}

TEST(Funnel, KnownBytes) {
    FunnelBox box(funnel_of(3, 0x0102030405060708, strict_once | strict_order));
    Chain chain{};
    for (uint64_t done : {1, 3, 3, 7}) {
        chain.level = static_cast<uint32_t>(std::popcount(done));
        chain.done = done;
        chain.times[0] = 10;
        chain.times[1] = 15;
        chain.times[2] = 215;
        ASSERT_TRUE(box.add(chain));
    }
    EXPECT_EQ(box.stored().payload(),
              (Bytes{1, 3,    6, 0,                  // form, steps, modes
                     8, 7,    6, 5, 4, 3,    2, 1,   // window
                     4,                              // entered
                     3, 15,   0, 1, 5, 3,            // step 2: three took 5 each
                     1, 0xc8, 1, 0, 1, 0xa4, 1, 1})) // step 3: one took 200, bucket 164
        << "200 is in 64 + 200 / 2";
}

TEST(Funnel, EmptyOnesAreValues) {
    for (uint32_t steps : {1, 2, 64}) {
        FunnelBox box(funnel_of(steps));
        EXPECT_TRUE(box.valid());
        const StoredFunnel stored = box.stored();
        EXPECT_EQ(stored.size(), sizeof(Header) + steps);
        const auto back = load_funnel(stored);
        ASSERT_TRUE(back.has_value());
        EXPECT_EQ(back->get().n_times, 0u);
        Chain none{};
        EXPECT_TRUE(box.add(none)) << "an actor who did not enter";
        EXPECT_EQ(box.stored().bytes(), stored.bytes());
    }
}

TEST(Funnel, AllSixtyFourSteps) {
    Chain chain;
    chain.level = 64;
    chain.done = ~uint64_t{0};
    for (uint32_t step = 0; step < 64; step++)
        chain.times[step] = static_cast<int64_t>(step) * step * step;
    FunnelBox box(funnel_of(64));
    for (int i = 0; i < 3; i++)
        ASSERT_TRUE(box.add(chain));
    EXPECT_EQ(box.get().used, 63u);
    const auto counts = load_funnel(box.stored());
    ASSERT_TRUE(counts.has_value());
    for (uint32_t step = 1; step < 64; step++) {
        EXPECT_EQ(counts->get().steps[step].reached, 3u);
        EXPECT_EQ(average_time(counts->get().steps[step]), 3 * step * (step - 1) + 1);
        expect_near(time_quantile(counts->get(), step, 2), 3 * step * (step - 1) + 1);
    }
}

TEST(Funnel, AverageIsRoundedToTheNearest) {
    const auto average = [](uint128 sum, uint64_t reached) {
        StepCount step{};
        step.reached = reached;
        set_sum(step, sum);
        return average_time(step);
    };
    EXPECT_EQ(average(0, 1), 0u);
    EXPECT_EQ(average(1, 3), 0u);
    EXPECT_EQ(average(2, 3), 1u);
    EXPECT_EQ(average(3, 2), 2u) << "a half goes up";
    EXPECT_EQ(average(5, 2), 3u);
    EXPECT_EQ(average(UINT64_MAX, 1), UINT64_MAX);
    EXPECT_EQ(average(uint128{UINT64_MAX} * most_reached, most_reached), UINT64_MAX);
    EXPECT_EQ(average(uint128{UINT64_MAX} * most_reached - most_reached / 2, most_reached),
              UINT64_MAX);
    EXPECT_EQ(average(uint128{UINT64_MAX} * most_reached - most_reached / 2 - 1, most_reached),
              UINT64_MAX - 1);
}

// The result is the same however the actors are split into states, and however these are merged, as
// states or as stored values.
TEST(Funnel, MergingIsAssociativeAndCommutative) {
    Rng rng(521);
    for (int round = 0; round < 300; round++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % (round % 10 == 0 ? 64 : 6));
        const Question question = funnel_of(steps, 7, any_order);
        const size_t n = 1 + rng() % 8;
        FunnelBox whole_box(question);
        std::vector<FunnelBox> parts(n, FunnelBox(question));
        for (uint64_t left = rng() % 100; left > 0; left--) {
            const Chain chain = random_chain(rng, steps, false);
            ASSERT_TRUE(whole_box.add(chain));
            ASSERT_TRUE(parts[rng() % n].add(chain));
        }
        const Bytes expected = whole_box.stored().bytes();
        while (parts.size() > 1) {
            std::shuffle(parts.begin(), parts.end(), rng);
            const FunnelBox other = parts.back();
            parts.pop_back();
            if (rng() % 2 == 0) {
                ASSERT_TRUE(parts[0].add(other.load()));
            } else {
                const auto counts = load_funnel(other.stored());
                ASSERT_TRUE(counts.has_value());
                ASSERT_TRUE(parts[0].add(*counts));
            }
            ASSERT_TRUE(parts[0].valid());
        }
        ASSERT_EQ(parts[0].stored().bytes(), expected) << round;
    }
}

TEST(Funnel, CountsThatLeaveTheirRangeAreRefused) {
    Chain chain{};
    chain.level = 1;
    chain.done = 1;
    FunnelBox box(funnel_of(2));
    CountsBox counts(1);
    counts.get().steps[0].reached = most_reached;
    ASSERT_TRUE(box.add(counts));
    EXPECT_EQ(box.load().get().steps[0].reached, most_reached);
    EXPECT_TRUE(load_funnel(box.stored()).has_value());
    FunnelBox spoilt = box;
    EXPECT_FALSE(spoilt.add(chain));
    spoilt = box;
    counts.get().steps[0].reached = 1;
    EXPECT_FALSE(spoilt.add(counts));
    counts.get().steps[0].reached = 0;
    EXPECT_TRUE(box.add(counts)) << "nothing can always be added";

    // Doubles the counts until that fails: they are exact up to the largest number.
    FunnelBox doubled(funnel_of(3));
    chain.level = 3;
    chain.done = 7;
    chain.times[1] = 3;
    chain.times[2] = INT64_MAX;
    ASSERT_TRUE(doubled.add(chain));
    for (int i = 0; i < 62; i++)
        ASSERT_TRUE(doubled.add(doubled.load()));
    EXPECT_EQ(doubled.load().get().steps[2].reached, uint64_t{1} << 62);
    EXPECT_TRUE(sum_of(doubled.load().get().steps[2]) == uint128{INT64_MAX - 3} << 62);
    EXPECT_EQ(time_quantile(doubled.load().get(), 1, 2), 3u);
    EXPECT_TRUE(load_funnel(doubled.stored()).has_value());
    EXPECT_FALSE(doubled.add(doubled.load()));
}

// The longest times, taken by the largest number of actors.
TEST(Funnel, TheLargestSumsRoundTrip) {
    for (uint64_t reached : {uint64_t{1} << 61, uint64_t{1} << 62, (uint64_t{1} << 62) + 1,
                             most_reached - 1, most_reached})
        for (uint32_t bucket : {stats::bucket_of(uint64_t{1} << 62),
                                stats::bucket_of(uint64_t{1} << 63), stats::max_buckets - 1})
            for (bool high : {false, true}) {
                CountsBox counts(1);
                counts.get().steps[0].reached = counts.get().steps[1].reached = reached;
                const uint64_t time = high ? stats::bucket_high(bucket) : stats::bucket_low(bucket);
                set_sum(counts.get().steps[1], uint128{time} * reached);
                counts.get().times[0] = TimeCount{stats::max_buckets + bucket, reached};
                counts.get().n_times = 1;
                ASSERT_TRUE(check_counts(2, counts.get()));
                EXPECT_EQ(average_time(counts.get().steps[1]), time);
                expect_near(time_quantile(counts.get(), 1, 2), time);
                const StoredFunnel stored = store_funnel(funnel_of(2), counts);
                const auto back = load_funnel(stored);
                EXPECT_TRUE(back.has_value()) << reached << " times of " << time;
                if (back.has_value()) {
                    EXPECT_EQ(store_funnel(question_of(stored.get()), *back).bytes(),
                              stored.bytes());
                }
            }
}

TEST(Funnel, EveryTruncationIsRefused) {
    Rng rng(522);
    for (int i = 0; i < 300; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % (i % 10 == 0 ? 64 : 5));
        CountsBox counts = random_counts(rng, steps, rng() % 8);
        const StoredFunnel stored = store_funnel(funnel_of(steps, rng()), counts);
        ASSERT_TRUE(load_funnel(stored).has_value());
        for (size_t size = 0; size < stored.size(); size++) {
            Bytes bytes = stored.bytes();
            bytes.resize(size);
            ASSERT_FALSE(load_funnel(StoredFunnel(bytes)).has_value()) << i << " " << size;
        }
        for (uint8_t more : {0, 1, 0x80, 0xff}) {
            Bytes bytes = stored.bytes();
            bytes.push_back(more);
            ASSERT_FALSE(load_funnel(StoredFunnel(bytes)).has_value()) << i;
        }
    }
}

// If the bytes are accepted, writing the counts that they stand for must give the same bytes.
void expect_canonical_or_refused(const StoredFunnel &stored, int *taken) {
    const auto counts = load_funnel(stored);
    if (!counts.has_value())
        return;
    ASSERT_TRUE(check_counts(stored.get().steps, counts->get()));
    ASSERT_EQ(store_funnel(question_of(stored.get()), *counts).payload(), stored.payload());
    ++*taken;
}

TEST(Funnel, EveryChangeOfAByteIsRefusedOrCanonical) {
    Rng rng(523);
    int taken = 0, changes = 0;
    for (int i = 0; i < 60; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % 5);
        CountsBox counts = random_counts(rng, steps, rng() % 8);
        StoredFunnel stored = store_funnel(funnel_of(steps, rng()), counts);
        for (size_t at = offsetof(Header, form); at < stored.size(); at++) {
            const uint8_t old = stored[at];
            for (unsigned byte = 0; byte < 256; byte++) {
                stored[at] = static_cast<uint8_t>(byte);
                ASSERT_NO_FATAL_FAILURE(expect_canonical_or_refused(stored, &taken)) << i;
                changes++;
            }
            stored[at] = old;
        }
    }
    EXPECT_GT(taken, changes / 20);
    EXPECT_LT(taken, changes);
}

TEST(Funnel, RandomBytesAreRefusedOrCanonical) {
    Rng rng(524);
    int taken = 0;
    for (int i = 0; i < 300000; i++) {
        const StoredFunnel good = store_funnel(funnel_of(1 + rng() % 3), CountsBox(0));
        Bytes bytes = good.bytes();
        bytes.resize(sizeof(Header));
        for (uint64_t left = 1 + rng() % 16; left > 0; left--)
            bytes.push_back(static_cast<uint8_t>(rng() % (rng() % 16 == 0 ? 256 : 4)));
        ASSERT_NO_FATAL_FAILURE(expect_canonical_or_refused(StoredFunnel(bytes), &taken)) << i;
    }
    EXPECT_GT(taken, 1000);
}

// Returns whether a funnel of two steps with these bytes behind its header is accepted.
bool taken(const Bytes &payload) {
    Bytes bytes = store_funnel(funnel_of(2), CountsBox(0)).bytes();
    bytes.resize(sizeof(Header));
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return load_funnel(StoredFunnel(bytes)).has_value();
}

TEST(Funnel, WhatIsNotCanonicalIsRefused) {
    EXPECT_TRUE(taken({5, 2, 10, 0, 2, 3, 1, 4, 1})) << "of 5, 2 went on: after 3 and after 7";
    EXPECT_FALSE(taken({1, 2, 10, 0, 2, 3, 1, 4, 1})) << "more than the step before";
    EXPECT_FALSE(taken({5, 2, 9, 0, 2, 3, 1, 4, 1})) << "not the sum of 3 and 7";
    EXPECT_FALSE(taken({5, 2, 11, 0, 2, 3, 1, 4, 1}));
    EXPECT_FALSE(taken({5, 2, 10, 1, 2, 3, 1, 4, 1})) << "2^63 more";
    EXPECT_FALSE(taken({5, 3, 10, 0, 2, 3, 1, 4, 1})) << "buckets of two for three";
    EXPECT_FALSE(taken({5, 1, 10, 0, 2, 3, 1, 4, 1})) << "buckets of two for one";
    EXPECT_FALSE(taken({5, 2, 10, 0, 3, 3, 1, 4, 1, 5, 0})) << "an empty bucket";
    EXPECT_FALSE(taken({5, 2, 10, 0, 2, 5, 1, 0, 1})) << "a bucket twice";
    EXPECT_TRUE(taken({5, 2, 10, 0, 1, 5, 2}));
    EXPECT_TRUE(taken({5, 2, 0, 0, 1, 0, 2})) << "the first bucket is 0";
    EXPECT_FALSE(taken({5, 2, 0, 0, 0}));
    EXPECT_FALSE(taken({5, 2, 10, 0, 2, 0x83, 0, 1, 4, 1})) << "a long 3";
    EXPECT_TRUE(taken({5, 0}));
    EXPECT_FALSE(taken({5, 0, 0, 0, 0})) << "nothing is said of a step that nobody reached";
    EXPECT_FALSE(taken({5, 1, 0, 0, 1, 0x80, 0x1e, 1})) << "bucket 3840 of 3776";
    EXPECT_FALSE(taken({5, 1, 0, 0, 0x7f, 0, 1})) << "more buckets than there are bytes";
    EXPECT_TRUE(taken({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0})) << "2^63 - 1";
    EXPECT_FALSE(taken({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0}));
}

// decode() needs room for every bucket that a funnel can have, and one more, however long the bytes
// are.
TEST(Funnel, TooManyBucketsAreNoticedInTime) {
    const auto refused = [](const Bytes &payload, uint32_t steps) {
        Bytes bytes = store_funnel(funnel_of(steps), CountsBox(0)).bytes();
        bytes.resize(sizeof(Header));
        bytes.insert(bytes.end(), payload.begin(), payload.end());
        const StoredFunnel stored(bytes);
        CountsBox counts(max_steps * stats::max_buckets + 1);
        return !decode(stored.get(), stored.size(), &counts.get());
    };
    const auto put = [](Bytes *bytes, uint64_t v) {
        uint8_t varint[10];
        bytes->insert(bytes->end(), varint, put_varint(varint, v));
    };
    constexpr uint32_t many = max_steps * stats::max_buckets * 2;
    for (uint8_t gap : {0, 1}) {
        Bytes payload;
        for (uint64_t v : {many, many, 0u, 0u, many})
            put(&payload, v);
        for (uint32_t i = 0; i < many; i++) {
            payload.push_back(gap);
            payload.push_back(1);
        }
        EXPECT_TRUE(refused(payload, 2)) << int{gap};
    }
    // All buckets of all steps, and one too many for the last step.
    Bytes payload;
    put(&payload, stats::max_buckets + 1);
    for (uint32_t step = 1; step < max_steps; step++) {
        const uint32_t n = stats::max_buckets + (step + 1 == max_steps);
        for (uint64_t v : {n, 0u, 0u, n})
            put(&payload, v);
        for (uint32_t i = 0; i < n; i++) {
            payload.push_back(i > 0);
            payload.push_back(1);
        }
    }
    EXPECT_TRUE(refused(payload, max_steps));
}

TEST(Funnel, RefusesDamagedHeaders) {
    Rng rng(525);
    const StoredFunnel good = store_funnel(funnel_of(3, 5), random_counts(rng, 3, 9));
    for (unsigned form = 0; form < 256; form++) {
        StoredFunnel bad = good;
        bad.get().form = static_cast<Form>(form);
        EXPECT_EQ(load_funnel(bad).has_value(), form == 1) << form;
    }
    for (unsigned steps = 0; steps < 256; steps++) {
        StoredFunnel bad = good;
        bad.get().steps = static_cast<uint8_t>(steps);
        EXPECT_EQ(load_funnel(bad).has_value(), steps == 3) << steps;
        EXPECT_EQ(check_header(bad.get(), bad.size()), steps > 0 && steps <= 64);
    }
    for (unsigned modes = 0; modes <= UINT16_MAX; modes++) {
        StoredFunnel bad = good;
        bad.get().modes = static_cast<Modes>(modes);
        ASSERT_EQ(check_header(bad.get(), bad.size()), modes_agree(bad.get().modes)) << modes;
    }
    for (size_t size = 0; size <= sizeof(Header); size++)
        EXPECT_FALSE(check_header(good.get(), size)) << "no payload";
}

TEST(CheckCounts, RefusesWhatNoFunnelHas) {
    const auto good = [] {
        CountsBox counts(4);
        Counts &c = counts.get();
        c.steps[0].reached = 10;
        c.steps[1].reached = 6;
        set_sum(c.steps[1], 5 * 7 + 3 * 1000);
        c.steps[2].reached = 1;
        set_sum(c.steps[2], 2);
        c.times[0] = TimeCount{stats::max_buckets + 7, 3};
        c.times[1] = TimeCount{stats::max_buckets + 14, 1};
        c.times[2] = TimeCount{stats::max_buckets + stats::bucket_of(1500), 2};
        c.times[3] = TimeCount{2 * stats::max_buckets + 2, 1};
        c.n_times = 4;
        return counts;
    };
    ASSERT_TRUE(check_counts(3, good().get()));
    const uint64_t low = stats::bucket_low(stats::bucket_of(1500)),
                   high = stats::bucket_high(stats::bucket_of(1500));
    const std::vector<std::pair<const char *, std::function<void(Counts &)>>> damages = {
        {"too many entered", [](auto &c) { c.steps[0].reached = most_reached + 1; }},
        {"more than before", [](auto &c) { c.steps[0].reached = 5; }},
        {"a sum for step 1", [](auto &c) { c.steps[0].sum_low = 1; }},
        {"a large sum for step 1", [](auto &c) { c.steps[0].sum_high = 1; }},
        {"one more than the buckets", [](auto &c) { c.steps[1].reached++; }},
        {"one less than the buckets", [](auto &c) { c.steps[1].reached--; }},
        {"nobody, but buckets", [](auto &c) { c.steps[2].reached = 0; }},
        {"reached without buckets", [](auto &c) { c.n_times = 3; }},
        {"sum too small", [low](auto &c) { set_sum(c.steps[1], 5 * 7 + 2 * low - 1); }},
        {"sum too large", [high](auto &c) { set_sum(c.steps[1], 5 * 7 + 2 * high + 1); }},
        {"sum far too large", [](auto &c) { c.steps[1].sum_high = 1; }},
        {"no sum", [](auto &c) { set_sum(c.steps[2], 0); }},
        {"an empty bucket", [](auto &c) { c.times[1].count = 0; }},
        {"the empty bucket 0",
         [](auto &c) {
             c.steps[2] = StepCount{};
             c.times[3] = TimeCount{2 * stats::max_buckets, 0};
         }},
        {"counts that wrap", [](auto &c) { c.times[1].count = uint64_t{0} - 4; }},
        {"counts that wrap to what was reached",
         [](auto &c) {
             c.steps[1] = StepCount{6, 10, 0};
             c.times[0] = TimeCount{stats::max_buckets, uint64_t{0} - 4};
             c.times[1] = TimeCount{stats::max_buckets + 1, 10};
             c.times[2] = TimeCount{2 * stats::max_buckets + 2, 1};
             c.n_times = 3;
         }},
        {"a bucket twice", [](auto &c) { c.times[1].key = c.times[0].key; }},
        {"not in order", [](auto &c) { std::swap(c.times[0], c.times[1]); }},
        {"steps not in order", [](auto &c) { std::swap(c.times[2], c.times[3]); }},
        {"a time of step 1", [](auto &c) { c.times[0].key = 7; }},
        {"a time of a step that is not there",
         [](auto &c) { c.times[3].key += stats::max_buckets; }},
        {"the largest key", [](auto &c) { c.times[3].key = UINT32_MAX; }},
    };
    for (const auto &[what, damage] : damages) {
        CountsBox bad = good();
        damage(bad.get());
        EXPECT_FALSE(check_counts(3, bad.get())) << what;
    }
    for (uint64_t sum : {5 * 7 + 2 * low, 5 * 7 + 2 * high}) {
        CountsBox counts = good();
        set_sum(counts.get().steps[1], sum);
        EXPECT_TRUE(check_counts(3, counts.get())) << "the ends are good";
    }
    for (uint32_t steps : {1, 2})
        EXPECT_FALSE(check_counts(steps, good().get()));
    EXPECT_TRUE(check_counts(4, good().get())) << "of a step 4 that nobody reached";
}

TEST(State, EveryByteIsWritten) {
    const size_t size = state_size(5, 32);
    EXPECT_EQ(size, sizeof(State) + 5 * sizeof(StepCount) + 32 * sizeof(TimeCount));
    const FunnelBox a(funnel_of(5, 77, strict_once), 32, {allocate_filled<0>, std::free, no_poll});
    const FunnelBox b(funnel_of(5, 77, strict_once), 32,
                      {allocate_filled<0xff>, std::free, no_poll});
    EXPECT_EQ(a.size(), size);
    EXPECT_EQ(a.payload(), b.payload());
    EXPECT_EQ(a.get().head.form, Form::state);
    EXPECT_TRUE(a.question() == funnel_of(5, 77, strict_once));
    EXPECT_FALSE(a.question() == funnel_of(4, 77, strict_once));
    EXPECT_FALSE(a.question() == funnel_of(5, 76, strict_once));
    EXPECT_FALSE(a.question() == funnel_of(5, 77));
}

TEST(State, SlotsAreAPowerOfTwoWithRoom) {
    constexpr uint32_t most = (max_steps - 1) * stats::max_buckets;
    for (uint32_t used = 0; used <= most; used += 1 + used / 5)
        for (uint32_t more = 0; more <= most; more += 1 + more / 5) {
            const uint32_t slots = slots_for(0, used, more);
            ASSERT_TRUE(std::has_single_bit(slots));
            ASSERT_GE(slots, 16u);
            // A search must soon end at a free slot, even if all of the added buckets are new.
            const uint32_t buckets = std::min(used + more, most);
            ASSERT_LE(buckets * uint64_t{4}, slots * uint64_t{3} + 3);
            ASSERT_LT(buckets, slots);
            ASSERT_EQ(slots_for(slots, used, more), slots) << "room that is there is enough";
            ASSERT_EQ(slots_for(4 * slots, used, more), 4 * slots) << "never smaller";
            ASSERT_EQ(slots_for(slots, used + more, 0), slots);
        }
}

// A state in which every possible bucket is in use, and other states that grow out of it.
TEST(State, HoldsEveryBucket) {
    constexpr uint32_t n = (max_steps - 1) * stats::max_buckets;
    CountsBox counts(n);
    for (uint32_t step = 0; step < max_steps; step++) {
        counts.get().steps[step].reached = stats::max_buckets;
        if (step == 0)
            continue;
        uint128 sum = 0;
        for (uint32_t b = 0; b < stats::max_buckets; b++) {
            sum += stats::bucket_low(b);
            counts.get().times[counts.get().n_times++] =
                TimeCount{step * stats::max_buckets + b, 1};
        }
        set_sum(counts.get().steps[step], sum);
    }
    ASSERT_TRUE(check_counts(max_steps, counts.get()));
    FunnelBox box(funnel_of(max_steps));
    ASSERT_TRUE(box.add(counts));
    EXPECT_EQ(box.get().used, n);
    EXPECT_TRUE(box.valid());
    const StoredFunnel stored = box.stored();
    EXPECT_EQ(stored.payload(), store_funnel(funnel_of(max_steps), counts).payload());
    ASSERT_TRUE(load_funnel(stored).has_value());
    // The state must make room again, because it cannot know beforehand that the buckets are the
    // same.
    ASSERT_TRUE(box.add(counts));
    EXPECT_EQ(box.get().used, n);
    EXPECT_TRUE(box.valid()) << box.get().slots << " slots";
    EXPECT_EQ(box.load().get().times[n - 1].count, 2u);
}

TEST(CheckFunnelState, RefusesEveryOtherSize) {
    Rng rng(526);
    for (uint32_t steps : {1, 3}) {
        FunnelBox box(funnel_of(steps));
        for (int i = 0; i < 20; i++)
            ASSERT_TRUE(box.add(random_chain(rng, steps, true)));
        ASSERT_TRUE(box.valid());
        for (size_t size = 0; size < box.size() + 64; size++) {
            Bytes bytes = box.bytes();
            bytes.resize(size);
            ASSERT_EQ(FunnelBox(bytes).valid(), size == box.size()) << size;
        }
    }
}

TEST(CheckFunnelState, RefusesDamagedFields) {
    Rng rng(527);
    FunnelBox good(funnel_of(3, 5, strict_increase));
    for (int i = 0; i < 20; i++)
        ASSERT_TRUE(good.add(random_chain(rng, 3, true)));
    ASSERT_TRUE(good.valid());
    const std::vector<std::pair<const char *, std::function<void(State &)>>> damages = {
        {"stored", [](auto &s) { s.head.form = Form::stored; }},
        {"form 129", [](auto &s) { s.head.form = static_cast<Form>(129); }},
        {"no steps", [](auto &s) { s.head.steps = 0; }},
        {"other steps", [](auto &s) { s.head.steps = 4; }},
        {"65 steps", [](auto &s) { s.head.steps = 65; }},
        {"255 steps", [](auto &s) { s.head.steps = 255; }},
        {"modes that contradict", [](auto &s) { s.head.modes |= any_order; }},
        {"unknown mode", [](auto &s) { s.head.modes |= 1u << mode_count; }},
        {"no slots", [](auto &s) { s.slots = 0; }},
        {"half the slots", [](auto &s) { s.slots /= 2; }},
        {"twice the slots", [](auto &s) { s.slots *= 2; }},
        {"a slot less", [](auto &s) { s.slots--; }},
        {"2^31 slots", [](auto &s) { s.slots = 1u << 31; }},
        {"one used more", [](auto &s) { s.used++; }},
        {"one used less", [](auto &s) { s.used--; }},
        {"none used", [](auto &s) { s.used = 0; }},
        {"all used", [](auto &s) { s.used = s.slots; }},
        {"2^32 - 1 used", [](auto &s) { s.used = UINT32_MAX; }},
    };
    for (const auto &[what, damage] : damages) {
        FunnelBox bad = good;
        damage(bad.get());
        EXPECT_FALSE(bad.valid()) << what;
    }
}

TEST(CheckFunnelState, RefusesTablesOfOtherSizes) {
    for (uint32_t slots = 1; slots < 200; slots++)
        EXPECT_EQ(FunnelBox(funnel_of(3), slots).valid(), std::has_single_bit(slots)) << slots;
}

TEST(CheckFunnelState, RefusesATableWithoutAFreeSlot) {
    const Question question = funnel_of(1);
    FunnelBox box(question, 16);
    const size_t table = sizeof(State) + sizeof(StepCount);
    for (uint32_t i = 0; i < 16; i++) {
        const TimeCount slot{i, 1};
        std::memcpy(&box[table + i * sizeof(slot)], &slot, sizeof(slot));
        box.get().used = i + 1;
        EXPECT_EQ(box.valid(), i < 15) << i;
        // A valid state can be loaded; its counts are checked only then.
        if (box.valid()) {
            EXPECT_FALSE(check_counts(1, box.load().get())) << "step 1 has no times";
        }
    }
}

// A table from elsewhere may hold a key twice, or in a slot where a search does not find it.
TEST(CheckFunnelState, WhatItDoesNotSeeIsSeenByCheckCounts) {
    FunnelBox box(funnel_of(2), 16);
    StepCount steps[2] = {{2, 0, 0}, {2, 10, 0}};
    std::memcpy(&box[sizeof(State)], steps, sizeof(steps));
    const size_t table = sizeof(State) + sizeof(steps);
    const TimeCount twice[2] = {{stats::max_buckets + 5, 1}, {stats::max_buckets + 5, 1}};
    for (size_t slot = 0; slot < 15; slot++) {
        FunnelBox damaged = box;
        damaged.get().used = 2;
        std::memcpy(&damaged[table + slot * sizeof(TimeCount)], twice, sizeof(twice));
        ASSERT_TRUE(damaged.valid());
        EXPECT_FALSE(check_counts(2, damaged.load().get()));
        damaged.get().used = 1;
        const TimeCount once[2] = {{stats::max_buckets + 5, 2}, {0, 0}};
        std::memcpy(&damaged[table + slot * sizeof(TimeCount)], once, sizeof(once));
        ASSERT_TRUE(damaged.valid());
        EXPECT_TRUE(check_counts(2, damaged.load().get()));
        const auto back = load_funnel(damaged.stored());
        ASSERT_TRUE(back.has_value());
        EXPECT_EQ(average_time(back->get().steps[1]), 5u);
    }
}

} // namespace
} // namespace heatmap::funnel
