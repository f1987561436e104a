// The type funnel: text and binary input and output. The text form is a JSON object.

#include "pg/funnel/value.hpp"

#include "pg/base/binary.hpp"
#include "pg/base/json.hpp"

namespace heatmap::funnel {

namespace {

constexpr uint128 max_sum = ~uint128{0} >> 1;

// Reads the times of a step >= 1, [sum, [[bucket, count], ...]], and appends them to counts->times.
// False if the value does not have this form.
bool ReadTimes(const JsonbValue &value, uint32_t step, Counts *counts) {
    JsonbContainer *pair = AsArray(value);
    if (pair == nullptr || JsonContainerSize(pair) != 2)
        return false;
    uint128 sum;
    JsonbContainer *buckets = AsArray(Element(pair, 1));
    if (buckets == nullptr || JsonContainerSize(buckets) > stats::max_buckets ||
        !AsNumber(Element(pair, 0), max_sum, &sum))
        return false;
    set_sum(counts->steps[step], sum);
    const uint32 n = JsonContainerSize(buckets);
    for (uint32 i = 0; i < n; i++) {
        JsonbContainer *entry = AsArray(Element(buckets, i));
        uint128 bucket, count;
        if (entry == nullptr || JsonContainerSize(entry) != 2 ||
            !AsNumber(Element(entry, 0), stats::max_buckets - 1, &bucket) ||
            !AsNumber(Element(entry, 1), UINT64_MAX, &count))
            return false;
        counts->times[counts->n_times++] =
            TimeCount{step * stats::max_buckets + static_cast<uint32_t>(bucket),
                      static_cast<uint64_t>(count)};
    }
    return true;
}

bool ReadCounts(JsonbContainer *object, Question *question, Counts *counts) {
    uint128 number;
    if (!AsNumber(Member(object, "steps"), max_steps, &number) || number < 1)
        return false;
    question->steps = static_cast<uint32_t>(number);
    const JsonbValue window = Member(object, "window");
    if (window.type == jbvNull)
        question->window = no_window;
    else if (AsNumber(window, no_window, &number))
        question->window = static_cast<uint64_t>(number);
    else
        return false;
    const JsonbValue mode = Member(object, "mode");
    if (mode.type != jbvString)
        return false;
    const ParsedModes parsed =
        parse_modes(mode.val.string.val, static_cast<size_t>(mode.val.string.len));
    question->modes = parsed.modes;
    JsonbContainer *reached = AsArray(Member(object, "reached"));
    JsonbContainer *times = AsArray(Member(object, "times"));
    if (parsed.error != ModesError::none || reached == nullptr || times == nullptr ||
        JsonContainerSize(reached) != question->steps ||
        JsonContainerSize(times) != question->steps - 1u)
        return false;
    memset(counts->steps, 0, sizeof(counts->steps));
    counts->n_times = 0;
    counts->times = AllocateTimes(max_steps * stats::max_buckets);
    for (uint32_t step = 0; step < question->steps; step++) {
        CHECK_FOR_INTERRUPTS();
        if (!AsNumber(Element(reached, step), UINT64_MAX, &number))
            return false;
        counts->steps[step].reached = static_cast<uint64_t>(number);
        if (step > 0 && !ReadTimes(Element(times, step - 1), step, counts))
            return false;
    }
    return check_counts(question->steps, *counts);
}

// The funnel in the text form; null after a soft error.
Header *ReadFunnel(char *text, fmNodePtr escontext) {
    JsonbContainer *json = ParseJson(text, escontext);
    if (json == nullptr)
        return nullptr;
    JsonbContainer *object = AsObject(json, 5);
    Question question;
    Counts counts;
    if (object == nullptr || !ReadCounts(object, &question, &counts))
        ereturn(escontext, nullptr,
                (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
                 errmsg("invalid input syntax for type %s", "funnel"),
                 errdetail("A funnel has the members steps, window, mode, reached and times, and "
                           "its counts agree with each other.")));
    return store(question, counts, server_memory);
}

// Argument 0 in the text form.
StringInfoData WriteFunnel(FunctionCallInfo fcinfo) {
    const Header *head = GetHeader(fcinfo, 0);
    const Counts counts = Load(head);
    char modes[modes_length];
    write_modes(head->modes, modes);
    StringInfoData text;
    initStringInfo(&text);
    appendStringInfo(&text, "{\"steps\":%d,\"window\":", head->steps);
    if (head->window == no_window)
        appendStringInfoString(&text, "null");
    else
        AppendNumber(&text, head->window);
    appendStringInfo(&text, ",\"mode\":\"%s\",\"reached\":[", modes);
    for (uint32_t step = 0; step < head->steps; step++) {
        appendStringInfoString(&text, step == 0 ? "" : ",");
        AppendNumber(&text, counts.steps[step].reached);
    }
    appendStringInfoString(&text, "],\"times\":[");
    const TimeCount *time = counts.times, *end = time + counts.n_times;
    for (uint32_t step = 1; step < head->steps; step++) {
        CHECK_FOR_INTERRUPTS();
        appendStringInfoString(&text, step == 1 ? "[" : ",[");
        AppendNumber(&text, sum_of(counts.steps[step]));
        appendStringInfoString(&text, ",[");
        const char *separator = "";
        for (; time < end && time->key < (step + 1) * stats::max_buckets; time++) {
            appendStringInfo(&text, "%s[%u,", separator, time->key - step * stats::max_buckets);
            AppendNumber(&text, time->count);
            appendStringInfoChar(&text, ']');
            separator = ",";
        }
        appendStringInfoString(&text, "]]");
    }
    appendStringInfoString(&text, "]}");
    return text;
}

} // namespace

HEATMAP_FUNCTION(funnel_in) {
    Header *head = ReadFunnel(PG_GETARG_CSTRING(0), fcinfo->context);
    if (head == nullptr)
        PG_RETURN_NULL();
    PG_RETURN_POINTER(head);
}

HEATMAP_FUNCTION(funnel_out) {
    PG_RETURN_CSTRING(WriteFunnel(fcinfo).data);
}

HEATMAP_FUNCTION(funnel_to_json) {
    return JsonDatum(WriteFunnel(fcinfo));
}

HEATMAP_FUNCTION(funnel_to_jsonb) {
    return JsonbDatum(WriteFunnel(fcinfo));
}

HEATMAP_FUNCTION(funnel_from_json) {
    PG_RETURN_POINTER(ReadFunnel(JsonArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(funnel_from_jsonb) {
    PG_RETURN_POINTER(ReadFunnel(JsonbArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(funnel_send) {
    const Header *head = GetHeader(fcinfo, 0);
    const Counts counts = Load(head);
    return Send(store(question_of(*head), counts, server_memory));
}

HEATMAP_FUNCTION(funnel_recv) {
    size_t size;
    auto *head = Receive<Header>(fcinfo, &size);
    Counts counts;
    counts.times = AllocateTimes(size / 2);
    if (!check_header(*head, size) || !decode(*head, size, &counts))
        ReportInvalidBinary("funnel");
    PG_RETURN_POINTER(head);
}

} // namespace heatmap::funnel
