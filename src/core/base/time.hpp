// Times: microseconds since 2000-01-01 00:00:00 UTC, as in PostgreSQL's timestamptz.
#pragma once

#include <cstdint>

namespace heatmap {

// The range of timestamptz, from 4714-11-24 BC until before 294277-01-01.
inline constexpr int64_t min_time = -211813488000000000;
inline constexpr int64_t end_time = 9223371331200000000;

// b - a for a <= b. Unsigned, because the difference of two int64 can exceed their range.
inline uint64_t elapsed(int64_t a, int64_t b) noexcept {
    return static_cast<uint64_t>(b) - static_cast<uint64_t>(a);
}

} // namespace heatmap
