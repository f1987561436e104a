// What the window functions share. Like row_number(), they look at the whole partition and ignore
// the frame. Their parameters are read at the first row of a partition and hold for all of it.
#pragma once

#include "pg/base/time.hpp"

namespace heatmap::events {

// Begins a window function. It marks the current row, so that rows before it need not be kept.
inline WindowObject EnterWindow(FunctionCallInfo fcinfo) {
    WindowObject window = PG_WINDOW_OBJECT();
    // There is no window if the function is called through an operator.
    if (!WindowObjectIsValid(window))
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                        errmsg("window function requires an OVER clause")));
    WinSetMarkPosition(window, WinGetCurrentPosition(window));
    return window;
}

// Argument n at the current row. False if the argument is NULL.
inline bool GetArgument(WindowObject window, int n, Datum *value) {
    bool null;
    *value = WinGetFuncArgCurrent(window, n, &null);
    return !null;
}

// Argument n of the row that is `offset` rows after the current one. False if there is no such row,
// or if the argument is NULL.
inline bool GetAhead(WindowObject window, int n, int offset, Datum *value) {
    bool null, is_out;
    *value =
        WinGetFuncArgInPartition(window, n, offset, WINDOW_SEEK_CURRENT, false, &null, &is_out);
    return !null;
}

// The time between two times in either order, in microseconds.
inline uint64_t Distance(TimestampTz a, TimestampTz b) {
    return elapsed(Min(a, b), Max(a, b));
}

// Argument n. NULL is an error.
inline Datum GetParameter(WindowObject window, int n, const char *name) {
    Datum value;
    if (!GetArgument(window, n, &value))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s must not be null", name)));
    return value;
}

// Argument n, an interval, in microseconds. NULL is an error.
inline uint64_t GetLength(WindowObject window, int n, const char *name) {
    return MicrosecondsOf(*DatumGetIntervalP(GetParameter(window, n, name)), name);
}

// The same, but NULL means that there is no limit.
inline uint64_t GetLengthOrNone(WindowObject window, int n, const char *name) {
    Datum length;
    return GetArgument(window, n, &length) ? MicrosecondsOf(*DatumGetIntervalP(length), name)
                                           : UINT64_MAX;
}

// Checks that the rows of a partition run in one direction of time, and that it is the same in all
// partitions. All zeros before the first row.
class TimeOrder {
public:
    // Of the rows of this partition so far, in the order of the window: 1 if times increase, -1 if
    // they decrease, 0 as long as all are equal.
    int Direction() const {
        return direction_;
    }

    // Takes the time of the next row. An error if it goes against the direction of the rows so far;
    // the call's FmgrInfo remembers that of the other partitions.
    void Add(FmgrInfo *call, TimestampTz at) {
        if (seen_ && at != last_) {
            const int direction = at > last_ ? 1 : -1;
            if (call->fn_extra == nullptr)
                call->fn_extra = MemoryContextAllocZero(call->fn_mcxt, sizeof(int));
            int *const of_call = static_cast<int *>(call->fn_extra);
            if (*of_call == -direction)
                ereport(
                    ERROR,
                    (errcode(ERRCODE_WINDOWING_ERROR),
                     errmsg("rows of a window partition are not in order of time"),
                     errdetail("A row at %s follows a row at %s%s.", Text(at), Text(last_),
                               direction_ == 0 ? ", and those before went the other way" : ""),
                     errhint(
                         "Order the window by the time: OVER (PARTITION BY ... ORDER BY ...).")));
            *of_call = direction_ = direction;
        }
        seen_ = true;
        last_ = at;
    }

private:
    // timestamptz_to_str() returns a buffer that its next call overwrites.
    static char *Text(TimestampTz at) {
        return pstrdup(timestamptz_to_str(at));
    }

    bool seen_;
    int direction_;
    TimestampTz last_;
};

// An interval that is read once for each partition.
struct Limit {
    bool known;
    uint64_t length;

    // Argument 1 in microseconds.
    uint64_t Get(WindowObject window, const char *name) {
        if (!known) {
            length = GetLength(window, 1, name);
            known = true;
        }
        return length;
    }
};

} // namespace heatmap::events
