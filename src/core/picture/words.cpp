#include <cmath>
#include <cstdio>
#include <string_view>

#include "core/picture/words.hpp"

namespace heatmap::picture {

namespace {

Words printed(const char *format, double v) noexcept {
    char digits[32];
    std::snprintf(digits, sizeof(digits), format, v);
    return Words().add(digits);
}

// Puts commas into the whole part of written digits.
Words with_commas(const Words &digits) noexcept {
    const std::string_view text = digits;
    const size_t begin = text.starts_with('-') ? 1 : 0;
    const size_t end = std::min(text.find('.'), text.size());
    Words words;
    for (size_t i = 0; i < text.size(); i++) {
        if (i > begin && i < end && (end - i) % 3 == 0)
            words.add(",");
        words.add(text.substr(i, 1));
    }
    return words;
}

} // namespace

Words number_words(double v, int decimals) noexcept {
    if (!(std::fabs(v) < 1e15))
        return printed("%.6g", v);
    char digits[40];
    std::snprintf(digits, sizeof(digits), "%.*f", decimals, v);
    std::string_view text = digits;
    if (decimals > 0) {
        while (text.ends_with('0'))
            text.remove_suffix(1);
        if (text.ends_with('.'))
            text.remove_suffix(1);
    }
    return with_commas(Words().add(text == "-0" ? "0" : text));
}

Words value_words(double v) noexcept {
    if (std::fabs(v) >= 100 || v == std::floor(v))
        return std::fabs(v) < 1e15 ? number_words(v, 0) : printed("%.3g", v);
    return printed("%.3g", v);
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
    const bool whole = std::fabs(percent - std::nearbyint(percent)) < 1e-9;
    return printed(whole ? "%.0f%%" : "%.1f%%", percent);
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
