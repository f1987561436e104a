// What set-returning functions share.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/base/pg.hpp"

namespace heatmap {

// The row type of the result.
inline TupleDesc ResultType(FunctionCallInfo fcinfo) {
    TupleDesc tuple;
    if (get_call_result_type(fcinfo, nullptr, &tuple) != TYPEFUNC_COMPOSITE)
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("function returning record called in context that cannot accept "
                               "type record")));
    return BlessTupleDesc(tuple);
}

// NULL where there is nothing to compare with, an error where the ratio is out of range.
inline void SetRatio(Datum *value, bool *null, double numerator, double denominator, bool defined) {
    const double ratio = defined ? numerator / denominator : 0;
    CheckFinite(ratio);
    *null = !defined;
    *value = Float8GetDatum(ratio);
}

} // namespace heatmap
