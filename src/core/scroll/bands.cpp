#include <algorithm>

#include "core/scroll/bands.hpp"

namespace heatmap::scroll {

bool bands_of_histogram(const Canvas &histogram, Canvas *bands) noexcept {
    // Unsigned, so that no row at all makes too many bands.
    return make_bands(histogram.xmax, histogram.rows - 1, bands) == CanvasError::none &&
           grid::same_canvas(histogram, histogram_canvas(bands->ymax, int32_t(bands->rows)));
}

void sum_reached(const Bands &bands, Poll poll) noexcept {
    Work work{poll};
    bands.reached[bands.count()] = bands.stopped[bands.count()];
    for (uint32_t band = bands.count(); band > 0; band--) {
        work.add(1);
        bands.reached[band - 1] = bands.reached[band] + bands.stopped[band - 1];
    }
}

double reach(const Bands &bands, double depth) noexcept {
    const Canvas &canvas = bands.canvas;
    if (depth <= canvas.ymin)
        return 1;
    if (depth > canvas.ymax)
        return 0;
    uint32_t band = 0;
    locate_depth(canvas, depth, &band);
    if (band == bands.count())
        return bands.reached[band] / bands.views();
    const double top = bands.top(band), bottom = bands.top(band + 1);
    const double below = (bottom - depth) / (bottom - top);
    return (bands.reached[band + 1] + below * bands.stopped[band]) / bands.views();
}

double percentile(const Bands &bands, double p) noexcept {
    // The first band by whose end at least this many views have stopped, and at least one.
    const double wanted = p * bands.views();
    bool anybody = false;
    for (uint32_t band = 0; band < bands.count(); band++) {
        anybody |= bands.stopped[band] > 0;
        if (!anybody || bands.views() - bands.reached[band + 1] < wanted)
            continue;
        const double top = bands.top(band), bottom = bands.top(band + 1);
        const double before = bands.views() - bands.reached[band];
        const double part = bands.stopped[band] > 0 ? (wanted - before) / bands.stopped[band] : 0;
        return top + (bottom - top) * std::clamp(part, 0.0, 1.0);
    }
    return bands.canvas.ymax;
}

} // namespace heatmap::scroll
