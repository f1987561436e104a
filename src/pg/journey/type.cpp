// The type journey: text and binary input and output, casts from and to JSON.
//
// The text form is a JSON object. Its times are in UTC, independent of the session's time zone and
// date style.

#include "pg/journey/value.hpp"

#include "pg/base/binary.hpp"
#include "pg/base/json.hpp"

namespace heatmap::journey {

namespace {

void AppendTime(StringInfo out, int64_t at) {
    pg_tm tm;
    fsec_t fsec;
    char text[MAXDATELEN + 1];
    if (timestamp2tm(at, nullptr, &tm, &fsec, nullptr, nullptr) != 0)
        ereport(ERROR,
                (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("timestamp out of range")));
    tm.tm_isdst = 0; // not negative, so that the time zone is written
    EncodeDateTime(&tm, fsec, true, 0, nullptr, USE_XSD_DATES, text);
    appendStringInfoString(out, text);
}

// Returns whether the text begins with this pattern, in which 9 stands for any digit.
bool BeginsWith(const char *text, const char *pattern) {
    for (; *pattern != '\0'; text++, pattern++)
        if (*pattern == '9' ? isdigit(static_cast<unsigned char>(*text)) == 0 : *text != *pattern)
            return false;
    return true;
}

// Reads a time whose meaning does not depend on settings: year, month and day with all their
// digits, then a time of day, then a time zone that is a number or Z. False if it looks different,
// or after a soft error.
bool ReadTime(const JsonbValue &value, fmNodePtr escontext, int64_t *at) {
    if (value.type != jbvString)
        return false;
    char *text = pnstrdup(value.val.string.val, static_cast<Size>(value.val.string.len));
    const size_t year = strspn(text, "0123456789");
    const size_t known = strspn(text, "0123456789-:.+ TZBC");
    const char *rest = text + year;
    if (year < 4 || text[known] != '\0' ||
        !(BeginsWith(rest, "-99-99T99:") || BeginsWith(rest, "-99-99 99:")) ||
        strpbrk(rest + strlen("-99-99T99:"), "+-Z") == nullptr)
        return false;
    Datum time;
    if (!DirectInputFunctionCallSafe(timestamptz_in, text, InvalidOid, -1, escontext, &time))
        return false;
    *at = DatumGetTimestampTz(time);
    return true;
}

// One event, [time, step, ...].
bool ReadEvent(const JsonbValue &value, uint32_t steps, fmNodePtr escontext, Event *event) {
    JsonbContainer *array = AsArray(value);
    if (array == nullptr || JsonContainerSize(array) < 1 ||
        !ReadTime(Element(array, 0), escontext, &event->at))
        return false;
    event->steps = 0;
    for (uint32 i = 1; i < JsonContainerSize(array); i++) {
        uint128 step;
        if (!AsNumber(Element(array, i), steps, &step) || step < 1)
            return false;
        event->steps |= uint64_t{1} << (static_cast<uint32_t>(step) - 1);
    }
    return true;
}

bool IsTrue(const JsonbValue &value) {
    return value.type == jbvBool && value.val.boolean;
}

// The journey in the text form; null after a soft error.
Header *ReadJourney(char *text, fmNodePtr escontext) {
    JsonbContainer *json = ParseJson(text, escontext);
    if (json == nullptr)
        return nullptr;
    JsonbContainer *open = AsObject(json, 3);
    if (open != nullptr && !IsTrue(Member(open, "open")))
        open = nullptr;
    JsonbContainer *object = open != nullptr ? open : AsObject(json, 2);
    JsonbContainer *list = object != nullptr ? AsArray(Member(object, "events")) : nullptr;
    uint128 steps = 0;
    bool good = list != nullptr && AsNumber(Member(object, "steps"), max_steps, &steps) &&
                steps >= 1 && JsonContainerSize(list) >= 1 && JsonContainerSize(list) <= max_events;
    const uint32 n = good ? JsonContainerSize(list) : 0;
    auto *events = allocate<Event>(n, server_memory);
    for (uint32 i = 0; i < n && good; i++) {
        CHECK_FOR_INTERRUPTS();
        good = ReadEvent(Element(list, i), static_cast<uint32_t>(steps), escontext, &events[i]);
    }
    if (SOFT_ERROR_OCCURRED(escontext))
        return nullptr;
    if (!good)
        ereturn(escontext, nullptr,
                (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
                 errmsg("invalid input syntax for type %s", "journey"),
                 errdetail("A journey looks like {\"steps\": 3, \"events\": "
                           "[[\"2026-01-31T09:30:00Z\", 1], [\"2026-01-31T09:45:00Z\", 2]]}.")));
    Event *sorted = sort_events(events, n, CheckForInterrupts, allocate<Event>(n, server_memory));
    return Store(Journey{static_cast<uint32_t>(steps), n, sorted,
                         open != nullptr ? Form::open : Form::stored});
}

// Argument 0 in the text form.
StringInfoData WriteJourney(FunctionCallInfo fcinfo) {
    const Journey journey = LoadWhole(GetHeader(fcinfo, 0));
    StringInfoData text;
    initStringInfo(&text);
    appendStringInfo(&text, "{\"steps\":%u,%s\"events\":[", journey.steps,
                     journey.form == Form::open ? "\"open\":true," : "");
    for (uint32_t i = 0; i < journey.n; i++) {
        CHECK_FOR_INTERRUPTS();
        appendStringInfoString(&text, i == 0 ? "[\"" : ",[\"");
        AppendTime(&text, journey.events[i].at);
        appendStringInfoChar(&text, '"');
        for (uint32_t step = 0; step < journey.steps; step++)
            if ((journey.events[i].steps >> step & 1) != 0)
                appendStringInfo(&text, ",%u", step + 1);
        appendStringInfoChar(&text, ']');
    }
    appendStringInfoString(&text, "]}");
    return text;
}

} // namespace

HEATMAP_FUNCTION(journey_in) {
    Header *head = ReadJourney(PG_GETARG_CSTRING(0), fcinfo->context);
    if (head == nullptr)
        PG_RETURN_NULL();
    PG_RETURN_POINTER(head);
}

HEATMAP_FUNCTION(journey_out) {
    PG_RETURN_CSTRING(WriteJourney(fcinfo).data);
}

HEATMAP_FUNCTION(journey_to_json) {
    return JsonDatum(WriteJourney(fcinfo));
}

HEATMAP_FUNCTION(journey_to_jsonb) {
    return JsonbDatum(WriteJourney(fcinfo));
}

HEATMAP_FUNCTION(journey_from_json) {
    PG_RETURN_POINTER(ReadJourney(JsonArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(journey_from_jsonb) {
    PG_RETURN_POINTER(ReadJourney(JsonbArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(journey_send) {
    const Header *head = GetHeader(fcinfo, 0);
    const Journey journey = LoadWhole(head);
    return Send(head->form < Form::narrow ? head : Store(journey));
}

HEATMAP_FUNCTION(journey_recv) {
    size_t size;
    auto *head = Receive<Header>(fcinfo, &size);
    auto *events = allocate<Event>(event_count(*head, size), server_memory);
    if (!decode(*head, size, CheckForInterrupts, events))
        ReportInvalidBinary("journey");
    PG_RETURN_POINTER(head);
}

} // namespace heatmap::journey
