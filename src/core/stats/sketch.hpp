// A log-linear histogram of durations: 64 buckets for each power of two. Buckets are found with
// integer arithmetic alone, so that all machines agree. Each number below 128 has a bucket of its
// own; above, a bucket is at most 1/64 wide, so that its middle is within 1/128 of every number in
// it. The layout is that of HdrHistogram.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace heatmap::stats {

inline constexpr unsigned bucket_bits = 6; // bits that a bucket keeps below a number's highest
inline constexpr uint32_t max_buckets = (64 - bucket_bits + 1) << bucket_bits;

inline uint32_t bucket_of(uint64_t v) noexcept {
    const auto width = static_cast<uint32_t>(std::bit_width(v));
    if (width <= bucket_bits)
        return static_cast<uint32_t>(v);
    const uint32_t shift = width - bucket_bits - 1;
    return (shift << bucket_bits) + static_cast<uint32_t>(v >> shift);
}

inline uint64_t bucket_low(uint32_t bucket) noexcept {
    const uint32_t octave = bucket >> bucket_bits;
    if (octave == 0)
        return bucket;
    const uint64_t digits = (bucket & ((1u << bucket_bits) - 1)) | 1u << bucket_bits;
    return digits << (octave - 1);
}

inline uint64_t bucket_high(uint32_t bucket) noexcept {
    const uint32_t octave = bucket >> bucket_bits;
    return bucket_low(bucket) + (octave < 2 ? 0 : (uint64_t{1} << (octave - 1)) - 1);
}

// The number that stands for a bucket: within 1% of every number in it, and the roundest such
// number in days, hours, minutes ... microseconds. The numbers are not known better than to 1%, so
// no more digits are shown.
inline uint64_t bucket_value(uint32_t bucket) noexcept {
    constexpr uint64_t second = 1000000;
    constexpr uint64_t units[] = {
        86400 * second, 3600 * second, 600 * second, 60 * second, 10 * second, second,
        100000,         10000,         1000,         100,         10};
    const uint64_t low = bucket_low(bucket), high = bucket_high(bucket);
    const uint64_t most = low + std::min(high - low, low / 100);
    const uint64_t least = high - std::min(high - low, high / 100);
    for (const uint64_t unit : units)
        if (most / unit * unit >= least)
            return most / unit * unit;
    return least + (most - least) / 2;
}

} // namespace heatmap::stats
