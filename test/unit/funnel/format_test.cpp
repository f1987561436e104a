#include <array>
#include <bit>
#include <functional>
#include <map>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "core/base/varint.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

constexpr uint64_t most_reached = UINT64_MAX >> 1;

// For each step, the times of all who reached it, by Since.
struct StepTimes {
    std::vector<uint64_t> since[2];
};

using Model = std::vector<StepTimes>;

bool is_done(const Chain &chain, uint32_t step) {
    return (chain.done >> step & 1) != 0;
}

// A chain with a random number of the steps: the first ones, perhaps without optional ones, or with
// any_order any of them, in any order.
Chain random_chain(Rng &rng, const Question &question) {
    const uint32_t steps = question.steps;
    const bool in_order = (question.modes & any_order) == 0;
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
        if ((question.optional() >> i & 1) != 0 && i + 1 < chain.level && rng() % 2 == 0)
            continue;
        chain.done |= uint64_t{1} << order[i];
        chain.times[order[i]] = times[i];
    }
    return chain;
}

uint64_t between(int64_t from, int64_t to) {
    return static_cast<uint64_t>(static_cast<__int128>(to) - from);
}

// With any_order, the n-th step done stands for step n. Otherwise a step counts from the last one
// before it that is not optional, and from the first.
void add_to_model(Model *model, const Chain &chain, const Question &question) {
    if ((question.modes & any_order) != 0) {
        std::vector<int64_t> times;
        for (uint32_t step = 0; step < max_steps; step++)
            if (is_done(chain, step))
                times.push_back(chain.times[step]);
        std::sort(times.begin(), times.end());
        for (size_t i = 0; i < times.size(); i++) {
            (*model)[i].since[since_before].push_back(i == 0 ? 0 : between(times[i - 1], times[i]));
            (*model)[i].since[since_first].push_back(between(times[0], times[i]));
        }
        return;
    }
    int64_t required = 0;
    for (uint32_t step = 0; step < chain.level; step++) {
        if (!is_done(chain, step))
            continue;
        const int64_t at = chain.times[step];
        (*model)[step].since[since_before].push_back(step == 0 ? 0 : between(required, at));
        (*model)[step].since[since_first].push_back(between(chain.times[0], at));
        if ((question.optional() >> step & 1) == 0)
            required = at;
    }
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

// Expects that the times of a step are these.
void expect_times(const Times &times, const std::vector<uint64_t> &model) {
    // The average is rounded: it is at most half a microsecond away.
    const uint128 sum = std::accumulate(model.begin(), model.end(), uint128{0});
    const uint128 average = uint128{times.average()} * model.size();
    ASSERT_LE((average > sum ? average - sum : sum - average) * 2, model.size());
    for (uint64_t part : {2, 3, 4, 10, 100})
        ASSERT_NO_FATAL_FAILURE(expect_near(times.quantile(part), quantile_of(model, part)))
            << part;
    ASSERT_NO_FATAL_FAILURE(
        expect_near(times.quantile(1), *std::min_element(model.begin(), model.end())));
    ASSERT_NO_FATAL_FAILURE(
        expect_near(times.quantile(UINT64_MAX), *std::max_element(model.begin(), model.end())));
    std::vector<uint64_t> in_order = model;
    std::sort(in_order.begin(), in_order.end());
    for (size_t rank = 1; rank <= in_order.size(); rank += 1 + in_order.size() / 7)
        ASSERT_NO_FATAL_FAILURE(expect_near(times.at_rank(rank), in_order[rank - 1])) << rank;
    std::map<uint32_t, uint64_t> buckets;
    for (const uint64_t time : model)
        buckets[stats::bucket_of(time)]++;
    ASSERT_EQ(static_cast<size_t>(times.end() - times.begin()), buckets.size());
    const TimeCount *t = times.begin();
    for (const auto &[bucket, count] : buckets) {
        ASSERT_EQ(Times::bucket_of(*t), bucket);
        ASSERT_EQ(t->count, count);
        t++;
    }
}

// Returns whether the step before this one, optional ones left aside, is not the first.
bool model_has_totals(const Question &question, uint32_t step) {
    for (uint32_t before = 1; before < step; before++)
        if ((question.optional() >> before & 1) == 0)
            return true;
    return false;
}

// Expects that the counts are those of the model.
void expect_model(const Counts &counts, const Model &model, const Question &question) {
    std::map<uint32_t, uint64_t> buckets;
    for (uint32_t step = 0; step < model.size(); step++) {
        const StepCount &count = counts.steps[step];
        ASSERT_EQ(has_totals(question, step), model_has_totals(question, step)) << step;
        for (const Since since : {since_before, since_first}) {
            const std::vector<uint64_t> &times = model[step].since[since];
            const bool kept =
                step > 0 && (since == since_before || model_has_totals(question, step));
            ASSERT_EQ(count.reached, times.size()) << step;
            const uint128 sum = std::accumulate(times.begin(), times.end(), uint128{0});
            ASSERT_TRUE(count.sums[since].get() == (kept ? sum : 0)) << step;
            if (step == 0 || times.empty())
                continue;
            ASSERT_NO_FATAL_FAILURE(expect_times(times_of(question, counts, step, since), times))
                << step << " " << since;
            for (const uint64_t time : times)
                if (kept)
                    buckets[times_key(step, since) + stats::bucket_of(time)]++;
        }
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
CountsBox random_counts(Rng &rng, const Question &question, uint64_t chains) {
    FunnelBox box(question);
    for (; chains > 0; chains--)
        EXPECT_TRUE(box.add(random_chain(rng, question)));
    return box.load();
}

TEST(Funnel, CountsWhatAModelCounts) {
    Rng rng(520);
    uint128 largest = 0;
    for (uint32_t steps : {1, 2, 3, 4, 7, 17, 63, 64})
        for (bool in_order : {true, false})
            for (bool clauses : {false, true})
                for (uint64_t chains : {0, 1, 2, 3, 10, 100, 400}) {
                    const std::string text = clauses ? random_clauses(rng, steps, in_order) : "";
                    const Asked q = asked(text, steps, rng(), in_order ? 0 : any_order);
                    ASSERT_EQ(q.mode.error, ModeError::none) << text;
                    ASSERT_EQ(q.mode.with_clauses, !text.empty());
                    const Question question = q.get();
                    FunnelBox box(question);
                    Model model(steps);
                    for (uint64_t i = 0; i < chains; i++) {
                        const Chain chain = random_chain(rng, question);
                        ASSERT_TRUE(box.add(chain));
                        add_to_model(&model, chain, question);
                        ASSERT_TRUE(i % 50 != 0 || box.valid());
                    }
                    ASSERT_TRUE(box.valid());
                    ASSERT_EQ(box.asked().get(), question);
                    const CountsBox counts = box.load();
                    ASSERT_NO_FATAL_FAILURE(expect_model(counts.get(), model, question)) << text;
                    ASSERT_TRUE(check_counts(question, counts.get()));
                    for (const StepCount &step : counts.get().steps)
                        for (const Sum &sum : step.sums)
                            largest = std::max(largest, sum.get());

                    const StoredFunnel stored = box.stored();
                    const auto back = load_funnel(stored);
                    ASSERT_TRUE(back.has_value()) << text;
                    ASSERT_EQ(back->question(), question) << text;
                    ASSERT_NO_FATAL_FAILURE(expect_model(back->get(), model, question)) << text;
                    ASSERT_EQ(store_funnel(back->question(), *back).payload(), stored.payload());
                }
    EXPECT_GT(largest >> 64, 8u) << "sums beyond 64 bits have been there";
}

TEST(Funnel, StepsBeforeAndTotals) {
    const auto before = [](std::string_view text) {
        const Asked q = asked(text, 5);
        std::vector<uint32_t> steps;
        for (uint32_t step = 0; step < 5; step++)
            steps.push_back(step_before(q.get(), step));
        return steps;
    };
    using Steps = std::vector<uint32_t>;
    EXPECT_EQ(before(""), (Steps{0, 0, 1, 2, 3}));
    EXPECT_EQ(before("optional(2)"), (Steps{0, 0, 0, 2, 3}));
    EXPECT_EQ(before("optional(3),optional(4)"), (Steps{0, 0, 1, 1, 1}));
    EXPECT_EQ(before("optional(2),optional(3),optional(4),optional(5)"), (Steps{0, 0, 0, 0, 0}));
    EXPECT_FALSE(has_totals(funnel_of(5), 0));
    EXPECT_FALSE(has_totals(funnel_of(5), 1));
    EXPECT_TRUE(has_totals(funnel_of(5), 2));
    EXPECT_FALSE(has_totals(asked("optional(2)", 5).get(), 2));
    EXPECT_TRUE(has_totals(asked("optional(2)", 5).get(), 3));
}

// Four actors, who reached steps 1; 1 and 2; 1 and 2; 1, 2 and 3.
void add_four(FunnelBox *box) {
    Chain chain{};
    for (uint64_t done : {1, 3, 3, 7}) {
        chain.level = static_cast<uint32_t>(std::popcount(done));
        chain.done = done;
        chain.times[0] = 10;
        chain.times[1] = 15;
        chain.times[2] = 215;
        ASSERT_TRUE(box->add(chain));
    }
}

TEST(Funnel, KnownBytes) {
    FunnelBox box(funnel_of(3, 0x0102030405060708, strict_once | strict_order));
    ASSERT_NO_FATAL_FAILURE(add_four(&box));
    EXPECT_EQ(box.stored().payload(),
              (Bytes{1,    3,    6, 0,                   // form, steps, modes
                     8,    7,    6, 5, 4,    3,    2, 1, // window
                     0,                                  // no clauses
                     4,                                  // entered
                     3,    15,   0, 1, 5,    3,          // step 2: three took 5 each
                     1,    0xc8, 1, 0, 1,    0xa4, 1, 1, // step 3: one took 200, bucket 164
                     0xcd, 1,    0, 1, 0xa6, 1,    1}))  // and 205 since step 1, bucket 166
        << "200 is in 64 + 200 / 2";
}

TEST(Funnel, KnownBytesWithClauses) {
    FunnelBox box(asked("optional(2)", 3).get());
    ASSERT_NO_FATAL_FAILURE(add_four(&box));
    Bytes expected{1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11};
    for (const char c : std::string_view("optional(2)"))
        expected.push_back(static_cast<uint8_t>(c));
    for (const uint8_t byte : Bytes{4,                             // entered
                                    3, 15, 0, 1, 5, 3,             // step 2
                                    1, 0xcd, 1, 0, 1, 0xa6, 1, 1}) // step 3, since step 1
        expected.push_back(byte);
    EXPECT_EQ(box.stored().payload(), expected);
}

// Returns whether a funnel of three steps with this text for its clauses is accepted, as stored and
// as state.
bool takes_clauses(std::string_view text, Modes modes = 0) {
    const Asked none = asked("", 3, 0, modes);
    StoredFunnel stored = store_funnel(none.get(), CountsBox(0));
    Bytes bytes = stored.bytes();
    bytes.resize(sizeof(Header));
    uint8_t length[10];
    bytes.insert(bytes.end(), length, put_varint(length, text.size()));
    bytes.insert(bytes.end(), text.begin(), text.end());
    bytes.insert(bytes.end(), 3, 0);
    const bool taken = load_funnel(StoredFunnel(bytes)).has_value();
    const FunnelBox state(none.get());
    bytes = state.bytes();
    bytes.insert(bytes.end(), text.begin(), text.end());
    EXPECT_EQ(FunnelBox(bytes).valid(), taken) << text;
    return taken;
}

TEST(Funnel, OnlyCanonicalClausesAreAccepted) {
    for (const char *text :
         {"", "steps(1,2,3)", "steps(9,9,9)", "steps(2,1,3),exclude(2)", "exclude(1)", "exclude(4)",
          "exclude(2,1,2),exclude(5)", "within(2,1 second)", "within(3,0 seconds)",
          "within(2,90 minutes)", "within(2,18446744073709551615 microseconds)", "optional(2)",
          "exclude(4),within(3,26 hours),optional(2),optional(3)"}) {
        EXPECT_TRUE(takes_clauses(text)) << text;
        EXPECT_TRUE(takes_clauses(text, strict_order | allow_reentry)) << text;
    }
    EXPECT_TRUE(takes_clauses("exclude(4)", any_order));
    for (const char *text : {" ",
                             "x",
                             ",",
                             "optional(2) ",
                             " optional(2)",
                             "optional( 2)",
                             "optional(02)",
                             "optional(2),",
                             "optional(3),optional(2)",
                             "optional(2),optional(2)",
                             "optional(1)",
                             "optional(4)",
                             "optional(2),within(3,1 second)",
                             "within(2,60 seconds)",
                             "within(2,90)",
                             "within(2,1 seconds)",
                             "within(2,01 second)",
                             "within(2,0 days)",
                             "within(2,18446744073709551616 microseconds)",
                             "steps(1,2)",
                             "steps(1,2,3,4)",
                             "steps(1,2,65)",
                             "exclude(4,1,3)",
                             "exclude(5),exclude(4)",
                             "exclude(4),exclude(4)",
                             "exclude(6)",
                             "exclude(64)",
                             "exclude(4),steps(1,2,3)",
                             "strict_once",
                             "strict_once,optional(2)",
                             "optional(2),strict_order"}) {
        EXPECT_FALSE(takes_clauses(text)) << text;
        EXPECT_FALSE(takes_clauses(text, strict_order | strict_once)) << text;
    }
    EXPECT_FALSE(takes_clauses(std::string_view("\0", 1)));
    EXPECT_FALSE(takes_clauses(std::string_view("optional(2)\0", 12)));
    EXPECT_FALSE(takes_clauses("exclude(4,1,2)", any_order));
    EXPECT_FALSE(takes_clauses("optional(2)", any_order));
    EXPECT_FALSE(takes_clauses("within(2,1 second)", any_order));
}

TEST(Funnel, TheLongestClauses) {
    std::string text = "steps(64";
    for (int step = 1; step < 64; step++)
        text += ",64";
    text += ")";
    for (int condition = 1; condition <= 64; condition++)
        text += ",exclude(" + std::to_string(condition) + ",62,63)";
    for (int step = 2; step <= 64; step++)
        text += ",within(" + std::to_string(step) + ",18446744073709551615 microseconds)";
    for (int step = 2; step <= 64; step++)
        text += ",optional(" + std::to_string(step) + ")";
    const Asked q =
        asked(text, 64, no_window,
              strict_increase | strict_once | strict_order | allow_reentry | strict_deduplication);
    ASSERT_EQ(q.mode.error, ModeError::none) << q.mode.word;
    FunnelBox box(q.get());
    ASSERT_TRUE(box.valid());
    EXPECT_EQ(clauses_of(box.get()), text);
    Rng rng(528);
    for (int i = 0; i < 20; i++)
        ASSERT_TRUE(box.add(random_chain(rng, q.get())));
    EXPECT_EQ(clauses_of(box.get()), text);
    const auto back = load_funnel(box.stored());
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->question(), q.get());
}

TEST(Funnel, EmptyOnesAreValues) {
    for (uint32_t steps : {1, 2, 64}) {
        FunnelBox box(funnel_of(steps));
        EXPECT_TRUE(box.valid());
        const StoredFunnel stored = box.stored();
        EXPECT_EQ(stored.size(), sizeof(Header) + 1 + steps);
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
    const Question question = funnel_of(64);
    FunnelBox box(question);
    for (int i = 0; i < 3; i++)
        ASSERT_TRUE(box.add(chain));
    EXPECT_EQ(box.get().used, 63u + 62u);
    const auto counts = load_funnel(box.stored());
    ASSERT_TRUE(counts.has_value());
    for (uint32_t step = 1; step < 64; step++) {
        EXPECT_EQ(counts->get().steps[step].reached, 3u);
        const Times before = times_of(question, counts->get(), step, since_before);
        EXPECT_EQ(before.average(), 3 * step * (step - 1) + 1);
        expect_near(before.quantile(2), 3 * step * (step - 1) + 1);
        const Times total = times_of(question, counts->get(), step, since_first);
        EXPECT_EQ(total.average(), step * step * step);
        expect_near(total.quantile(2), step * step * step);
    }
}

TEST(Funnel, AverageIsRoundedToTheNearest) {
    const auto average = [](uint128 sum, uint64_t reached) {
        CountsBox counts(0);
        counts.get().steps[1].reached = reached;
        counts.get().steps[1].sums[since_before].set(sum);
        return times_of(funnel_of(2), counts.get(), 1, since_first).average();
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
        const bool in_order = rng() % 2 == 0;
        const std::string text = random_clauses(rng, steps, in_order);
        const Asked q = asked(text, steps, 7, in_order ? strict_increase : any_order);
        const Question question = q.get();
        const size_t n = 1 + rng() % 8;
        FunnelBox whole_box(question);
        std::vector<FunnelBox> parts(n, FunnelBox(question));
        for (uint64_t left = rng() % 100; left > 0; left--) {
            const Chain chain = random_chain(rng, question);
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
    const CountsBox most = doubled.load();
    EXPECT_TRUE(most.get().steps[2].sums[since_before].get() == uint128{INT64_MAX - 3} << 62);
    EXPECT_TRUE(most.get().steps[2].sums[since_first].get() == uint128{INT64_MAX} << 62);
    EXPECT_EQ(times_of(funnel_of(3), most.get(), 1, since_before).quantile(2), 3u);
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
                counts.get().steps[1].sums[since_before].set(uint128{time} * reached);
                counts.get().times[0] = TimeCount{times_key(1, since_before) + bucket, reached};
                counts.get().n_times = 1;
                const Question question = funnel_of(2);
                ASSERT_TRUE(check_counts(question, counts.get()));
                const Times times = times_of(question, counts.get(), 1, since_before);
                EXPECT_EQ(times.average(), time);
                expect_near(times.quantile(2), time);
                const StoredFunnel stored = store_funnel(question, counts);
                const auto back = load_funnel(stored);
                EXPECT_TRUE(back.has_value()) << reached << " times of " << time;
                if (back.has_value()) {
                    EXPECT_EQ(store_funnel(back->question(), *back).bytes(), stored.bytes());
                }
            }
}

TEST(Funnel, EveryTruncationIsRefused) {
    Rng rng(522);
    for (int i = 0; i < 300; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % (i % 10 == 0 ? 64 : 5));
        const Asked q = asked(i % 2 == 0 ? "" : random_clauses(rng, steps), steps, rng());
        const CountsBox counts = random_counts(rng, q.get(), rng() % 8);
        const StoredFunnel stored = store_funnel(q.get(), counts);
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
    ASSERT_TRUE(check_counts(counts->question(), counts->get()));
    ASSERT_EQ(store_funnel(counts->question(), *counts).payload(), stored.payload());
    ++*taken;
}

TEST(Funnel, EveryChangeOfAByteIsRefusedOrCanonical) {
    Rng rng(523);
    int taken = 0, changes = 0;
    for (int i = 0; i < 60; i++) {
        const auto steps = static_cast<uint32_t>(1 + rng() % 5);
        const Asked q = asked(i % 2 == 0 ? "" : random_clauses(rng, steps), steps, rng());
        const CountsBox counts = random_counts(rng, q.get(), rng() % 8);
        StoredFunnel stored = store_funnel(q.get(), counts);
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

// Returns whether a funnel without clauses, by default of two steps, with these bytes for its
// counts is accepted.
bool taken(const Bytes &payload, uint32_t steps = 2) {
    Bytes bytes = store_funnel(funnel_of(steps), CountsBox(0)).bytes();
    bytes.resize(sizeof(Header) + 1);
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

TEST(Funnel, WhatIsNotCanonicalIsRefusedOfTotals) {
    // One of three entered, took 1 for step 2 and 2 more for step 3.
    EXPECT_TRUE(taken({3, 1, 1, 0, 1, 1, 1, 1, 2, 0, 1, 2, 1, 3, 0, 1, 3, 1}, 3));
    EXPECT_FALSE(taken({3, 1, 1, 0, 1, 1, 1, 1, 2, 0, 1, 2, 1}, 3)) << "no totals";
    EXPECT_FALSE(taken({3, 1, 1, 0, 1, 1, 1, 1, 2, 0, 1, 2, 1, 4, 0, 1, 3, 1}, 3));
    EXPECT_FALSE(taken({3, 1, 1, 0, 1, 1, 1, 1, 2, 0, 1, 2, 1, 3, 0, 1, 3, 2}, 3));
    EXPECT_FALSE(taken({3, 1, 1, 0, 1, 1, 1, 1, 2, 0, 1, 2, 1, 0, 0, 0}, 3));
    EXPECT_TRUE(taken({3, 1, 1, 0, 1, 1, 1, 0}, 3));
    EXPECT_FALSE(taken({3, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0}, 3)) << "totals of step 2";
}

TEST(Funnel, AnOptionalStepIsNotReachedMoreOftenThanTheOneBefore) {
    // How many reached each of four steps, each after no time.
    const auto takes = [](std::string_view clauses, std::array<uint8_t, 4> reached) {
        const Asked q = asked(clauses, 4);
        CountsBox counts(6);
        Counts &c = counts.get();
        for (uint32_t step = 0; step < 4; step++) {
            c.steps[step].reached = reached[step];
            for (const Since since : {since_before, since_first})
                if (step > 0 && reached[step] > 0 &&
                    (since == since_before || has_totals(q.get(), step)))
                    c.times[c.n_times++] = TimeCount{times_key(step, since), reached[step]};
        }
        const bool good = check_counts(q.get(), c);
        EXPECT_EQ(load_funnel(store_funnel(q.get(), counts)).has_value(), good);
        return good;
    };
    EXPECT_TRUE(takes("", {5, 4, 4, 3}));
    EXPECT_FALSE(takes("", {5, 3, 4, 3}));
    EXPECT_TRUE(takes("optional(2)", {5, 3, 4, 3})) << "step 2 was skipped";
    EXPECT_FALSE(takes("optional(2)", {5, 6, 4, 3}));
    EXPECT_FALSE(takes("optional(2)", {5, 3, 4, 5}));
    EXPECT_TRUE(takes("optional(2),optional(3)", {5, 0, 3, 5}));
    EXPECT_FALSE(takes("optional(2),optional(3)", {5, 0, 3, 6}));
}

// decode() needs room for every bucket that a funnel can have, and one more, however long the bytes
// are.
TEST(Funnel, TooManyBucketsAreNoticedInTime) {
    const auto refused = [](const Bytes &payload, uint32_t steps) {
        Bytes bytes = store_funnel(funnel_of(steps), CountsBox(0)).bytes();
        bytes.resize(sizeof(Header) + 1);
        bytes.insert(bytes.end(), payload.begin(), payload.end());
        const StoredFunnel stored(bytes);
        CountsBox counts(max_times + 1);
        Mode mode;
        return !decode(stored.get(), stored.size(), &mode, &counts.get());
    };
    const auto put = [](Bytes *bytes, uint64_t v) {
        uint8_t varint[10];
        bytes->insert(bytes->end(), varint, put_varint(varint, v));
    };
    constexpr uint32_t many = max_times * 2;
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
        put(&payload, stats::max_buckets);
        for (const Since since : {since_before, since_first}) {
            if (since == since_first && step == 1)
                continue;
            const uint32_t n = stats::max_buckets + (step + 1 == max_steps && since == since_first);
            for (uint64_t v : {0u, 0u, n})
                put(&payload, v);
            for (uint32_t i = 0; i < n; i++) {
                payload.push_back(i > 0);
                payload.push_back(1);
            }
        }
    }
    EXPECT_TRUE(refused(payload, max_steps));
}

TEST(Funnel, RefusesDamagedHeaders) {
    Rng rng(525);
    const StoredFunnel good = store_funnel(funnel_of(3, 5), random_counts(rng, funnel_of(3), 9));
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
    const uint32_t before_2 = times_key(1, since_before), before_3 = times_key(2, since_before),
                   total_3 = times_key(2, since_first);
    const auto good = [=] {
        CountsBox counts(5);
        Counts &c = counts.get();
        c.steps[0].reached = 10;
        c.steps[1].reached = 6;
        c.steps[1].sums[since_before].set(5 * 7 + 3 * 1000);
        c.steps[2].reached = 1;
        c.steps[2].sums[since_before].set(2);
        c.steps[2].sums[since_first].set(9);
        c.times[0] = TimeCount{before_2 + 7, 3};
        c.times[1] = TimeCount{before_2 + 14, 1};
        c.times[2] = TimeCount{before_2 + stats::bucket_of(1500), 2};
        c.times[3] = TimeCount{before_3 + 2, 1};
        c.times[4] = TimeCount{total_3 + 9, 1};
        c.n_times = 5;
        return counts;
    };
    ASSERT_TRUE(check_counts(funnel_of(3), good().get()));
    const uint64_t low = stats::bucket_low(stats::bucket_of(1500)),
                   high = stats::bucket_high(stats::bucket_of(1500));
    const std::vector<std::pair<const char *, std::function<void(Counts &)>>> damages = {
        {"too many entered", [](auto &c) { c.steps[0].reached = most_reached + 1; }},
        {"more than before", [](auto &c) { c.steps[0].reached = 5; }},
        {"a sum for step 1", [](auto &c) { c.steps[0].sums[since_before].low = 1; }},
        {"a large sum for step 1", [](auto &c) { c.steps[0].sums[since_before].high = 1; }},
        {"a total of step 1", [](auto &c) { c.steps[0].sums[since_first].low = 1; }},
        {"a total of step 2", [](auto &c) { c.steps[1].sums[since_first].low = 38; }},
        {"times for the total of step 2",
         [=](auto &c) { c.times[2].key = times_key(1, since_first); }},
        {"total too small", [](auto &c) { c.steps[2].sums[since_first].set(8); }},
        {"total too large", [](auto &c) { c.steps[2].sums[since_first].high = 1; }},
        {"no total", [](auto &c) { c.n_times = 4; }},
        {"no total, not even a sum",
         [](auto &c) {
             c.n_times = 4;
             c.steps[2].sums[since_first].set(0);
         }},
        {"two in the total", [](auto &c) { c.times[4].count = 2; }},
        {"one more than the buckets", [](auto &c) { c.steps[1].reached++; }},
        {"one less than the buckets", [](auto &c) { c.steps[1].reached--; }},
        {"nobody, but buckets", [](auto &c) { c.steps[2].reached = 0; }},
        {"reached without buckets", [](auto &c) { c.n_times = 3; }},
        {"sum too small",
         [low](auto &c) { c.steps[1].sums[since_before].set(5 * 7 + 2 * low - 1); }},
        {"sum too large",
         [high](auto &c) { c.steps[1].sums[since_before].set(5 * 7 + 2 * high + 1); }},
        {"sum far too large", [](auto &c) { c.steps[1].sums[since_before].high = 1; }},
        {"no sum", [](auto &c) { c.steps[2].sums[since_before].set(0); }},
        {"an empty bucket", [](auto &c) { c.times[1].count = 0; }},
        {"the empty bucket 0",
         [=](auto &c) {
             c.steps[2] = StepCount{};
             c.times[3] = TimeCount{before_3, 0};
             c.n_times = 4;
         }},
        {"counts that wrap", [](auto &c) { c.times[1].count = uint64_t{0} - 4; }},
        {"counts that wrap to what was reached",
         [=](auto &c) {
             c.steps[1] = StepCount{6, {{10, 0}, {0, 0}}};
             c.times[0] = TimeCount{before_2, uint64_t{0} - 4};
             c.times[1] = TimeCount{before_2 + 1, 10};
             c.times[2] = TimeCount{before_3 + 2, 1};
             c.times[3] = TimeCount{total_3 + 9, 1};
             c.n_times = 4;
         }},
        {"a bucket twice", [](auto &c) { c.times[1].key = c.times[0].key; }},
        {"not in order", [](auto &c) { std::swap(c.times[0], c.times[1]); }},
        {"steps not in order", [](auto &c) { std::swap(c.times[2], c.times[3]); }},
        {"total before the other times", [](auto &c) { std::swap(c.times[3], c.times[4]); }},
        {"a time of step 1", [](auto &c) { c.times[0].key = 7; }},
        {"a time of a step that is not there",
         [](auto &c) { c.times[4].key += stats::max_buckets; }},
        {"the largest key", [](auto &c) { c.times[4].key = UINT32_MAX; }},
    };
    for (const auto &[what, damage] : damages) {
        CountsBox bad = good();
        damage(bad.get());
        EXPECT_FALSE(check_counts(funnel_of(3), bad.get())) << what;
    }
    for (uint64_t sum : {5 * 7 + 2 * low, 5 * 7 + 2 * high}) {
        CountsBox counts = good();
        counts.get().steps[1].sums[since_before].set(sum);
        EXPECT_TRUE(check_counts(funnel_of(3), counts.get())) << "the ends are good";
    }
    for (uint32_t steps : {1, 2})
        EXPECT_FALSE(check_counts(funnel_of(steps), good().get()));
    EXPECT_TRUE(check_counts(funnel_of(4), good().get())) << "of a step 4 that nobody reached";
}

TEST(State, EveryByteIsWritten) {
    for (const std::string_view text : {"", "within(3,7 minutes),optional(2)"}) {
        const Asked q = asked(text, 5, 77, strict_once);
        const size_t size = state_size(5, 32);
        EXPECT_EQ(size, sizeof(State) + 5 * sizeof(StepCount) + 32 * sizeof(TimeCount));
        const FunnelBox a(q.get(), 32, {allocate_filled<0>, std::free, no_poll});
        const FunnelBox b(q.get(), 32, {allocate_filled<0xff>, std::free, no_poll});
        EXPECT_EQ(a.size(), size + text.size());
        EXPECT_EQ(a.payload(), b.payload());
        EXPECT_EQ(clauses_of(a.get()), text);
        EXPECT_EQ(a.get().head.form, Form::state);
        EXPECT_TRUE(a.valid());
        const Asked back = a.asked();
        EXPECT_TRUE(back.get() == q.get());
        EXPECT_EQ(back.get() == funnel_of(5, 77, strict_once), text.empty());
        EXPECT_FALSE(back.get() == asked(text, 4, 77, strict_once).get());
        EXPECT_FALSE(back.get() == asked(text, 5, 76, strict_once).get());
        EXPECT_FALSE(back.get() == asked(text, 5, 77).get());
    }
}

TEST(State, SlotsAreAPowerOfTwoWithRoom) {
    constexpr uint32_t most = max_times;
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
    constexpr uint32_t n = (2 * max_steps - 3) * stats::max_buckets;
    CountsBox counts(n);
    uint128 sum = 0;
    for (uint32_t b = 0; b < stats::max_buckets; b++)
        sum += stats::bucket_low(b);
    for (uint32_t step = 0; step < max_steps; step++) {
        counts.get().steps[step].reached = stats::max_buckets;
        for (const Since since : {since_before, since_first}) {
            if (step == 0 || (step == 1 && since == since_first))
                continue;
            for (uint32_t b = 0; b < stats::max_buckets; b++)
                counts.get().times[counts.get().n_times++] =
                    TimeCount{times_key(step, since) + b, 1};
            counts.get().steps[step].sums[since].set(sum);
        }
    }
    ASSERT_EQ(counts.get().n_times, n);
    ASSERT_TRUE(check_counts(funnel_of(max_steps), counts.get()));
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
    for (const std::string_view text : {"", "optional(2),optional(3)"})
        for (uint32_t steps : {1, 3}) {
            const Asked q = asked(steps == 1 ? "" : text, steps);
            FunnelBox box(q.get());
            for (int i = 0; i < 20; i++)
                ASSERT_TRUE(box.add(random_chain(rng, q.get())));
            ASSERT_TRUE(box.valid());
            for (size_t size = 0; size < box.size() + 64; size++) {
                // With half of its clauses, the state is one of another question.
                const bool half = size + 12 == box.size() && q.mode.with_clauses;
                const bool none = size + 23 == box.size() && q.mode.with_clauses;
                for (const char more : {'\0', ' '}) {
                    Bytes bytes = box.bytes();
                    bytes.resize(size, static_cast<uint8_t>(more));
                    ASSERT_EQ(FunnelBox(bytes).valid(), size == box.size() || half || none) << size;
                }
            }
        }
}

TEST(CheckFunnelState, RefusesEveryOtherByteOfTheClauses) {
    const FunnelBox good(asked("within(3,1 second),optional(2)", 3).get());
    int taken = 0;
    for (size_t at = good.size() - clauses_of(good.get()).size(); at < good.size(); at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            FunnelBox other = good;
            other[at] = static_cast<uint8_t>(byte);
            if (!other.valid() || other.bytes() == good.bytes())
                continue;
            // What is accepted is another question, written in the one way that there is.
            taken++;
            ASSERT_FALSE(other.asked().get() == good.asked().get());
            ASSERT_EQ(FunnelBox(other.asked().get()).payload(), other.payload());
        }
    EXPECT_EQ(taken, 2) << "within(2, and optional(3)";
}

TEST(CheckFunnelState, RefusesDamagedFields) {
    Rng rng(527);
    const Question question = funnel_of(3, 5, strict_increase);
    FunnelBox good(question);
    for (int i = 0; i < 20; i++)
        ASSERT_TRUE(good.add(random_chain(rng, question)));
    ASSERT_TRUE(good.valid());
    const std::vector<std::pair<const char *, std::function<void(State &)>>> damages = {
        {"stored", [](auto &s) { s.head.form = Form::stored; }},
        {"form 129", [](auto &s) { s.head.form = static_cast<Form>(129); }},
        {"no steps", [](auto &s) { s.head.steps = 0; }},
        {"other steps", [](auto &s) { s.head.steps = 4; }},
        {"65 steps", [](auto &s) { s.head.steps = 65; }},
        {"255 steps", [](auto &s) { s.head.steps = 255; }},
        {"modes that contradict", [](auto &s) { s.head.modes |= any_order; }},
        {"reentry without order", [](auto &s) { s.head.modes |= allow_reentry; }},
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
            EXPECT_FALSE(check_counts(question, box.load().get())) << "step 1 has no times";
        }
    }
}

// A table from elsewhere may hold a key twice, or in a slot where a search does not find it.
TEST(CheckFunnelState, WhatItDoesNotSeeIsSeenByCheckCounts) {
    const Question question = funnel_of(2);
    FunnelBox box(question, 16);
    StepCount steps[2] = {{2, {}}, {2, {{10, 0}, {0, 0}}}};
    std::memcpy(&box[sizeof(State)], steps, sizeof(steps));
    const size_t table = sizeof(State) + sizeof(steps);
    const uint32_t key = times_key(1, since_before) + 5;
    const TimeCount twice[2] = {{key, 1}, {key, 1}};
    for (size_t slot = 0; slot < 15; slot++) {
        FunnelBox damaged = box;
        damaged.get().used = 2;
        std::memcpy(&damaged[table + slot * sizeof(TimeCount)], twice, sizeof(twice));
        ASSERT_TRUE(damaged.valid());
        EXPECT_FALSE(check_counts(question, damaged.load().get()));
        damaged.get().used = 1;
        const TimeCount once[2] = {{key, 2}, {0, 0}};
        std::memcpy(&damaged[table + slot * sizeof(TimeCount)], once, sizeof(once));
        ASSERT_TRUE(damaged.valid());
        EXPECT_TRUE(check_counts(question, damaged.load().get()));
        const auto back = load_funnel(damaged.stored());
        ASSERT_TRUE(back.has_value());
        EXPECT_EQ(times_of(question, back->get(), 1, since_before).average(), 5u);
    }
}

} // namespace
} // namespace heatmap::funnel
