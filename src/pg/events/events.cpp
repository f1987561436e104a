// Window functions over the events of one visitor in order of time: sessionize, dwell_time and
// rage_click. Like row_number(), they look at the partition and ignore the frame.
//
// Their parameters are read at the first row of a partition and hold for all of it.

#include <cmath>

#include "pg/base/time.hpp"

namespace heatmap::events {

namespace {

// How a window function begins. It marks the current row: what is before it need not be kept.
WindowObject EnterWindow(FunctionCallInfo fcinfo) {
    WindowObject window = PG_WINDOW_OBJECT();
    // The function of an operator would be called without one.
    if (!WindowObjectIsValid(window))
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                        errmsg("window function requires an OVER clause")));
    WinSetMarkPosition(window, WinGetCurrentPosition(window));
    return window;
}

// Argument n at the current row. False if it is NULL.
bool GetArgument(WindowObject window, int n, Datum *value) {
    bool null;
    *value = WinGetFuncArgCurrent(window, n, &null);
    return !null;
}

// Argument n of the row that is `offset` rows on. False if there is none, or it is NULL.
bool GetAhead(WindowObject window, int n, int offset, Datum *value) {
    bool null, is_out;
    *value =
        WinGetFuncArgInPartition(window, n, offset, WINDOW_SEEK_CURRENT, false, &null, &is_out);
    return !null;
}

// Between two times, in microseconds, whichever is earlier.
uint64_t Distance(TimestampTz a, TimestampTz b) {
    return elapsed(Min(a, b), Max(a, b));
}

// A parameter, which must not be NULL.
Datum GetParameter(WindowObject window, int n, const char *name) {
    Datum value;
    if (!GetArgument(window, n, &value))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s must not be null", name)));
    return value;
}

// A length of time, in microseconds.
uint64_t GetLength(WindowObject window, int n, const char *name) {
    return MicrosecondsOf(*DatumGetIntervalP(GetParameter(window, n, name)), name);
}

// A parameter that is read once a partition.
struct Limit {
    bool known;
    uint64_t length;

    // Argument 1.
    uint64_t Get(WindowObject window, const char *name) {
        if (!known) {
            length = GetLength(window, 1, name);
            known = true;
        }
        return length;
    }
};

} // namespace

// sessionize(ts, gap): the number of the session, which ends where the next event is more than a
// gap away. NULL for a row without a time, which belongs to no session.
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
    // Descending order will do as well.
    if (state->session == 0 || Distance(at, state->last) > gap)
        state->session++;
    state->last = at;
    PG_RETURN_INT64(state->session);
}

// dwell_time(ts, cap): the time until the next row; NULL if that is more than the cap, or unknown,
// or negative.
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

namespace {

struct Click {
    bool known; // its time and place
    TimestampTz at;
    double x, y;
};

// What rage_click knows of a partition. Rows have their numbers in it, from 0.
struct Rage {
    bool begun;
    // Parameters.
    bool manhattan;
    int64 clicks;
    double radius;
    uint64_t max_gap, max_span;
    // The last burst that was found, and whether the chain below is that burst.
    int32 burst;
    bool in_burst;
    // A chain of close rows within the span: `first`, which is the current row or the first of a
    // burst, to `last`, which is the row before `reach`. It is followed no further than to see that
    // it is long enough. `reach` never decreases from row to row.
    Click first, last;
    int64 reach;
};

void ReadParameters(WindowObject window, Rage *rage) {
    rage->clicks = DatumGetInt32(GetParameter(window, 3, "clicks"));
    rage->radius = DatumGetFloat8(GetParameter(window, 4, "radius"));
    rage->max_gap = GetLength(window, 5, "max_gap");
    Datum span;
    rage->max_span = GetArgument(window, 6, &span)
                         ? MicrosecondsOf(*DatumGetIntervalP(span), "max_span")
                         : UINT64_MAX;
    const char *metric = TextDatumGetCString(GetParameter(window, 7, "metric"));
    rage->manhattan = strcmp(metric, "manhattan") == 0;
    if (!rage->manhattan && strcmp(metric, "euclidean") != 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("unrecognized metric \"%s\"", metric),
                        errhint("The metrics are euclidean and manhattan.")));
    if (rage->clicks < 2)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("clicks must be at least 2")));
    if (!(rage->radius >= 0))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("radius must not be negative or NaN")));
    rage->begun = true;
}

// Sets the place of a click whose time is known. False if it is none.
bool SetPlace(Click *click, Datum x, Datum y) {
    click->x = DatumGetFloat8(x);
    click->y = DatumGetFloat8(y);
    click->known = !std::isnan(click->x) && !std::isnan(click->y);
    return click->known;
}

Click CurrentClick(WindowObject window) {
    Datum ts, x, y;
    Click click{};
    if (GetArgument(window, 0, &ts)) {
        click.at = FiniteTime(DatumGetTimestampTz(ts));
        if (GetArgument(window, 1, &x) && GetArgument(window, 2, &y))
            SetPlace(&click, x, y);
    }
    return click;
}

// Between two coordinates; nothing between an infinite one and itself.
double Difference(double a, double b) {
    return a == b ? 0 : std::fabs(a - b);
}

// Takes the row that is `offset` rows on into the chain that ends before it. False if it is not
// close. Its time is looked at before its place: most clicks are far apart in time.
bool Extend(WindowObject window, Rage *rage, int offset) {
    Datum ts, x, y;
    if (!GetAhead(window, 0, offset, &ts))
        return false;
    Click next;
    next.at = FiniteTime(DatumGetTimestampTz(ts));
    if (Distance(next.at, rage->last.at) > rage->max_gap ||
        Distance(next.at, rage->first.at) > rage->max_span || !GetAhead(window, 1, offset, &x) ||
        !GetAhead(window, 2, offset, &y) || !SetPlace(&next, x, y))
        return false;
    const double dx = Difference(next.x, rage->last.x), dy = Difference(next.y, rage->last.y);
    if ((rage->manhattan ? dx + dy : std::hypot(dx, dy)) > rage->radius)
        return false;
    rage->last = next;
    rage->reach++;
    return true;
}

} // namespace

// rage_click(ts, x, y, clicks, radius, max_gap, max_span, metric): the number of the burst that the
// row belongs to. Bursts are found from the front: the first row from which a chain of close rows
// is long enough begins one, and the chain is the burst.
HEATMAP_FUNCTION(rage_click) {
    WindowObject window = EnterWindow(fcinfo);
    auto *rage = static_cast<Rage *>(WinGetPartitionLocalMemory(window, sizeof(Rage)));
    if (!rage->begun)
        ReadParameters(window, rage);
    const int64 row = WinGetCurrentPosition(window);
    if (rage->in_burst) {
        if (row < rage->reach || Extend(window, rage, 0))
            PG_RETURN_INT32(rage->burst);
        rage->in_burst = false;
    }
    rage->first = CurrentClick(window);
    if (!rage->first.known)
        PG_RETURN_NULL();
    if (rage->reach <= row) {
        rage->reach = row + 1;
        rage->last = rage->first;
    }
    while (rage->reach - row < rage->clicks) {
        CHECK_FOR_INTERRUPTS();
        if (!Extend(window, rage, static_cast<int>(rage->reach - row)))
            PG_RETURN_NULL();
    }
    rage->in_burst = true;
    rage->burst++;
    PG_RETURN_INT32(rage->burst);
}

} // namespace heatmap::events
