// The parameters of funnels in the server's memory.
#pragma once

#include "core/funnel/question.hpp"

#include "pg/base/time.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::funnel {

// Reads a list of modes. Unknown modes, and modes that contradict each other, are errors.
Modes ModesOfText(const text *list);

// Argument n, a window that is not NULL, in microseconds.
inline uint64_t GetWindow(FunctionCallInfo fcinfo, int n) {
    return MicrosecondsOf(*PG_GETARG_INTERVAL_P(n), "funnel window");
}

inline Modes GetModes(FunctionCallInfo fcinfo, int n) {
    return ModesOfText(PG_GETARG_TEXT_PP(n));
}

// A question asked of a journey.
struct Asked {
    journey::Journey journey;
    Question question;
};

// The arguments (journey, window, mode) of a function.
Asked GetAsked(FunctionCallInfo fcinfo);

} // namespace heatmap::funnel
