// Bringing cells onto another canvas.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

// Spreads each cell over the cells of `to` that it overlaps, in proportion to the area that they
// share, and adds what is beyond `to` to *outside. A cell that lies within one cell of `to`, which
// it does where edges coincide and the new cells are whole multiples of the old ones, goes there as
// a whole: no value is rounded. `values` has a value for each cell of `to`, in row-major order, to
// which the parts are added.
void regrid(const Cell *cells, uint32_t n, const Canvas &from, const Canvas &to, Poll poll,
            double *values, double *outside) noexcept;

} // namespace heatmap::grid
