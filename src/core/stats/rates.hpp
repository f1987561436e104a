// Rates with their confidence intervals.
#pragma once

namespace heatmap::stats {

struct Rate {
    double rate, low, high;
};

// The number of standard deviations on both sides of 0 that hold this part of a normal
// distribution, 0 < part < 1. For example 1.96 for 0.95; 0 for parts below 1e-16.
double normal_width(double part) noexcept;

// successes / trials with Wilson's score interval of `z` standard deviations. 0 <= successes <=
// trials and trials > 0; neither needs to be whole. E. B. Wilson, "Probable Inference, the Law of
// Succession, and Statistical Inference", JASA 22 (1927).
Rate wilson(double successes, double trials, double z) noexcept;

} // namespace heatmap::stats
