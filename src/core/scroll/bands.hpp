// The bands of a page, from the top down, and scroll histograms: how many views stopped in each
// band, and how many came to the end of the page.
#pragma once

#include <cstddef>

#include "core/base/poll.hpp"
#include "core/grid/canvas.hpp"

namespace heatmap::scroll {

using grid::Canvas;
using grid::CanvasError;

// The canvas of a page: one column of bands, from 0 down to the height of the page.
inline CanvasError make_bands(double page_height, int64_t bands, Canvas *canvas) noexcept {
    return grid::make_canvas(0, 0, 1, page_height, 1, bands, canvas);
}

// The canvas of a scroll histogram: the bands and below them one row more, the end, for the views
// that came to the end of the page. Its lower edge is rounded, so the height of the page is kept
// where it is exact: as the width. Not checked; page heights and numbers of bands that make_bands()
// refuses give a canvas that check_canvas() refuses.
inline Canvas histogram_canvas(double page_height, int32_t bands) noexcept {
    const auto rows = bands < 1 ? 0 : static_cast<uint32_t>(bands) + 1;
    return Canvas{1, rows, 0, 0, page_height, page_height + page_height / bands};
}

// The bands of a histogram with this canvas. False if it is not the canvas of a histogram.
bool bands_of_histogram(const Canvas &histogram, Canvas *bands) noexcept;

// Finds the row of a view of this depth: its band, or the end, which is row number bands.rows.
// False if the depth is negative or NaN.
inline bool locate_depth(const Canvas &bands, double depth, uint32_t *row) noexcept {
    if (depth >= bands.ymax) {
        *row = bands.rows;
        return true;
    }
    return grid::locate(bands, 0, depth, row);
}

// Views of negative depth are outside and do not count.
struct Bands {
    Canvas canvas;
    const double *stopped; // views that stopped in each band; one more entry: came to the end
    double *reached;       // views that came to the top of each band, or to the end, or further

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
