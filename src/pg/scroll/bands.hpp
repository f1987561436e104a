// Scroll depth and attention in the server's memory.
#pragma once

#include "core/scroll/bands.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::scroll {

using grid::Check;

// Argument n, a scroll histogram; any other heatmap is an error.
Bands GetBands(FunctionCallInfo fcinfo, int n);

} // namespace heatmap::scroll
