#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/stats/rates.hpp"

namespace heatmap::stats {

double normal_width(double part) noexcept {
    // The part outside the width shrinks as the width grows, so halve the range until its ends are
    // neighbouring float8.
    const double outside = 1 - part;
    double low = 0, high = 40;
    for (;;) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            return middle;
        (std::erfc(middle / std::numbers::sqrt2) > outside ? low : high) = middle;
    }
}

Rate wilson(double successes, double trials, double z) noexcept {
    const double rate = successes / trials;
    const double middle = (successes + z * z / 2) / (trials + z * z);
    const double half = z * std::sqrt(rate * (trials - successes) + z * z / 4) / (trials + z * z);
    // Rounding errors must not exclude the rate from its interval.
    return Rate{rate, std::clamp(middle - half, 0.0, rate), std::clamp(middle + half, rate, 1.0)};
}

} // namespace heatmap::stats
