// Retention: who of those that started in one period came back in later ones. Periods are the cells
// of a grid of one row.
#pragma once

#include <cstddef>

#include "core/base/poll.hpp"
#include "core/visitors/pair.hpp"

namespace heatmap::visitors {

// A matrix of so many periods takes 8 MB.
inline constexpr uint32_t max_periods = 1000;

struct Retention {
    bool recurring; // a visitor belongs to the cohorts of all periods in which he started, not only
                    // of the first one
    bool rolling;   // a visitor counts in a period if he came back then or later
};

// Counts the visitors of each cohort, and, for each of them and each period since, those who came
// back: sizes[cohort] and counts[cohort * periods + since], all 0 before. The pairs are in order;
// those outside of the grid do not count.
void count_retention(const Pair *starts, uint32_t n_starts, const Pair *returns, uint32_t n_returns,
                     uint32_t periods, const Retention &retention, Poll poll, int64_t *sizes,
                     int64_t *counts) noexcept;

} // namespace heatmap::visitors
