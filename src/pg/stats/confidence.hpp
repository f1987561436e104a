// The argument `confidence` of functions that return an interval.
#pragma once

#include "core/stats/rates.hpp"
#include "pg/base/errors.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::stats {

// The number of standard deviations for argument n.
inline double GetWidth(FunctionCallInfo fcinfo, int n) {
    const double confidence = PG_GETARG_FLOAT8(n);
    if (!(confidence > 0 && confidence < 1))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("confidence must be between 0 and 1")));
    return normal_width(confidence);
}

} // namespace heatmap::stats
