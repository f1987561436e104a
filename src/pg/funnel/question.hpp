// The parameters of funnels in the server's memory.
#pragma once

#include "core/funnel/question.hpp"

#include "pg/base/time.hpp"

namespace heatmap::funnel {

// A list of modes; unknown ones, and some that contradict each other, are errors.
Modes ModesOfText(const text *list);

// Argument n, a window that is not NULL.
inline uint64_t GetWindow(FunctionCallInfo fcinfo, int n) {
    return MicrosecondsOf(*PG_GETARG_INTERVAL_P(n), "funnel window");
}

inline Modes GetModes(FunctionCallInfo fcinfo, int n) {
    return ModesOfText(PG_GETARG_TEXT_PP(n));
}

} // namespace heatmap::funnel
