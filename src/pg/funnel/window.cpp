// The type funnel_window: microseconds in 8 bytes without a sign, all bits set for a window without
// an end.

#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

namespace {

uint64_t WindowOfSeconds(int64 seconds) {
    const uint64_t length = WindowOfBigint(seconds);
    return length < no_window / USECS_PER_SEC ? length * USECS_PER_SEC : no_window;
}

} // namespace

HEATMAP_FUNCTION(funnel_window_in) {
    char *text = PG_GETARG_CSTRING(0);
    if (pg_strcasecmp(text, "infinity") == 0)
        PG_RETURN_UINT64(no_window);
    const size_t begin = strspn(text, " ");
    const size_t digits = strspn(text + begin, "0123456789");
    const size_t end = begin + digits + strspn(text + begin + digits, " ");
    if (digits > 0 && text[end] == '\0') {
        Datum seconds;
        if (!DirectInputFunctionCallSafe(int8in, text, InvalidOid, -1, fcinfo->context, &seconds))
            PG_RETURN_NULL();
        PG_RETURN_UINT64(WindowOfSeconds(DatumGetInt64(seconds)));
    }
    uint64_t window;
    if (ReadWrittenTime(text, &window))
        PG_RETURN_UINT64(window);
    Datum interval;
    if (!DirectInputFunctionCallSafe(interval_in, text, InvalidOid, -1, fcinfo->context, &interval))
        PG_RETURN_NULL();
    if (!ToMicroseconds(*DatumGetIntervalP(interval), "funnel window", fcinfo->context, &window))
        PG_RETURN_NULL();
    PG_RETURN_UINT64(window);
}

HEATMAP_FUNCTION(funnel_window_out) {
    const auto window = static_cast<uint64_t>(PG_GETARG_INT64(0));
    if (window == no_window)
        PG_RETURN_CSTRING(pstrdup("infinity"));
    auto *text = static_cast<char *>(palloc(time_length));
    write_time(window, TimeUnit::microseconds, text);
    PG_RETURN_CSTRING(text);
}

HEATMAP_FUNCTION(funnel_window_recv) {
    return DirectFunctionCall1(int8recv, PG_GETARG_DATUM(0));
}

HEATMAP_FUNCTION(funnel_window_send) {
    return DirectFunctionCall1(int8send, PG_GETARG_DATUM(0));
}

HEATMAP_FUNCTION(funnel_window_from_interval) {
    PG_RETURN_UINT64(MicrosecondsOf(*PG_GETARG_INTERVAL_P(0), "funnel window"));
}

HEATMAP_FUNCTION(funnel_window_from_bigint) {
    PG_RETURN_UINT64(WindowOfSeconds(PG_GETARG_INT64(0)));
}

HEATMAP_FUNCTION(funnel_window_from_int) {
    PG_RETURN_UINT64(WindowOfSeconds(PG_GETARG_INT32(0)));
}

// psycopg 3 sends small numbers as this type.
HEATMAP_FUNCTION(funnel_window_from_smallint) {
    PG_RETURN_UINT64(WindowOfSeconds(PG_GETARG_INT16(0)));
}

namespace {

int Compare(FunctionCallInfo fcinfo) {
    const uint64_t a = GetWindow(fcinfo, 0), b = GetWindow(fcinfo, 1);
    return a < b ? -1 : a > b;
}

} // namespace

HEATMAP_FUNCTION(funnel_window_eq) {
    PG_RETURN_BOOL(Compare(fcinfo) == 0);
}

HEATMAP_FUNCTION(funnel_window_ne) {
    PG_RETURN_BOOL(Compare(fcinfo) != 0);
}

HEATMAP_FUNCTION(funnel_window_lt) {
    PG_RETURN_BOOL(Compare(fcinfo) < 0);
}

HEATMAP_FUNCTION(funnel_window_le) {
    PG_RETURN_BOOL(Compare(fcinfo) <= 0);
}

HEATMAP_FUNCTION(funnel_window_gt) {
    PG_RETURN_BOOL(Compare(fcinfo) > 0);
}

HEATMAP_FUNCTION(funnel_window_ge) {
    PG_RETURN_BOOL(Compare(fcinfo) >= 0);
}

HEATMAP_FUNCTION(funnel_window_cmp) {
    PG_RETURN_INT32(Compare(fcinfo));
}

HEATMAP_FUNCTION(funnel_window_hash) {
    return DirectFunctionCall1(hashint8, PG_GETARG_DATUM(0));
}

HEATMAP_FUNCTION(funnel_window_hash_extended) {
    return DirectFunctionCall2(hashint8extended, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
}

} // namespace heatmap::funnel
