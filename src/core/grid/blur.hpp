// Gaussian blur of a dense grid, reflecting at the borders so that no mass is lost.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/poll.hpp"

namespace heatmap::grid {

// Doubles of scratch memory that blur() needs.
size_t blur_scratch(uint32_t cols, uint32_t rows) noexcept;

// Blurs `grid` (rows x cols, row-major) in place. The sigmas are in cells, finite and >= 0. The
// cost does not depend on them. Cells that no blurred mass reaches stay exactly 0, and a grid
// without negative values gets none.
void blur(double *grid, uint32_t cols, uint32_t rows, double sigma_x, double sigma_y, Poll poll,
          double *scratch) noexcept;

} // namespace heatmap::grid
