// The type funnel: text and binary input and output, casts from and to JSON. The text form is a
// JSON object.

#include "pg/funnel/value.hpp"

#include "pg/base/binary.hpp"
#include "pg/base/json.hpp"

namespace heatmap::funnel {

namespace {

constexpr uint128 max_sum = ~uint128{0} >> 1;

// Reads times, [sum, [[bucket, count], ...]], and appends them to counts->times, the buckets behind
// this key. False if the value does not have this form.
bool ReadTimes(const JsonbValue &value, uint32_t key, Sum *total, Counts *counts) {
    JsonbContainer *pair = AsArray(value);
    if (pair == nullptr || JsonContainerSize(pair) != 2)
        return false;
    uint128 sum;
    JsonbContainer *buckets = AsArray(Element(pair, 1));
    if (buckets == nullptr || JsonContainerSize(buckets) > stats::max_buckets ||
        !AsNumber(Element(pair, 0), max_sum, &sum))
        return false;
    total->set(sum);
    const uint32 n = JsonContainerSize(buckets);
    for (uint32 i = 0; i < n; i++) {
        JsonbContainer *entry = AsArray(Element(buckets, i));
        uint128 bucket, count;
        if (entry == nullptr || JsonContainerSize(entry) != 2 ||
            !AsNumber(Element(entry, 0), stats::max_buckets - 1, &bucket) ||
            !AsNumber(Element(entry, 1), UINT64_MAX, &count))
            return false;
        counts->times[counts->n_times++] =
            TimeCount{key + static_cast<uint32_t>(bucket), static_cast<uint64_t>(count)};
    }
    return true;
}

bool ReadQuestion(JsonbContainer *object, Funnel *funnel) {
    uint128 number;
    if (!AsNumber(Member(object, "steps"), max_steps, &number) || number < 1)
        return false;
    const auto steps = static_cast<uint32_t>(number);
    const JsonbValue window = Member(object, "window");
    if (window.type == jbvNull)
        funnel->window = no_window;
    else if (AsNumber(window, no_window, &number))
        funnel->window = static_cast<uint64_t>(number);
    else
        return false;
    const JsonbValue mode = Member(object, "mode");
    if (mode.type != jbvString)
        return false;
    parse_mode({mode.val.string.val, static_cast<size_t>(mode.val.string.len)}, {0, steps},
               parse_written_time, &funnel->mode);
    return funnel->mode.error == ModeError::none && funnel->mode.steps == steps;
}

// Returns whether any step has separate times from step 1. If none does, there is no member for
// them.
bool HasTotals(const Question &question) {
    for (uint32_t step = 1; step < question.steps; step++)
        if (has_totals(question, step))
            return true;
    return false;
}

bool ReadFunnel(JsonbContainer *json, Funnel *funnel) {
    JsonbContainer *with_totals = AsObject(json, 6);
    JsonbContainer *object = with_totals != nullptr ? with_totals : AsObject(json, 5);
    if (object == nullptr || !ReadQuestion(object, funnel) ||
        HasTotals(funnel->question()) != (with_totals != nullptr))
        return false;
    const Question question = funnel->question();
    Counts &counts = funnel->counts;
    JsonbContainer *reached = AsArray(Member(object, "reached"));
    JsonbContainer *times = AsArray(Member(object, "times"));
    JsonbContainer *totals = with_totals != nullptr ? AsArray(Member(object, "totals")) : nullptr;
    if (reached == nullptr || times == nullptr || (with_totals != nullptr && totals == nullptr) ||
        JsonContainerSize(reached) != question.steps ||
        JsonContainerSize(times) != question.steps - 1u ||
        (totals != nullptr && JsonContainerSize(totals) != question.steps - 1u))
        return false;
    memset(counts.steps, 0, sizeof(counts.steps));
    counts.n_times = 0;
    counts.times = AllocateTimes(max_times);
    for (uint32_t step = 0; step < question.steps; step++) {
        CHECK_FOR_INTERRUPTS();
        uint128 number;
        StepCount &count = counts.steps[step];
        if (!AsNumber(Element(reached, step), UINT64_MAX, &number))
            return false;
        count.reached = static_cast<uint64_t>(number);
        if (step == 0)
            continue;
        if (!ReadTimes(Element(times, step - 1), times_key(step, since_before),
                       &count.sums[since_before], &counts))
            return false;
        if (totals == nullptr)
            continue;
        const JsonbValue total = Element(totals, step - 1);
        if (has_totals(question, step)
                ? !ReadTimes(total, times_key(step, since_first), &count.sums[since_first], &counts)
                : total.type != jbvNull)
            return false;
    }
    return check_counts(question, counts);
}

// The funnel in the text form; null after a soft error.
Header *ReadText(char *text, fmNodePtr escontext) {
    JsonbContainer *json = ParseJson(text, escontext);
    if (json == nullptr)
        return nullptr;
    Funnel funnel;
    if (!ReadFunnel(json, &funnel))
        ereturn(escontext, nullptr,
                (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
                 errmsg("invalid input syntax for type %s", "funnel"),
                 errdetail("A funnel has the members steps, window, mode, reached, times and, "
                           "from three steps on, totals, and its counts agree with each other.")));
    return store(funnel.question(), funnel.counts, server_memory);
}

// Appends times as [sum, [[bucket, count], ...]].
void AppendTimes(StringInfo text, const Funnel &funnel, uint32_t step, Since since) {
    appendStringInfoChar(text, '[');
    AppendNumber(text, funnel.counts.steps[step].sums[since].get());
    appendStringInfoString(text, ",[");
    const char *separator = "";
    const Times times = times_of(funnel.question(), funnel.counts, step, since);
    for (const TimeCount &time : times) {
        appendStringInfo(text, "%s[%u,", separator, times.bucket_of(time));
        AppendNumber(text, time.count);
        appendStringInfoChar(text, ']');
        separator = ",";
    }
    appendStringInfoString(text, "]]");
}

// Argument 0 in the text form.
StringInfoData WriteFunnel(FunctionCallInfo fcinfo) {
    Funnel funnel;
    Load(GetHeader(fcinfo, 0), &funnel);
    const Question question = funnel.question();
    char mode[mode_length];
    write_mode(question, TimeUnit::microseconds, mode);
    StringInfoData text;
    initStringInfo(&text);
    appendStringInfo(&text, "{\"steps\":%u,\"window\":", question.steps);
    if (funnel.window == no_window)
        appendStringInfoString(&text, "null");
    else
        AppendNumber(&text, funnel.window);
    appendStringInfo(&text, ",\"mode\":\"%s\",\"reached\":[", mode);
    for (uint32_t step = 0; step < question.steps; step++) {
        appendStringInfoString(&text, step == 0 ? "" : ",");
        AppendNumber(&text, funnel.counts.steps[step].reached);
    }
    appendStringInfoString(&text, "],\"times\":[");
    for (uint32_t step = 1; step < question.steps; step++) {
        CHECK_FOR_INTERRUPTS();
        appendStringInfoString(&text, step == 1 ? "" : ",");
        AppendTimes(&text, funnel, step, since_before);
    }
    if (HasTotals(question))
        appendStringInfoString(&text, "],\"totals\":[");
    for (uint32_t step = 1; HasTotals(question) && step < question.steps; step++) {
        CHECK_FOR_INTERRUPTS();
        appendStringInfoString(&text, step == 1 ? "" : ",");
        if (has_totals(question, step))
            AppendTimes(&text, funnel, step, since_first);
        else
            appendStringInfoString(&text, "null");
    }
    appendStringInfoString(&text, "]}");
    return text;
}

} // namespace

HEATMAP_FUNCTION(funnel_in) {
    Header *head = ReadText(PG_GETARG_CSTRING(0), fcinfo->context);
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
    PG_RETURN_POINTER(ReadText(JsonArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(funnel_from_jsonb) {
    PG_RETURN_POINTER(ReadText(JsonbArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(funnel_send) {
    Funnel funnel;
    Load(GetHeader(fcinfo, 0), &funnel);
    return Send(store(funnel.question(), funnel.counts, server_memory));
}

HEATMAP_FUNCTION(funnel_recv) {
    size_t size;
    auto *head = Receive<Header>(fcinfo, &size);
    Mode mode;
    Counts counts;
    counts.times = AllocateTimes(size / 2);
    if (!check_header(*head, size) || !decode(*head, size, &mode, &counts))
        ReportInvalidBinary("funnel");
    PG_RETURN_POINTER(head);
}

} // namespace heatmap::funnel
