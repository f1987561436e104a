// Finds the cells of many points at once.
#pragma once

#include "core/grid/canvas.hpp"

namespace heatmap::grid {

inline constexpr uint32_t no_cell = UINT32_MAX;

// For each of n points what locate() finds; no_cell for a point that is outside or not a number.
// Where the processor can, four points are worked on at once, with the same results to the bit.
void locate_many(const Canvas &canvas, const double *x, const double *y, size_t n,
                 uint32_t *cells) noexcept;

namespace detail {

// The form for every processor.
void locate_plain(const Canvas &canvas, const double *x, const double *y, size_t n,
                  uint32_t *cells) noexcept;

} // namespace detail

} // namespace heatmap::grid
