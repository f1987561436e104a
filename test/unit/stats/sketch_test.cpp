#include <gtest/gtest.h>

#include "core/stats/sketch.hpp"
#include "unit/helpers.hpp"

namespace heatmap::stats {
using namespace test;
namespace {

__extension__ using uint128 = unsigned __int128;

constexpr uint64_t second = 1000000;
constexpr uint64_t minute = 60 * second;
constexpr uint64_t hour = 60 * minute;
constexpr uint64_t day = 24 * hour;

TEST(Sketch, BucketsPartitionAllNumbers) {
    EXPECT_EQ(bucket_low(0), 0u);
    for (uint32_t b = 0; b < max_buckets; b++) {
        ASSERT_LE(bucket_low(b), bucket_high(b)) << b;
        ASSERT_EQ(bucket_of(bucket_low(b)), b);
        ASSERT_EQ(bucket_of(bucket_high(b)), b);
        if (b + 1 < max_buckets) {
            ASSERT_EQ(bucket_high(b) + 1, bucket_low(b + 1)) << b;
        }
    }
    EXPECT_EQ(bucket_high(max_buckets - 1), UINT64_MAX);
}

TEST(Sketch, RandomNumbersAreInTheirBuckets) {
    Rng rng(500);
    for (int i = 0; i < 1000000; i++) {
        const uint64_t v = rng() >> rng() % 64;
        const uint32_t b = bucket_of(v);
        ASSERT_LT(b, max_buckets);
        ASSERT_LE(bucket_low(b), v);
        ASSERT_GE(bucket_high(b), v);
    }
}

TEST(Sketch, BucketsAreNarrow) {
    for (uint32_t b = 0; b < max_buckets; b++)
        ASSERT_LE(bucket_high(b) - bucket_low(b), bucket_low(b) / 64) << b;
}

TEST(Sketch, ExactBelow128) {
    for (uint32_t v = 0; v < 128; v++) {
        EXPECT_EQ(bucket_of(v), v);
        EXPECT_EQ(bucket_low(v), v);
        EXPECT_EQ(bucket_high(v), v);
        EXPECT_EQ(bucket_value(v), v);
    }
}

// What holds for both ends of a bucket holds for the numbers between them.
TEST(Sketch, ValueIsInItsBucketAndNearEveryNumberOfIt) {
    for (uint32_t b = 0; b < max_buckets; b++) {
        const uint64_t low = bucket_low(b), high = bucket_high(b), value = bucket_value(b);
        ASSERT_LE(low, value) << b;
        ASSERT_GE(high, value) << b;
        ASSERT_LE(uint128{value - low} * 100, low) << b;
        ASSERT_LE(uint128{high - value} * 100, high) << b;
    }
}

TEST(Sketch, ValueIsTheRoundest) {
    constexpr uint64_t units[] = {day,         hour,   10 * minute, minute,
                                  10 * second, second, second / 10, second / 100,
                                  1000,        100,    10,          1};
    for (uint32_t b = 0; b < max_buckets; b++) {
        const uint64_t low = bucket_low(b), high = bucket_high(b);
        const uint128 least = std::max(low, high - high / 100);
        const uint128 most = std::min(uint128{high}, uint128{low} + low / 100);
        const auto *unit = units;
        while ((least + *unit - 1) / *unit * *unit > most)
            unit++;
        ASSERT_EQ(bucket_value(b) % *unit, 0u) << b << " unit " << *unit;
    }
}

TEST(Sketch, RoundDurationsAreShownAsTheyAre) {
    const auto shown = [](uint64_t v) { return bucket_value(bucket_of(v)); };
    for (uint64_t v :
         {second / 1000, second / 10, second,  2 * second, 5 * second, 10 * second, 15 * second,
          30 * second,   45 * second, minute,  2 * minute, 5 * minute, 10 * minute, 15 * minute,
          30 * minute,   45 * minute, hour,    2 * hour,   3 * hour,   6 * hour,    12 * hour,
          day,           2 * day,     3 * day, 7 * day,    14 * day,   28 * day,    30 * day})
        EXPECT_EQ(shown(v), v) << v;
    EXPECT_EQ(shown(90 * second), 90 * second);
    EXPECT_EQ(shown(0), 0u);
}

} // namespace
} // namespace heatmap::stats
