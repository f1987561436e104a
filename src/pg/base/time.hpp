// Times and lengths of time in the server's memory.
#pragma once

#include "core/base/time.hpp"

#include "pg/base/pg.hpp"

namespace heatmap {

// A length of time in microseconds; `name` is for messages. Months (whose length varies) and
// negative ones are errors; one so long that no two times are further apart, or infinity, is the
// largest number.
uint64_t MicrosecondsOf(const Interval &interval, const char *name);

// The same as days and less, as the difference of two timestamps has it.
Interval IntervalOf(uint64_t microseconds);

// The time of an event. Infinity is an error.
inline TimestampTz FiniteTime(TimestampTz at) {
    if (TIMESTAMP_NOT_FINITE(at))
        ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
                        errmsg("time of an event must not be infinite")));
    return at;
}

} // namespace heatmap
