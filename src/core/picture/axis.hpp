// The sides of a chart: where round numbers stand.
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

namespace heatmap::picture {

struct Axis {
    double min;
    double max;
    const std::string_view *labels; // one for each column or row, or null
};

// The largest of 1, 2 and 5 times a power of ten that is at most `size`, which is positive.
inline double round_down(double size) noexcept {
    const double power = std::pow(10, std::floor(std::log10(size)));
    return 5 * power <= size ? 5 * power : 2 * power <= size ? 2 * power : power;
}

// How many decimals tell numbers apart that differ by this much.
inline int decimals_of(double difference) noexcept {
    return static_cast<int>(std::clamp(std::ceil(-std::log10(difference) - 1e-9), 0.0, 15.0));
}

// Calls visit(place, value, decimals) for round numbers, which differ if they are written with so
// many decimals, on an axis of so many pixels, at least `apart` pixels
// from each other. `place` is in pixels from the beginning.
template <class Visit>
void for_each_tick(const Axis &axis, double pixels, double apart, Visit &&visit) noexcept {
    const double range = axis.max - axis.min;
    double step = round_down(range * std::min(apart / pixels, 1.0));
    while (step / range * pixels < apart)
        step = round_down(step * 2.5); // 1, 2, 5, 10
    if (!std::isfinite(step))
        return; // an extent near the largest numbers has no room for round ones
    const double first = std::ceil(axis.min / step);
    const double last = std::floor(axis.max / step);
    for (double i = first; i <= last; i++)
        visit((i * step - axis.min) / range * pixels, i * step, decimals_of(step));
}

} // namespace heatmap::picture
