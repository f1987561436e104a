// Numbers as a reader of a picture wants them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace heatmap::picture {

// A short text with memory of its own. What does not fit is cut.
struct Words {
    char bytes[96];
    size_t size = 0;

    Words &add(std::string_view text) noexcept {
        const size_t n = std::min(text.size(), sizeof(bytes) - size);
        std::copy_n(text.data(), n, bytes + size);
        size += n;
        return *this;
    }

    operator std::string_view() const noexcept {
        return {bytes, size};
    }
};

// Whole numbers with commas; other numbers are rounded to whole ones from 100 on, and below have
// three significant digits.
Words value_words(double v) noexcept;

// A number with at most so many decimals, and commas.
Words number_words(double v, int decimals) noexcept;

// A ratio as a percentage with one decimal, unless it is whole. Only 1 is "100%" and only 0 is
// "0%"; what would be rounded to them is ">99.9%" and "<0.1%". NaN is "-".
Words percent_words(double ratio) noexcept;

// A time in the unit that fits it: "1.25 s", "12 min", "3.5 h", "12 days".
Words duration_words(double seconds) noexcept;

} // namespace heatmap::picture
