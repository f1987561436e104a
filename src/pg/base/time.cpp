#include "pg/base/time.hpp"

namespace heatmap {

namespace {

__extension__ using int128 = __int128;

} // namespace

uint64_t MicrosecondsOf(const Interval &interval, const char *name) {
    if (INTERVAL_IS_NOEND(&interval))
        return UINT64_MAX;
    if (INTERVAL_IS_NOBEGIN(&interval))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("%s must not be negative", name)));
    if (interval.month != 0)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("%s must not contain months or years", name),
                 errdetail("Their length varies."), errhint("Use days: a day is 24 hours here.")));
    const int128 length = int128{interval.day} * USECS_PER_DAY + interval.time;
    if (length < 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("%s must not be negative", name)));
    return length < UINT64_MAX ? static_cast<uint64_t>(length) : UINT64_MAX;
}

Interval IntervalOf(uint64_t microseconds) {
    Interval interval;
    interval.month = 0;
    interval.day = static_cast<int32>(microseconds / USECS_PER_DAY);
    interval.time = static_cast<TimeOffset>(microseconds % USECS_PER_DAY);
    return interval;
}

} // namespace heatmap
