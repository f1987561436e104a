#include "pg/events/window.hpp"

namespace heatmap::events {

// dwell_time(ts, cap): the time until the next row. NULL if it is more than the cap, or unknown:
// there is no next row, or one of the two times is NULL, or the latest row comes first.
HEATMAP_FUNCTION(dwell_time) {
    struct State {
        Limit cap;
        TimeOrder order;
    };
    WindowObject window = EnterWindow(fcinfo);
    auto *state = static_cast<State *>(WinGetPartitionLocalMemory(window, sizeof(State)));
    const uint64_t cap = state->cap.Get(window, "cap");
    Datum ts, next;
    if (!GetArgument(window, 0, &ts))
        PG_RETURN_NULL();
    const TimestampTz from = FiniteTime(DatumGetTimestampTz(ts));
    state->order.Add(fcinfo->flinfo, from);
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
