#include <gtest/gtest.h>

#include <algorithm>

#include "core/visitors/retention.hpp"
#include "unit/visitors/helpers.hpp"

namespace heatmap::visitors {
namespace {

std::vector<Pair> random_pairs(Rng &rng, uint32_t periods) {
    Model model;
    const uint64_t n = rng() % 200;
    for (uint64_t i = 0; i < n; i++)
        model.emplace(rng() % 30, static_cast<uint32_t>(rng() % (periods + 1))); // and outside
    std::vector<Pair> pairs;
    for (const auto &[visitor, cell] : model)
        pairs.push_back({visitor, cell});
    return pairs;
}

bool has(const std::vector<Pair> &pairs, uint64_t visitor, uint32_t cell) {
    return std::find(pairs.begin(), pairs.end(), Pair{visitor, cell}) != pairs.end();
}

TEST(Retention, CountsVisitorsOneByOne) {
    Rng rng(8);
    for (int round = 0; round < 200; round++) {
        const auto periods = static_cast<uint32_t>(1 + rng() % 12);
        const Retention retention = {rng() % 2 == 0, rng() % 2 == 0};
        const std::vector<Pair> starts = random_pairs(rng, periods),
                                returns = random_pairs(rng, periods);
        std::vector<int64_t> sizes(periods), counts(periods * periods);
        count_retention(starts.data(), static_cast<uint32_t>(starts.size()), returns.data(),
                        static_cast<uint32_t>(returns.size()), periods, retention, no_poll,
                        sizes.data(), counts.data());
        std::vector<int64_t> expected_sizes(periods), expected(periods * periods);
        for (uint64_t visitor = 0; visitor < 30; visitor++)
            for (uint32_t cohort = 0; cohort < periods; cohort++) {
                if (!has(starts, visitor, cohort))
                    continue;
                expected_sizes[cohort]++;
                for (uint32_t since = 0; cohort + since < periods; since++) {
                    bool back = has(returns, visitor, cohort + since);
                    for (uint32_t later = cohort + since; retention.rolling && later < periods;
                         later++)
                        back |= has(returns, visitor, later);
                    expected[cohort * periods + since] += back;
                }
                if (!retention.recurring)
                    break;
            }
        ASSERT_EQ(sizes, expected_sizes);
        ASSERT_EQ(counts, expected);
    }
}

} // namespace
} // namespace heatmap::visitors
