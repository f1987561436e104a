#include "pg/scroll/bands.hpp"

namespace heatmap::scroll {

// scroll_reach(h, depth): the share of the views that came to this depth or further. NULL if there
// are no views.
HEATMAP_FUNCTION(scroll_reach) {
    const Bands bands = GetBands(fcinfo, 0);
    const double depth = PG_GETARG_FLOAT8(1);
    if (std::isnan(depth))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("depth must not be NaN")));
    if (bands.views() == 0)
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(reach(bands, depth));
}

// scroll_reach_map(h): the reach of each band as a heatmap, for pictures.
HEATMAP_FUNCTION(scroll_reach_map) {
    const Bands bands = GetBands(fcinfo, 0);
    const double views = bands.views();
    Work work{CheckForInterrupts};
    for (uint32_t band = 0; band < bands.count(); band++) {
        bands.reached[band] = views != 0 ? bands.reached[band] / views : 0;
        work.add(1);
    }
    PG_RETURN_POINTER(grid::StoreDense(bands.canvas, 0, bands.reached));
}

} // namespace heatmap::scroll
