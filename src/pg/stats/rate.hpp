// Rates and their intervals as columns.
#pragma once

#include "core/stats/rates.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::stats {

// Puts a rate and its interval as three columns. All are NULL without views; the interval is NULL
// if there are more clicks than views, or fewer than none.
inline void PutRate(Row &row, double clicks, double views, double z) {
    row.ratio(clicks, views);
    if (views == 0 || clicks < 0 || clicks > views) {
        row.null();
        row.null();
    } else {
        const Rate rate = wilson(clicks, views, z);
        row.real(rate.low);
        row.real(rate.high);
    }
}

} // namespace heatmap::stats
