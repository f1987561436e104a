// Tests of hypotheses: whether a difference between two counts, or two rates, is more than chance.
// Both tests are exact: they add up the probabilities of all outcomes that are at most as likely as
// the observed one, whatever the size of the counts. Results hold to 1e-9 of their value, down to
// 1e-300; smaller ones become 0.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"

namespace heatmap::stats {

// The p-value of x + y events, x of one kind and y of another, if kinds come in the ratio a to b:
// the two-sided binomial test of x successes in x + y trials of the probability a / (a + b). All
// are whole numbers from 0 to 2^53; a + b > 0.
double binomial_test(double x, double y, double a, double b) noexcept;

// The standard score of the same: positive if x is more than its share.
double binomial_score(double x, double y, double a, double b) noexcept;

// The p-value of a table of two rows (a, b) and (c, d): Fisher's exact test, two-sided. All are
// whole numbers from 0 to 2^53. 1 if a row or a column is empty.
double fisher_test(double a, double b, double c, double d) noexcept;

// The rate of the second group minus that of the first, with Newcombe's hybrid score interval of
// `z` standard deviations. 0 <= successes <= trials, trials > 0. R. G. Newcombe, "Interval
// Estimation for the Difference Between Independent Proportions: Comparison of Eleven Methods",
// Statistics in Medicine 17 (1998), method 10.
struct Difference {
    double difference, low, high;
};

Difference newcombe(double successes_a, double trials_a, double successes_b, double trials_b,
                    double z) noexcept;

// Turns n p-values into q-values: the smallest rate of false discoveries at which each would be one
// of the discoveries. `order` has room for n. Y. Benjamini, Y. Hochberg, "Controlling the False
// Discovery Rate", JRSS B 57 (1995).
void benjamini_hochberg(double *p, uint32_t n, uint32_t *order, Poll poll) noexcept;

} // namespace heatmap::stats
