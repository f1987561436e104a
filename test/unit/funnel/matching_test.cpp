#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "core/funnel/matching.hpp"
#include "unit/funnel/helpers.hpp"

namespace heatmap::funnel {
using namespace test;
namespace {

std::vector<uint32_t> shuffled_steps(Rng &rng) {
    std::vector<uint32_t> steps(max_steps);
    std::iota(steps.begin(), steps.end(), 0);
    std::shuffle(steps.begin(), steps.end(), rng);
    return steps;
}

// Adds the steps in this order. Every answer must be that of the reference, and the steps that were
// added must have rows that match them, each a different one.
void compare(Matching *matching, const Events &rows, const std::vector<uint32_t> &steps) {
    Kuhn reference(rows);
    std::vector<uint32_t> added;
    for (uint32_t step : steps) {
        const bool expected = reference.add(step);
        ASSERT_EQ(matching->add(step), expected) << step;
        if (expected)
            added.push_back(step);
        std::vector<bool> taken(rows.size());
        for (uint32_t other : added) {
            const uint32_t row = matching->row_of(other);
            ASSERT_LT(row, rows.size());
            ASSERT_FALSE(taken[row]) << "a row has one step";
            taken[row] = true;
            ASSERT_TRUE((rows[row].steps >> other & 1) != 0) << other;
        }
    }
}

TEST(Matching, EqualsKuhnOnFewRows) {
    Rng rng(420);
    for (int i = 0; i < 3000; i++) {
        Events rows(rng() % 100);
        const uint64_t density = rng() % 4;
        for (Event &row : rows) {
            row = Event{0, rng()};
            for (uint64_t thinner = 0; thinner < density; thinner++)
                row.steps &= rng() & rng();
        }
        Matching matching;
        matching.start(rows.data(), static_cast<uint32_t>(rows.size()));
        ASSERT_NO_FATAL_FAILURE(compare(&matching, rows, shuffled_steps(rng))) << i;
    }
}

TEST(Matching, EqualsKuhnInACrowd) {
    Rng rng(421);
    for (int i = 0; i < 100; i++) {
        const Events rows = crowd(rng, 0, rng() % 5000);
        Matching matching;
        matching.start(rows.data(), static_cast<uint32_t>(rows.size()));
        ASSERT_NO_FATAL_FAILURE(compare(&matching, rows, shuffled_steps(rng))) << i;
    }
}

TEST(Matching, ClearForgets) {
    Rng rng(422);
    for (int i = 0; i < 300; i++) {
        const Events rows = crowd(rng, 0, rng() % 50);
        Matching matching;
        matching.start(rows.data(), static_cast<uint32_t>(rows.size()));
        for (int again = 0; again < 3; again++) {
            ASSERT_NO_FATAL_FAILURE(compare(&matching, rows, shuffled_steps(rng))) << i;
            matching.clear();
        }
    }
}

TEST(Matching, OfNoRows) {
    Matching matching;
    matching.start(nullptr, 0);
    for (uint32_t step = 0; step < max_steps; step++)
        EXPECT_FALSE(matching.add(step));
    const Event nothing{0, 0};
    matching.start(&nothing, 1);
    EXPECT_FALSE(matching.add(0));
}

// Row r matches steps r and r + 1. The last step finds a row only if all the others move on.
TEST(Matching, MovesAllThatAreMatched) {
    Events rows;
    for (uint32_t r = 0; r < max_steps; r++)
        rows.push_back(Event{0, steps_of({r + 1, (r + 1) % max_steps + 1})});
    Rng rng(423);
    std::vector<uint32_t> forth(max_steps);
    std::iota(forth.begin(), forth.end(), 0);
    const std::vector<uint32_t> back(forth.rbegin(), forth.rend());
    for (const auto &steps : {forth, back, shuffled_steps(rng), shuffled_steps(rng)}) {
        Matching circle;
        circle.start(rows.data(), max_steps);
        ASSERT_NO_FATAL_FAILURE(compare(&circle, rows, steps));
        const Events line(rows.begin(), rows.end() - 1);
        Matching short_of_one;
        short_of_one.start(line.data(), max_steps - 1);
        ASSERT_NO_FATAL_FAILURE(compare(&short_of_one, line, steps));
    }
}

// The most candidates that are ever kept: 64 for each of 64 steps, with no row in common.
TEST(Matching, KeepsEnoughCandidates) {
    Rng rng(424);
    Events rows;
    for (uint32_t i = 0; i < max_steps * 100; i++)
        rows.push_back(Event{0, uint64_t{1} << i % max_steps});
    Matching single;
    single.start(rows.data(), static_cast<uint32_t>(rows.size()));
    ASSERT_NO_FATAL_FAILURE(compare(&single, rows, shuffled_steps(rng)));

    // The first rows match all steps and are the only candidates of the last step.
    for (uint32_t few : {1u, 63u, 64u, 65u, 200u}) {
        Events crowded(few, Event{0, ~uint64_t{0}});
        crowded.resize(few + 1000, Event{0, ~uint64_t{0} >> 1});
        Matching matching;
        matching.start(crowded.data(), static_cast<uint32_t>(crowded.size()));
        ASSERT_NO_FATAL_FAILURE(compare(&matching, crowded, shuffled_steps(rng)));
        std::reverse(crowded.begin(), crowded.end());
        Matching reversed;
        reversed.start(crowded.data(), static_cast<uint32_t>(crowded.size()));
        ASSERT_NO_FATAL_FAILURE(compare(&reversed, crowded, shuffled_steps(rng)));
    }
}

} // namespace
} // namespace heatmap::funnel
