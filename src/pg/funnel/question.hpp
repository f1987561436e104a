// The parameters of funnels in the server's memory.
#pragma once

#include "core/funnel/question.hpp"

#include "pg/base/time.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::funnel {

// Reads a list of modes. Unknown modes, and modes that contradict each other, are errors.
Modes ModesOfText(const text *list);

// Argument n, a funnel_window that is not NULL, in microseconds.
inline uint64_t GetWindow(FunctionCallInfo fcinfo, int n) {
    return static_cast<uint64_t>(PG_GETARG_INT64(n));
}

inline Modes GetModes(FunctionCallInfo fcinfo, int n) {
    return ModesOfText(PG_GETARG_TEXT_PP(n));
}

// A window in the unit of whole numbers that stand for times. A negative one is an error.
inline uint64_t WindowOfBigint(int64 window) {
    if (window < 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("funnel window must not be negative")));
    return static_cast<uint64_t>(window);
}

// A question asked of a journey.
struct Asked {
    journey::Journey journey;
    Question question;
};

// The arguments (journey, window, mode) of a function.
Asked GetAsked(FunctionCallInfo fcinfo);

} // namespace heatmap::funnel
