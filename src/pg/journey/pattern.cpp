// The functions journey_matches, journey_count and journey_match_times.

#include "core/journey/pattern.hpp"
#include "pg/base/text.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::journey {

namespace {

void CheckPattern(const ParsedPattern &parsed, std::string_view given, uint32_t conditions) {
    const char *word = pnstrdup(given.data() + parsed.at, given.size() - parsed.at);
    switch (parsed.error) {
    case PatternError::none:
        return;
    case PatternError::syntax:
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("invalid pattern of events at \"%s\"", word),
                 errhint("A pattern consists of (?1), which is condition 1, of a dot, which is any "
                         "event, of .*, which is any number of events, and of time limits in "
                         "seconds between two events, such as (?t<=3600).")));
        break;
    case PatternError::condition:
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("condition %u of the pattern does not exist", parsed.number),
                 errdetail_plural("The journey has %u condition.", "The journey has %u conditions.",
                                  conditions, conditions)));
        break;
    case PatternError::time_at_end:
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("invalid pattern of events at \"%s\"", word),
                        errdetail("A time limit stands between two events.")));
        break;
    case PatternError::time_at_star:
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("invalid pattern of events at \"%s\"", word),
                        errdetail("A time limit stands between two events, and allows any others "
                                  "between them."),
                        errhint("Leave out the \".*\" beside it.")));
        break;
    case PatternError::time_range:
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("time limit out of range at \"%s\"", word)));
        break;
    case PatternError::empty:
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("pattern of events must have an event")));
        break;
    case PatternError::too_long:
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("a pattern can have at most %u events", max_pattern)));
        break;
    }
}

// The arguments (journey, pattern).
struct Asked {
    Journey journey;
    Pattern pattern;
};

Asked GetAsked(FunctionCallInfo fcinfo) {
    const Journey journey = Load(GetHeader(fcinfo, 0));
    const std::string_view given = ViewOf(PG_GETARG_TEXT_PP(1));
    ParsedPattern parsed;
    parse_pattern(given, journey.steps, &parsed);
    CheckPattern(parsed, given, journey.steps);
    return Asked{journey, parsed.pattern};
}

uint32_t Count(FunctionCallInfo fcinfo, uint32_t most) {
    const Asked asked = GetAsked(fcinfo);
    return count_matches(asked.journey.events, asked.journey.n, asked.pattern, most, server_memory);
}

} // namespace

HEATMAP_FUNCTION(journey_matches) {
    PG_RETURN_BOOL(Count(fcinfo, 1) > 0);
}

HEATMAP_FUNCTION(journey_count) {
    PG_RETURN_INT32(static_cast<int32>(Count(fcinfo, max_events)));
}

// The times of the events that conditions of the pattern stand for.
HEATMAP_FUNCTION(journey_match_times) {
    const Asked asked = GetAsked(fcinfo);
    const Pattern &pattern = asked.pattern;
    int64_t times[max_pattern];
    if (!find_match(asked.journey.events, asked.journey.n, pattern, server_memory, times))
        PG_RETURN_NULL();
    Datum values[max_pattern];
    int n = 0;
    for (uint32_t i = 0; i < pattern.n; i++)
        if (!pattern.events[i].any)
            values[n++] = TimestampTzGetDatum(times[i]);
    PG_RETURN_ARRAYTYPE_P(construct_array(values, n, TIMESTAMPTZOID, sizeof(TimestampTz),
                                          FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

} // namespace heatmap::journey
