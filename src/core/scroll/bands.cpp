#include <algorithm>

#include "core/scroll/bands.hpp"

namespace heatmap::scroll {

void sum_reached(const Bands &bands, Poll poll) noexcept {
    Work work{poll};
    bands.reached[bands.count()] = 0;
    for (uint32_t band = bands.count(); band > 0; band--) {
        work.add(1);
        bands.reached[band - 1] = bands.reached[band] + bands.stopped[band - 1];
    }
}

double reach(const Bands &bands, double depth) noexcept {
    const Canvas &canvas = bands.canvas;
    if (depth <= canvas.ymin)
        return 1;
    if (depth >= canvas.ymax)
        return 0;
    uint32_t band = 0;
    grid::locate(canvas, canvas.xmin, depth, &band); // found: the depth is on the canvas
    const double top = bands.top(band), bottom = bands.top(band + 1);
    // A band can be so narrow that its edges are equal.
    const double below = bottom > top ? std::clamp((bottom - depth) / (bottom - top), 0.0, 1.0) : 1;
    return (bands.reached[band + 1] + below * bands.stopped[band]) / bands.views();
}

double percentile(const Bands &bands, double p) noexcept {
    // The first band by whose end at least this many views have stopped, and at least one.
    const double wanted = p * bands.views();
    uint32_t band = 0;
    bool anybody = false;
    for (; band + 1 < bands.count(); band++) {
        anybody |= bands.stopped[band] > 0;
        if (anybody && bands.views() - bands.reached[band + 1] >= wanted)
            break;
    }
    const double top = bands.top(band), bottom = bands.top(band + 1);
    const double before = bands.views() - bands.reached[band];
    const double part = bands.stopped[band] > 0 ? (wanted - before) / bands.stopped[band] : 0;
    return top + (bottom - top) * std::clamp(part, 0.0, 1.0);
}

} // namespace heatmap::scroll
