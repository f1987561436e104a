#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/rates.hpp"

namespace heatmap {

double normal_width(double part) noexcept {
    // What lies outside shrinks as the width grows: halve the range until it is two neighbours.
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
    const double spread = z * z / trials;
    const double middle = (rate + spread / 2) / (1 + spread);
    const double half = std::sqrt(spread * (rate * (1 - rate) + spread / 4)) / (1 + spread);
    // At the ends the interval ends there too; rounding must not say otherwise.
    return Rate{rate, successes == 0 ? 0 : std::min(middle - half, rate),
                successes == trials ? 1 : std::max(middle + half, rate)};
}

} // namespace heatmap
