// Local maxima of a dense grid.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

// The most hotspots that find_hotspots() can find: no two of them touch.
inline size_t max_hotspots(uint32_t cols, uint32_t rows) noexcept {
    return size_t{(cols + 1) / 2} * ((rows + 1) / 2);
}

// Finds every cell (or plateau of equal, touching cells) with a value > 0 that none of its up to
// eight neighbours exceeds. A plateau counts once, at its first cell in row-major order. `queue`
// and `seen` have cols * rows elements, `found` has max_hotspots(). Returns the number found, in
// row-major order.
uint32_t find_hotspots(const double *grid, uint32_t cols, uint32_t rows, Poll poll, uint32_t *queue,
                       bool *seen, Cell *found) noexcept;

// Heap order (for std::pop_heap) in which the hottest hotspot comes out first, ties by position.
inline bool cooler(const Cell &a, const Cell &b) noexcept {
    return a.value != b.value ? a.value < b.value : a.index > b.index;
}

} // namespace heatmap::grid
