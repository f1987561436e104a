// Small counts, eight at a time: most cells of a busy heatmap. A count up to 127 takes one byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace heatmap::grid {

inline constexpr size_t count_lanes = 8;

// The first n bytes, the first of them lowest and the others 0; n is at least 1, and eight bytes
// can be read. 0 if one of the n is not a count of one byte, 1 to 127.
inline uint64_t get_counts(const uint8_t *bytes, uint64_t n) noexcept {
    constexpr uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    uint64_t word;
    std::memcpy(&word, bytes, sizeof(word));
    const uint64_t mask = n < count_lanes ? (uint64_t{1} << (8 * n)) - 1 : ~uint64_t{0};
    // A byte that is 0 gets its top bit when 1 is taken away.
    return ((word | (word - ones)) & tops & mask) == 0 ? word & mask : 0;
}

// Adds factor times each of eight counts to a value.
inline void add_counts(double *values, uint64_t counts, double factor) noexcept {
#if defined(__SSE2__)
    // Compilers turn the loop below into eight conversions of a byte each.
    const auto add = [f = _mm_set1_pd(factor)](double *two, __m128i pair) {
        const __m128d sums = _mm_add_pd(_mm_loadu_pd(two), _mm_mul_pd(f, _mm_cvtepi32_pd(pair)));
        _mm_storeu_pd(two, sums);
    };
    const __m128i zero = _mm_setzero_si128();
    const __m128i words = _mm_unpacklo_epi8(_mm_cvtsi64_si128(static_cast<int64_t>(counts)), zero);
    const __m128i low = _mm_unpacklo_epi16(words, zero), high = _mm_unpackhi_epi16(words, zero);
    add(values, low);
    add(values + 2, _mm_unpackhi_epi64(low, low));
    add(values + 4, high);
    add(values + 6, _mm_unpackhi_epi64(high, high));
#else
    for (size_t i = 0; i < count_lanes; i++)
        values[i] += factor * static_cast<double>(counts >> (8 * i) & 0xff);
#endif
}

} // namespace heatmap::grid
