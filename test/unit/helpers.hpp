// Random numbers for unit tests and fuzzers. Nothing here depends on GoogleTest.
#pragma once

#include <cstdint>
#include <random>

namespace heatmap::test {

using Rng = std::mt19937_64;

inline double uniform(Rng &rng, double lo, double hi) {
    return std::uniform_real_distribution<double>(lo, hi)(rng);
}

// A random number from lo to hi, both included.
inline int64_t whole(Rng &rng, int64_t lo, int64_t hi) {
    return std::uniform_int_distribution<int64_t>(lo, hi)(rng);
}

} // namespace heatmap::test
