// Arbitrary bytes as a stored funnel and as the state of funnel_agg. What is accepted is stored as
// the same bytes again, gives all the figures that funnel_steps shows, and can be added up.

#include <bit>

#include "core/funnel/chain.hpp"
#include "fuzz/fuzz.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

// Checks that the average and the quantiles of a step lie between its first and last bucket.
void check_times(const Times &times, uint64_t reached) {
    REQUIRE(times.begin() < times.end());
    const uint32_t first = Times::bucket_of(*times.begin());
    const uint32_t last = Times::bucket_of(times.end()[-1]);
    const uint64_t average = times.average();
    REQUIRE(average >= stats::bucket_low(first) && average <= stats::bucket_high(last));
    uint64_t before = stats::bucket_value(first);
    REQUIRE(times.quantile(1) == before && times.at_rank(1) == before);
    for (uint64_t part : {uint64_t{2}, uint64_t{3}, uint64_t{10}, UINT64_MAX}) {
        const uint64_t value = times.quantile(part);
        REQUIRE(value >= before && value <= stats::bucket_high(last));
        before = value;
    }
    REQUIRE(before == stats::bucket_value(last) && times.at_rank(reached) == before);
}

void check_times(const Question &question, const Counts &counts) {
    const TimeCount *end = counts.times;
    for (uint32_t step = 1; step < question.steps; step++) {
        const uint64_t reached = counts.steps[step].reached;
        if (reached == 0)
            continue;
        for (const Since since : {since_before, since_first}) {
            const Times times = times_of(question, counts, step, since);
            check_times(times, reached);
            if (since == since_before || has_totals(question, step)) {
                REQUIRE(times.begin() == end);
                end = times.end();
            }
        }
    }
    REQUIRE(end == counts.times + counts.n_times);
}

// Sums that do not belong to a step are left aside.
bool same(const Counts &a, const Counts &b, const Question &question) {
    for (uint32_t step = 0; step < question.steps; step++) {
        const StepCount &x = a.steps[step], &y = b.steps[step];
        if (x.reached != y.reached ||
            (step > 0 && x.sums[since_before].get() != y.sums[since_before].get()) ||
            (has_totals(question, step) && x.sums[since_first].get() != y.sums[since_first].get()))
            return false;
    }
    return std::equal(a.times, a.times + a.n_times, b.times, b.times + b.n_times,
                      [](const TimeCount &x, const TimeCount &y) {
                          return x.key == y.key && x.count == y.count;
                      });
}

// Checks counts that check_counts() has accepted: they can be stored and read back.
void check_counted(const Question &question, const CountsBox &counts) {
    check_times(question, counts.get());
    const StoredFunnel stored = store_funnel(question, counts);
    const auto back = load_funnel(stored);
    REQUIRE(back.has_value() && same(back->get(), counts.get(), question));
    REQUIRE(back->question() == question);
    REQUIRE(store_funnel(question, *back).bytes() == stored.bytes());
}

Chain take_chain(Input *in, const Question &question) {
    Chain chain;
    std::memset(&chain, 0xa5, sizeof(chain));
    chain.done = in->take<uint8_t>() % 4 == 0 ? in->take<uint64_t>() : in->take<uint8_t>();
    chain.done &= steps_upto(question.steps);
    chain.level = static_cast<uint32_t>(std::popcount(chain.done));
    std::vector<int64_t> times;
    for (uint32_t i = 0; i < chain.level; i++)
        times.push_back(in->take<uint8_t>() % 8 == 0 ? in->take<int64_t>() : in->take<int16_t>());
    if ((question.modes & any_order) == 0) {
        // Steps may be missing if they are optional.
        chain.level = static_cast<uint32_t>(std::bit_width(chain.done));
        chain.done |= steps_upto(chain.level) & ~question.optional();
        times.resize(static_cast<size_t>(std::popcount(chain.done)));
        std::sort(times.rbegin(), times.rend());
    }
    for (uint64_t left = chain.done; left != 0; left &= left - 1) {
        chain.times[std::countr_zero(left)] = times.back();
        times.pop_back();
    }
    return chain;
}

// Checks that a state with accepted counts can go on counting.
void check_counting(const Question &question, const CountsBox &counts, Input *in) {
    check_counted(question, counts);
    FunnelBox box(question);
    REQUIRE(box.add(counts) && box.valid());
    REQUIRE(same(box.load().get(), counts.get(), question));
    bool good = true;
    for (int left = 20; left > 0 && good && !in->empty(); left--) {
        const auto kind = in->take<uint8_t>() % 8;
        if (kind == 0) {
            good = box.add(counts);
        } else if (kind == 1) {
            good = box.add(box.load());
        } else {
            good = box.add(take_chain(in, question));
        }
        REQUIRE(box.valid());
    }
    // A count has left its range. No real funnel has so many actors, but stored ones can be made
    // up.
    if (!good)
        return;
    const CountsBox sum = box.load();
    REQUIRE(check_counts(question, sum.get()));
    check_counted(question, sum);
}

void check_stored(const StoredFunnel &stored, Input *in) {
    const auto counts = load_funnel(stored);
    if (!counts.has_value())
        return;
    const Question question = counts->question();
    REQUIRE(check_counts(question, counts->get()));
    REQUIRE(store_funnel(question, *counts).payload() == stored.payload());
    check_counting(question, *counts, in);
}

