// The function click_rate: the share of the views that were clicked.

#include "pg/stats/confidence.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::stats {

// click_rate(clicks, views, confidence): clicks / views with its confidence interval.
HEATMAP_FUNCTION(click_rate) {
    const int64 clicks = PG_GETARG_INT64(0);
    const int64 views = PG_GETARG_INT64(1);
    if (clicks < 0 || clicks > views)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("clicks must be between 0 and the number of views"),
                        errhint("Count a view with several clicks once.")));
    const double z = GetWidth(fcinfo, 2);
    Row row(ResultType(fcinfo));
    if (views == 0) {
        for (int column = 0; column < 3; column++)
            row.null();
    } else {
        const Rate rate = wilson(static_cast<double>(clicks), static_cast<double>(views), z);
        row.real(rate.rate);
        row.real(rate.low);
        row.real(rate.high);
    }
    return row.finish();
}

} // namespace heatmap::stats
