// The parameters of funnels in the server's memory.
#pragma once

#include "core/funnel/mode.hpp"

#include "pg/base/time.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::funnel {

// Reads a mode for a funnel of this size, whose times are intervals, or numbers in the unit of the
// window. A mode that is not valid is an error.
void ReadMode(const text *list, const FunnelSize &size, bool intervals, Mode *mode);

// The mode of argument n, which is not NULL, for a funnel of this size. It is kept for the next
// call of the function, which must not return rows.
const Mode &GetMode(FunctionCallInfo fcinfo, int n, const FunnelSize &size);

// The mode in a state of window_funnel, kept for the next call.
const Mode &ModeOfState(FunctionCallInfo fcinfo, const journey::State &state);

// The parameters of window_funnel over so many conditions.
journey::Parameters ParametersOf(const text *mode, uint64_t window, uint32_t conditions,
                                 bool intervals);

// Whether a text is a time as the extension writes it, a number and a unit. Not every one of them is
// an interval to PostgreSQL, whose numbers end at 2^63, before version 15 at 2^31.
bool ReadWrittenTime(std::string_view text, uint64_t *time);

// Argument n, a funnel_window that is not NULL, in microseconds.
inline uint64_t GetWindow(FunctionCallInfo fcinfo, int n) {
    return static_cast<uint64_t>(PG_GETARG_INT64(n));
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
    uint64_t window;
    const Mode *mode;

    Question question() const {
        return mode->question(window);
    }
};

// The arguments (journey, window, mode) of a function, of which the mode is kept for the next call.
Asked GetAsked(FunctionCallInfo fcinfo);

// The same for a function that returns rows: all is in the current memory.
Asked GetAskedOnce(FunctionCallInfo fcinfo);

} // namespace heatmap::funnel
