#include "pg/events/window.hpp"

namespace heatmap::events {

// sessionize(ts, gap): the number of the session. A session ends where the next event is more than
// the gap away. NULL for a row without a time, which belongs to no session.
HEATMAP_FUNCTION(sessionize) {
    struct State {
        Limit gap;
        int64 session;
        TimestampTz last;
    };
    WindowObject window = EnterWindow(fcinfo);
    auto *state = static_cast<State *>(WinGetPartitionLocalMemory(window, sizeof(State)));
    const uint64_t gap = state->gap.Get(window, "gap");
    Datum ts;
    if (!GetArgument(window, 0, &ts))
        PG_RETURN_NULL();
    const TimestampTz at = FiniteTime(DatumGetTimestampTz(ts));
    // Distance() has no sign, so descending order works as well.
    if (state->session == 0 || Distance(at, state->last) > gap)
        state->session++;
    state->last = at;
    PG_RETURN_INT64(state->session);
}

} // namespace heatmap::events
