// Scroll depth and attention in the server's memory.
#pragma once

#include "core/scroll/bands.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::scroll {

using grid::Check;

inline Canvas BandsOf(double page_height, int32 bands) {
    Canvas canvas;
    Check(make_bands(page_height, bands, &canvas));
    return canvas;
}

// Argument n, a scroll histogram, which has one column; any other heatmap is an error.
Bands GetBands(FunctionCallInfo fcinfo, int n);

} // namespace heatmap::scroll
