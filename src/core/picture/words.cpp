#include <cmath>
#include <cstdio>

#include "core/picture/words.hpp"

namespace heatmap::picture {

namespace {

Words printed(const char *format, double v) noexcept {
    char digits[32];
    std::snprintf(digits, sizeof(digits), format, v);
    return Words().add(digits);
}

} // namespace

Words value_words(double v) noexcept {
    if (std::fabs(v) >= 100 && std::fabs(v) < 1e15)
        v = std::nearbyint(v);
    if (v != std::floor(v) || std::fabs(v) >= 1e15)
        return printed("%.3g", v);
    const Words digits = printed("%.0f", std::fabs(v));
    Words words;
    if (v < 0)
        words.add("-");
    for (size_t i = 0; i < digits.size; i++) {
        if (i > 0 && (digits.size - i) % 3 == 0)
            words.add(",");
        words.add({digits.bytes + i, 1});
    }
    return words;
}

Words percent_words(double ratio) noexcept {
    if (std::isnan(ratio))
        return Words().add("-");
    if (ratio == 0 || ratio == 1)
        return Words().add(ratio == 0 ? "0%" : "100%");
    if (ratio > 0 && ratio < 0.0005)
        return Words().add("<0.1%");
    if (ratio < 1 && ratio >= 0.9995)
        return Words().add(">99.9%");
    const double percent = 100 * ratio;
    return printed(percent == std::floor(percent) ? "%.0f%%" : "%.1f%%", percent);
}

Words duration_words(double seconds) noexcept {
    constexpr double minute = 60, hour = 3600, day = 86400;
    if (seconds < minute)
        return value_words(seconds).add(" s");
    if (seconds < hour)
        return value_words(seconds / minute).add(" min");
    if (seconds < 2 * day)
        return value_words(seconds / hour).add(" h");
    return value_words(seconds / day).add(" days");
}

} // namespace heatmap::picture
