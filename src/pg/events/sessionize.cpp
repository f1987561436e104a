#include "pg/events/window.hpp"

namespace heatmap::events {

namespace {

// What sessionize keeps for a partition.
struct Sessions {
    bool begun;
    TimeOrder order;
    uint64_t gap, max_length;
    int64 session;
    TimestampTz first, last; // of the session
    bool last_starts;        // the last row said that a session starts there
};

void ReadParameters(WindowObject window, Sessions *sessions) {
    sessions->gap = GetLength(window, 1, "gap");
    sessions->max_length = GetLengthOrNone(window, 2, "max_length");
    sessions->begun = true;
}

} // namespace

// sessionize(ts, gap, max_length, starts): the number of the session. NULL for a row without a
// time, which belongs to no session.
HEATMAP_FUNCTION(sessionize) {
    WindowObject window = EnterWindow(fcinfo);
    auto *s = static_cast<Sessions *>(WinGetPartitionLocalMemory(window, sizeof(Sessions)));
    if (!s->begun)
        ReadParameters(window, s);
    Datum ts, starts;
    if (!GetArgument(window, 0, &ts))
        PG_RETURN_NULL();
    const TimestampTz at = FiniteTime(DatumGetTimestampTz(ts));
    s->order.Add(fcinfo->flinfo, at);
    const bool starts_here = GetArgument(window, 3, &starts) && DatumGetBool(starts);
    // With the latest row first, a row at which a session starts is the last one of its session.
    const bool starts_now = s->order.Direction() < 0 ? s->last_starts : starts_here;
    // Distance() has no sign, so both directions work.
    if (s->session == 0 || starts_now || Distance(at, s->last) > s->gap ||
        Distance(at, s->first) > s->max_length) {
        s->session++;
        s->first = at;
    }
    s->last = at;
    s->last_starts = starts_here;
    PG_RETURN_INT64(s->session);
}

} // namespace heatmap::events
