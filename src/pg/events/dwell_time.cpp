#include "pg/events/window.hpp"

namespace heatmap::events {

// dwell_time(ts, cap): the time until the next row. NULL if it is more than the cap, or negative,
// or unknown (there is no next row, or one of the two times is NULL).
HEATMAP_FUNCTION(dwell_time) {
    WindowObject window = EnterWindow(fcinfo);
    auto *limit = static_cast<Limit *>(WinGetPartitionLocalMemory(window, sizeof(Limit)));
    const uint64_t cap = limit->Get(window, "cap");
    Datum ts, next;
    if (!GetArgument(window, 0, &ts))
        PG_RETURN_NULL();
    const TimestampTz from = FiniteTime(DatumGetTimestampTz(ts));
    if (!GetAhead(window, 0, 1, &next))
        PG_RETURN_NULL();
    const TimestampTz to = FiniteTime(DatumGetTimestampTz(next));
    if (to < from || elapsed(from, to) > cap)
        PG_RETURN_NULL();
    auto *interval = static_cast<Interval *>(palloc(sizeof(Interval)));
    *interval = IntervalOf(elapsed(from, to));
    PG_RETURN_INTERVAL_P(interval);
}

} // namespace heatmap::events
