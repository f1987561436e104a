// Rates with their intervals as columns.
#pragma once

#include "core/stats/rates.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::stats {

// A rate and its interval as three columns; NULL where they mean nothing: no views, and an interval
// of more clicks than views, or of fewer than none.
inline void SetRate(double clicks, double views, double z, Datum *values, bool *nulls) {
    SetRatio(&values[0], &nulls[0], clicks, views, views > 0);
    nulls[1] = nulls[2] = nulls[0] || clicks < 0 || clicks > views;
    if (!nulls[1]) {
        const Rate rate = wilson(clicks, views, z);
        values[1] = Float8GetDatum(rate.low);
        values[2] = Float8GetDatum(rate.high);
    }
}

} // namespace heatmap::stats
