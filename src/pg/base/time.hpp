// Times and durations in the server's types.
#pragma once

#include <string_view>

#include "core/base/time.hpp"

#include "pg/base/pg.hpp"

namespace heatmap {

// For differences of times, which may be longer than an int64.
__extension__ using int128 = __int128;

// An interval in microseconds; `name` is for messages. Intervals with months (whose length varies)
// and negative intervals are errors. UINT64_MAX stands for infinity and for intervals that are too
// long for the type: no two times are further apart.
uint64_t MicrosecondsOf(const Interval &interval, const char *name);

// The same with errors that the caller of an input function may want to get softly, as `context`
// says: then it returns false.
bool ToMicroseconds(const Interval &interval, const char *name, fmNodePtr context,
                    uint64_t *length);

// Reads the text of an interval, as its type does. False if it is none.
bool ReadInterval(std::string_view text, Interval *interval);

// Returns whether an interval without months is shorter than nothing.
bool IsNegative(const Interval &interval);

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