// Like Load() in pg/funnel/value.cpp, checks the counts of a state once they are in order.
void check_state(const FunnelBox &box, Input *in) {
    if (!box.valid())
        return;
    const CountsBox counts = box.load();
    REQUIRE(counts.get().n_times == box.get().used);
    const Asked question = box.asked();
    REQUIRE(question.mode.error == ModeError::none);
    REQUIRE(FunnelBox(question.get(), box.get().slots).size() == box.size());
    if (check_counts(question.get(), counts.get()))
        check_counting(question.get(), counts, in);
}

uint64_t take_number(Input *in) {
    constexpr uint64_t special[] = {
        UINT64_MAX,        UINT64_MAX >> 1,  (UINT64_MAX >> 1) + 1, (UINT64_MAX >> 1) - 1,
        uint64_t{1} << 62, uint64_t{1} << 32};
    const auto kind = in->take<uint8_t>();
    if (kind < std::size(special))
        return special[kind];
    return kind < 200 ? kind - std::size(special) : in->take<uint64_t>() >> kind % 64;
}

// Modes and clauses that agree.
Asked take_question(Input *in) {
    const uint32_t steps = in->pick(1, in->take<uint8_t>() % 4 == 0 ? max_steps : 4);
    auto modes = static_cast<Modes>(in->pick(0, (1u << mode_count) - 1));
    if (!modes_agree(modes))
        modes = 0;
    std::string text;
    const auto add = [&text](const std::string &clause) {
        text += (text.empty() ? "" : ",") + clause;
    };
    const auto kind = in->take<uint8_t>();
    if ((kind & 1) != 0 && steps > 1 && steps < max_steps)
        add("exclude(" + std::to_string(in->pick(1, steps + 1)) + ")");
    for (uint32_t step = 2; (kind & 2) != 0 && step <= steps; step++) {
        if ((modes & any_order) != 0)
            break;
        const auto which = in->take<uint8_t>();
        if (which % 2 == 0)
            add("optional(" + std::to_string(step) + ")");
        if (which % 8 == 1)
            add("within(" + std::to_string(step) + "," + std::to_string(take_number(in)) + ")");
    }
    Asked question = asked(text, steps, in->take<uint16_t>(), modes);
    REQUIRE(question.mode.error == ModeError::none);
    return question;
}

// Counts that agree with each other.
CountsBox take_counts(Input *in, const Question &question) {
    constexpr uint32_t most = 12;
    CountsBox counts(size_t{2} * most * question.steps);
    Counts &c = counts.get();
    c.steps[0].reached = take_number(in) >> 1;
    for (uint32_t step = 1; step < question.steps; step++) {
        StepCount &count = c.steps[step];
        const uint64_t before = c.steps[step_before(question, step)].reached;
        for (const Since since : {since_before, since_first}) {
            if (since == since_first && !has_totals(question, step))
                continue;
            uint32_t bucket =
                in->take<uint8_t>() % 2 == 0 ? 0 : in->pick(0, stats::max_buckets - 1);
            uint128 sum = 0;
            uint64_t all = 0;
            const bool high = in->take<uint8_t>() % 2 == 0;
            for (uint32_t left = in->pick(1, most); left > 0 && bucket < stats::max_buckets;
                 left--) {
                // How many the times since the step before have reached is known of the others.
                const bool last = left == 1 || bucket == stats::max_buckets - 1;
                const uint64_t room = since == since_before ? before - all : count.reached - all;
                const uint64_t n =
                    since == since_first && last ? room : std::min(take_number(in), room);
                if (n != 0) {
                    c.times[c.n_times++] = TimeCount{times_key(step, since) + bucket, n};
                    all += n;
                    sum +=
                        uint128{high ? stats::bucket_high(bucket) : stats::bucket_low(bucket)} * n;
                }
                if (last)
                    break;
                const uint32_t gap = in->take<uint8_t>() % 2 == 0 ? 1 : in->pick(1, 1000);
                bucket = std::min(bucket + gap, stats::max_buckets - 1);
            }
            count.reached = all;
            count.sums[since].set(sum);
        }
    }
    REQUIRE(check_counts(question, c));
    return counts;
}

} // namespace
} // namespace heatmap::funnel

void heatmap::test::run(Input in) {
    using namespace heatmap::funnel;
    const auto kind = in.take<uint8_t>() % 4;
    if (kind < 2) {
        // The choices for what follows come first, so that the value may have any length.
        uint8_t choices[48];
        for (uint8_t &byte : choices)
            byte = in.take<uint8_t>();
        Input operations(choices, sizeof(choices));
        if (kind == 0)
            check_stored(StoredFunnel(in.rest()), &operations);
        else
            check_state(FunnelBox(in.rest()), &operations);
        return;
    }
    const Asked chosen = take_question(&in);
    const Question question = chosen.get();
    const CountsBox counts = take_counts(&in, question);
    const uint32_t damage = in.take<uint8_t>() % 2 == 0 ? in.pick(4, 2000) : 0;
    const auto byte = in.take<uint8_t>();
    if (kind == 2) {
        StoredFunnel stored = store_funnel(question, counts);
        if (damage != 0)
            stored[4 + damage % (stored.size() - 4)] = byte;
        check_stored(stored, &in);
    } else {
        FunnelBox box(question);
        REQUIRE(box.add(counts));
        if (damage != 0)
            box[4 + damage % (box.size() - 4)] = byte;
        check_state(box, &in);
    }
}
