#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "core/picture/scale.hpp"

namespace heatmap::picture {

namespace {

// Radix sort: the bits of positive float8 numbers are in the order of the numbers.
void sort_positive(double *values, size_t n, Poll poll, double *scratch) noexcept {
    constexpr uint32_t digit_bits = 8, digits = 1u << digit_bits;
    Work work{poll};
    double *from = values, *to = scratch;
    for (uint32_t shift = 0; shift < 64; shift += digit_bits) {
        const auto digit = [shift](double v) {
            return std::bit_cast<uint64_t>(v) >> shift & (digits - 1);
        };
        size_t starts[digits + 1] = {};
        for (size_t i = 0; i < n; i++) {
            starts[digit(from[i]) + 1]++;
            work.add(1);
        }
        for (uint32_t d = 0; d < digits; d++)
            starts[d + 1] += starts[d];
        for (size_t i = 0; i < n; i++) {
            to[starts[digit(from[i])]++] = from[i];
            work.add(1);
        }
        std::swap(from, to);
    }
    // After an even number of passes the result is in `values`.
}

// From this ratio on, log(1 + ratio) is log(ratio), which is computed without the ratio: that may
// be beyond float8.
constexpr double large_ratio = 0x1p60;

// log(1 + v / low)
double log_ratio(double v, double low) noexcept {
    const double ratio = v / low;
    return ratio < large_ratio ? std::log1p(ratio) : std::log(v) - std::log(low);
}

// The inverse: v
double from_log_ratio(double log, double low) noexcept {
    return log < std::log(large_ratio) ? std::expm1(log) * low : std::exp(log + std::log(low));
}

double fraction_of(const Scale &scale, double v) noexcept {
    switch (scale.kind) {
    case ScaleKind::linear:
        return v / scale.top;
    case ScaleKind::sqrt:
        return std::sqrt(v / scale.top);
    case ScaleKind::log:
        return log_ratio(v, scale.low) / log_ratio(scale.top, scale.low);
    case ScaleKind::rank:
        return double(std::upper_bound(scale.ranked, scale.ranked + scale.n, v) - scale.ranked) /
               double(scale.n);
    }
    return 0;
}

// The inverse of fraction_of().
double value_of(const Scale &scale, double fraction) noexcept {
    switch (scale.kind) {
    case ScaleKind::linear:
        return fraction * scale.top;
    case ScaleKind::sqrt:
        return fraction * fraction * scale.top;
    case ScaleKind::log:
        return from_log_ratio(fraction * log_ratio(scale.top, scale.low), scale.low);
    case ScaleKind::rank: {
        const double rank = std::ceil(fraction * double(scale.n));
        return rank < 1 ? 0 : scale.ranked[static_cast<size_t>(rank) - 1];
    }
    }
    return 0;
}

} // namespace

Scale make_scale(ScaleKind kind, double cut, double clip, double largest, double *values, size_t n,
                 Poll poll, double *scratch) noexcept {
    Scale scale{kind, cut, 0, largest, values, n, false};
    if (n == 0)
        scale.top = 0;
    if (scale.top == 0)
        return scale;
    scale.low = *std::min_element(values, values + n);
    if (kind == ScaleKind::rank || clip < 1)
        sort_positive(values, n, poll, scratch);
    if (clip < 1) {
        const double rank = std::ceil(clip * double(n));
        scale.n = static_cast<size_t>(std::clamp(rank, 1.0, double(n)));
        scale.top = values[scale.n - 1];
        scale.clipped = scale.top < largest;
    }
    return scale;
}

double place_of(const Scale &scale, double value) noexcept {
    const double v = std::fabs(value);
    if (scale.top == 0 || v == 0)
        return 0;
    const double fraction = v >= scale.top ? 1 : fraction_of(scale, v);
    return std::copysign(std::max((fraction - scale.cut) / (1 - scale.cut), 0.0), value);
}

double value_at(const Scale &scale, double place) noexcept {
    if (scale.top == 0)
        return 0;
    const double p = std::fabs(place);
    const double value = p >= 1 ? scale.top : value_of(scale, scale.cut + p * (1 - scale.cut));
    return std::copysign(value, place);
}

} // namespace heatmap::picture
