#include <cmath>

#include "pg/events/window.hpp"

namespace heatmap::events {

namespace {

struct Click {
    bool known; // the time and the place are known
    TimestampTz at;
    double x, y;
};

// What rage_click keeps for a partition. Rows are numbered from 0 in their partition.
struct Rage {
    bool begun;
    TimeOrder order;
    // Parameters.
    bool manhattan;
    int64 clicks;
    double radius;
    uint64_t max_gap, max_span;
    // The number of the last burst found, and whether the chain below is that burst.
    int32 burst;
    bool in_burst;
    // A chain of close rows within max_span. It goes from `first`, which is the current row or the
    // first row of a burst, to `last`, which is the row before number `reach`. It is only followed
    // until it is long enough. `reach` never decreases from row to row.
    Click first, last;
    int64 reach;
};

void ReadParameters(WindowObject window, Rage *rage) {
    rage->clicks = DatumGetInt32(GetParameter(window, 3, "clicks"));
    rage->radius = DatumGetFloat8(GetParameter(window, 4, "radius"));
    rage->max_gap = GetLength(window, 5, "max_gap");
    rage->max_span = GetLengthOrNone(window, 6, "max_span");
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

// Sets the place of a click whose time is known. False if a coordinate is NaN.
bool SetPlace(Click *click, Datum x, Datum y) {
    click->x = DatumGetFloat8(x);
    click->y = DatumGetFloat8(y);
    click->known = !std::isnan(click->x) && !std::isnan(click->y);
    return click->known;
}

Click CurrentClick(FunctionCallInfo fcinfo, WindowObject window, TimeOrder *order) {
    Datum ts, x, y;
    Click click{};
    if (GetArgument(window, 0, &ts)) {
        click.at = FiniteTime(DatumGetTimestampTz(ts));
        order->Add(fcinfo->flinfo, click.at);
        if (GetArgument(window, 1, &x) && GetArgument(window, 2, &y))
            SetPlace(&click, x, y);
    }
    return click;
}

// The distance between two coordinates. It is 0 between equal infinities, too.
double Difference(double a, double b) {
    return a == b ? 0 : std::fabs(a - b);
}

// Extends the chain by the row that is `offset` rows after the current one and directly after the
// chain. False if that row is not close. Its time is compared before its place, because most clicks
// are far apart in time.
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
// row belongs to; NULL if it belongs to none. Bursts are found from the front of the partition: the
// first row that starts a long enough chain of close rows begins a burst, and the chain is the
// burst.
HEATMAP_FUNCTION(rage_click) {
    WindowObject window = EnterWindow(fcinfo);
    auto *rage = static_cast<Rage *>(WinGetPartitionLocalMemory(window, sizeof(Rage)));
    if (!rage->begun)
        ReadParameters(window, rage);
    const int64 row = WinGetCurrentPosition(window);
    const Click current = CurrentClick(fcinfo, window, &rage->order);
    if (rage->in_burst) {
        if (row < rage->reach || Extend(window, rage, 0))
            PG_RETURN_INT32(rage->burst);
        rage->in_burst = false;
    }
    rage->first = current;
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
