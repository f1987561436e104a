#include "pg/base/time.hpp"

namespace heatmap {

namespace {

int128 LengthOf(const Interval &interval) {
    return int128{interval.day} * USECS_PER_DAY + interval.time;
}

} // namespace

bool ToMicroseconds(const Interval &interval, const char *name, fmNodePtr context,
                    uint64_t *length) {
    *length = UINT64_MAX;
    if (INTERVAL_IS_NOEND(&interval))
        return true;
    if (interval.month != 0 && !INTERVAL_IS_NOBEGIN(&interval))
        ereturn(context, false,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("%s must not contain months or years", name),
                 errdetail("Their length varies."), errhint("Use days: a day is 24 hours here.")));
    const int128 microseconds = LengthOf(interval);
    if (INTERVAL_IS_NOBEGIN(&interval) || microseconds < 0)
        ereturn(
            context, false,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s must not be negative", name)));
    if (microseconds < UINT64_MAX)
        *length = static_cast<uint64_t>(microseconds);
    return true;
}

uint64_t MicrosecondsOf(const Interval &interval, const char *name) {
    uint64_t length;
    ToMicroseconds(interval, name, nullptr, &length);
    return length;
}

bool ReadInterval(std::string_view text, Interval *interval) {
    char *copy = pnstrdup(text.data(), text.size());
    char words[256];
    char *fields[MAXDATEFIELDS];
    int types[MAXDATEFIELDS], n, type;
#if PG_VERSION_NUM >= 150000
    pg_itm_in parts{};
#else
    pg_tm parts{};
    fsec_t fraction = 0;
#endif
    // The sign of an interval's first part may depend on this setting. Nothing below throws.
    const int style = IntervalStyle;
    IntervalStyle = INTSTYLE_POSTGRES;
    int error = ParseDateTime(copy, words, sizeof(words), fields, types, MAXDATEFIELDS, &n);
#if PG_VERSION_NUM >= 150000
    if (error == 0)
        error = DecodeInterval(fields, types, n, INTERVAL_FULL_RANGE, &type, &parts);
    if (error == DTERR_BAD_FORMAT)
        error = DecodeISO8601Interval(copy, &type, &parts);
    IntervalStyle = style;
    return error == 0 && type == DTK_DELTA && itmin2interval(&parts, interval) == 0;
#else
    if (error == 0)
        error = DecodeInterval(fields, types, n, INTERVAL_FULL_RANGE, &type, &parts, &fraction);
    if (error == DTERR_BAD_FORMAT)
        error = DecodeISO8601Interval(copy, &type, &parts, &fraction);
    IntervalStyle = style;
    return error == 0 && type == DTK_DELTA && tm2interval(&parts, fraction, interval) == 0;
#endif
}

bool IsNegative(const Interval &interval) {
    return LengthOf(interval) < 0;
}

Interval IntervalOf(uint64_t microseconds) {
    Interval interval;
    interval.month = 0;
    interval.day = static_cast<int32>(microseconds / USECS_PER_DAY);
    interval.time = static_cast<TimeOffset>(microseconds % USECS_PER_DAY);
    return interval;
}

} // namespace heatmap
