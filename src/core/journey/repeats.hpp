// Dropping rows that repeat the row before them.
#pragma once

#include <cstdint>

#include "core/base/poll.hpp"

namespace heatmap::journey {

// Removes every row for which repeats(kept, row) is true, `kept` being the last one that stays.
// Returns how many stay.
template <class Row, class Repeats>
uint32_t drop_repeats(Row *rows, uint32_t n, Poll poll, Repeats &&repeats) noexcept {
    Work work{poll};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        work.add(1);
        if (kept == 0 || !repeats(rows[kept - 1], rows[i]))
            rows[kept++] = rows[i];
    }
    return kept;
}

} // namespace heatmap::journey
