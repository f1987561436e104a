// Local maxima of a dense grid.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

// Room that find_hotspots needs for its result: no two maxima touch.
inline size_t max_hotspots(uint32_t cols, uint32_t rows) noexcept {
    return size_t{(cols + 1) / 2} * ((rows + 1) / 2);
}

// Finds every cell (or plateau of equal, touching cells) with a value > 0 that none of its up to
// eight neighbours exceeds. A plateau counts once, at its first cell in row-major order. `queue`
// and `seen` have cols * rows elements. Returns the number found, in row-major order.
uint32_t find_hotspots(const double *grid, uint32_t cols, uint32_t rows, Poll poll, uint32_t *queue,
                       bool *seen, Cell *found) noexcept;

// Heap order for taking hotspots out hottest first, ties by position (for std::pop_heap).
inline bool cooler(const Cell &a, const Cell &b) noexcept {
    return a.value != b.value ? a.value < b.value : a.index > b.index;
}

} // namespace heatmap::grid
