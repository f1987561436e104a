// The bands of a page, from the top down, and how many views stopped in each band. Their canvas has
// one column and goes from 0 down to the height of the page.
#pragma once

#include <cstddef>

#include "core/base/poll.hpp"
#include "core/grid/canvas.hpp"

namespace heatmap::scroll {

using grid::Canvas;
using grid::CanvasError;

inline CanvasError make_bands(double page_height, int64_t bands, Canvas *canvas) noexcept {
    return grid::make_canvas(0, 0, 1, page_height, 1, bands, canvas);
}

// Views of negative depth are outside and do not count.
struct Bands {
    Canvas canvas;
    const double *stopped; // by band: views that stopped in it
    double *reached;       // views that came to the top of a band or further; one more entry, 0

    uint32_t count() const noexcept {
        return canvas.rows;
    }

    double views() const noexcept {
        return reached[0];
    }

    double top(uint32_t band) const noexcept {
        return grid::edge(canvas.ymin, canvas.ymax, canvas.rows, band);
    }
};

// Fills `reached` from `stopped`.
void sum_reached(const Bands &bands, Poll poll) noexcept;

// The share of the views that came to this depth or further. Within a band, views are assumed to
// have stopped evenly. The depth is not NaN, and there is at least one view.
double reach(const Bands &bands, double depth) noexcept;

// The smallest depth that a share p, 0 to 1, of the views did not pass. There is at least one view.
double percentile(const Bands &bands, double p) noexcept;

} // namespace heatmap::scroll
