// Times and durations in the server's types.
#pragma once

#include "core/base/time.hpp"

#include "pg/base/pg.hpp"

namespace heatmap {

// An interval in microseconds; `name` is for messages. Intervals with months (whose length varies)
// and negative intervals are errors. UINT64_MAX stands for infinity and for intervals that are too
// long for the type: no two times are further apart.
uint64_t MicrosecondsOf(const Interval &interval, const char *name);

// The reverse: an interval of days and the rest of a day, like the difference of two timestamps.
Interval IntervalOf(uint64_t microseconds);

// Returns the time of an event. Infinity is an error.
inline TimestampTz FiniteTime(TimestampTz at) {
    if (TIMESTAMP_NOT_FINITE(at))
        ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
                        errmsg("time of an event must not be infinite")));
    return at;
}

} // namespace heatmap
