#include <algorithm>

#include "core/grid/hotspots.hpp"
#include "core/base/memory.hpp"

namespace heatmap::grid {

namespace {

// Calls visit(index) for the up to eight neighbours of a cell, until it returns false.
template <class Visit>
void for_each_neighbour(uint32_t index, uint32_t cols, uint32_t rows, Visit &&visit) noexcept {
    const uint32_t col = index % cols;
    const uint32_t row = index / cols;
    const uint32_t row_end = std::min(row + 2, rows);
    const uint32_t col_end = std::min(col + 2, cols);
    for (uint32_t r = row > 0 ? row - 1 : 0; r < row_end; r++)
        for (uint32_t c = col > 0 ? col - 1 : 0; c < col_end; c++)
            if ((r != row || c != col) && !visit(r * cols + c))
                return;
}

} // namespace

uint32_t find_hotspots(const double *grid, uint32_t cols, uint32_t rows, Poll poll, uint32_t *queue,
                       bool *seen, Cell *found) noexcept {
    const uint32_t cells = cols * rows;
    uint32_t count = 0;
    clear_memory(seen, sizeof(bool) * cells, poll);
    Work work{poll};
    for (uint32_t start = 0; start < cells; start++) {
        work.add(1);
        const double value = grid[start];
        if (!(value > 0) || seen[start])
            continue;
        // Walk over the plateau. It is a summit if none of its cells has a higher neighbour.
        bool summit = true;
        uint32_t end = 0;
        for_each_neighbour(start, cols, rows, [&](uint32_t next) {
            summit = grid[next] <= value;
            return summit;
        });
        if (!summit)
            continue;
        seen[start] = true;
        queue[end++] = start;
        for (uint32_t i = 0; i < end; i++) {
            work.add(1);
            for_each_neighbour(queue[i], cols, rows, [&](uint32_t next) {
                if (grid[next] > value)
                    summit = false;
                if (grid[next] == value && !seen[next]) {
                    seen[next] = true;
                    queue[end++] = next;
                }
                return true;
            });
        }
        if (summit)
            found[count++] = Cell{start, value};
    }
    return count;
}

} // namespace heatmap::grid
