#include <bit>
#include <cstring>

#include "core/funnel/matching.hpp"

namespace heatmap::funnel {

void Matching::start(const Event *rows, uint32_t n) noexcept {
    n_ = 0;
    std::memset(row_of_, 0, sizeof(row_of_));
    uint32_t candidates[max_steps] = {};
    uint64_t wanted = ~uint64_t{0}; // steps with fewer than max_steps candidates
    for (uint32_t i = 0; i < n && wanted != 0; i++) {
        if ((rows[i].steps & wanted) == 0)
            continue;
        rows_[n_++] = Row{rows[i].steps, i, none};
        for (uint64_t left = rows[i].steps; left != 0; left &= left - 1) {
            const int step = std::countr_zero(left);
            if (++candidates[step] == max_steps)
                wanted &= ~(uint64_t{1} << step);
        }
    }
}

void Matching::clear() noexcept {
    for (uint32_t r = 0; r < n_; r++)
        rows_[r].step = none;
}

bool Matching::add(uint32_t step) noexcept {
    uint8_t queue[max_steps], parent[max_steps];
    uint32_t head = 0, tail = 0;
    uint64_t seen = uint64_t{1} << step;
    queue[tail++] = static_cast<uint8_t>(step);
    while (head < tail) {
        uint32_t s = queue[head++];
        for (uint32_t r = 0; r < n_; r++) {
            if ((rows_[r].steps >> s & 1) == 0)
                continue;
            const uint8_t filled = rows_[r].step;
            if (filled == none) {
                // Each step on the path takes the row through which the search went on from it.
                for (uint32_t row = r;;) {
                    const uint32_t old = row_of_[s];
                    row_of_[s] = static_cast<uint16_t>(row);
                    rows_[row].step = static_cast<uint8_t>(s);
                    if (s == step)
                        return true;
                    row = old;
                    s = parent[s];
                }
            }
            if ((seen >> filled & 1) == 0) {
                seen |= uint64_t{1} << filled;
                parent[filled] = static_cast<uint8_t>(s);
                queue[tail++] = filled;
            }
        }
    }
    return false;
}

} // namespace heatmap::funnel
