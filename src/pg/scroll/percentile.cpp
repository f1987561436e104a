#include "pg/scroll/bands.hpp"

namespace heatmap::scroll {

// scroll_percentile(h, p): the smallest depth that a share p of the views did not pass. NULL if
// there are no views.
HEATMAP_FUNCTION(scroll_percentile) {
    const Bands bands = GetBands(fcinfo, 0);
    const double p = PG_GETARG_FLOAT8(1);
    if (!(p >= 0 && p <= 1))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("percentile must be between 0 and 1")));
    if (bands.views() == 0)
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(percentile(bands, p));
}

} // namespace heatmap::scroll
