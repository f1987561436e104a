#include "pg/base/text.hpp"
#include "pg/funnel/question.hpp"

#include <charconv>

namespace heatmap::funnel {

namespace {

TimeError ParseInterval(std::string_view text, uint64_t *time) {
    if (ReadWrittenTime(text, time))
        return TimeError::none;
    Interval interval;
    if (!ReadInterval(text, &interval) || IsNegative(interval))
        return TimeError::invalid;
    if (interval.month != 0)
        return TimeError::varies;
    *time = MicrosecondsOf(interval, "funnel window");
    return *time == no_window ? TimeError::invalid : TimeError::none;
}

TimeError ParseWholeNumber(std::string_view text, uint64_t *time) {
    int64_t number;
    const char *end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || after != end || number < 0)
        return TimeError::invalid;
    *time = static_cast<uint64_t>(number);
    return TimeError::none;
}

// A word of the text that was read, in the form that messages take.
char *Quoted(std::string_view word) {
    return pnstrdup(word.data(), word.size());
}

// Sets message, detail and hint of an error of ereport().
int DescribeError(const Mode &mode, uint32_t conditions) {
    char *word = Quoted(mode.word);
    switch (mode.error) {
    case ModeError::none:
        break;
    case ModeError::unknown:
        errmsg("unrecognized funnel mode \"%s\"", word);
        errhint("The modes are strict_increase, strict_once, strict_order, allow_reentry, "
                "strict_deduplication and any_order; the clauses are steps(), exclude(), within() "
                "and optional().");
        break;
    case ModeError::malformed:
        errmsg("invalid funnel mode \"%s\"", word);
        errhint("A mode is a list such as \"strict_order,exclude(4),within(3,90 minutes)\".");
        break;
    case ModeError::no_arguments:
        errmsg("funnel clause \"%s\" needs arguments", word);
        break;
    case ModeError::takes_none:
        errmsg("funnel mode \"%s\" takes no arguments", word);
        break;
    case ModeError::arguments:
        if (mode.word == "exclude")
            errmsg("funnel clause \"exclude\" takes a condition, or a condition and two steps");
        else if (mode.word == "within")
            errmsg("funnel clause \"within\" takes a step and a time");
        else
            errmsg("funnel clause \"%s\" takes a step", word);
        break;
    case ModeError::too_many:
        if (mode.word == "steps")
            errmsg("a funnel can have at most %u steps", max_steps);
        else
            errmsg("funnel clause \"%s\" is given more than %u times", word, max_exclusions);
        break;
    case ModeError::twice:
        if (mode.a == 0)
            errmsg("funnel clause \"%s\" is given twice", word);
        else
            errmsg("funnel clause \"%s\" is given twice for step %u", word, mode.a);
        break;
    case ModeError::no_condition:
        errmsg("condition %u of funnel clause \"%s\" does not exist", mode.a, word);
        if (conditions > 0)
            errdetail_plural("The funnel has %u condition.", "The funnel has %u conditions.",
                             conditions, conditions);
        break;
    case ModeError::no_step:
        errmsg("step %u of funnel clause \"%s\" does not exist", mode.a, word);
        errdetail_plural("The funnel has %u step.", "The funnel has %u steps.", mode.steps,
                         mode.steps);
        break;
    case ModeError::not_in_order:
        errmsg("steps of funnel clause \"%s\" must be in order, not %u and %u", word, mode.a,
               mode.b);
        break;
    case ModeError::needs_two_steps:
        errmsg("funnel clause \"%s\" needs a funnel of two steps", word);
        errdetail("A condition that is excluded is not a step, unless \"steps\" names it.");
        break;
    case ModeError::time:
        errmsg("invalid time \"%s\" in funnel clause \"within\"", word);
        break;
    case ModeError::time_varies:
        errmsg("time of funnel clause \"within\" must not contain months or years");
        errdetail("Their length varies.");
        errhint("Use days: a day is 24 hours here.");
        break;
    case ModeError::first_step:
        if (mode.word == "within")
            errmsg("step 1 cannot be \"within\": no step is before it");
        else
            errmsg("step 1 cannot be \"%s\": a try begins with it", word);
        break;
    case ModeError::contradiction:
        errmsg("funnel modes \"%s\" and \"%s\" contradict each other", word, Quoted(mode.other));
        break;
    case ModeError::part_of_any_order:
        errmsg("funnel mode \"%s\" excludes from the first to the last step only", word);
        break;
    case ModeError::needs_strict_order:
        errmsg("funnel mode \"%s\" needs \"strict_order\"", word);
        break;
    }
    return 0;
}

void CheckMode(const Mode &mode, uint32_t conditions) {
    if (mode.error != ModeError::none)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), DescribeError(mode, conditions)));
}

// What a call leaves at flinfo->fn_extra for the next one.
struct KnownMode {
    FunnelSize size;
    uint16_t tag; // of a state
    Mode mode;
    Size length;
    char *text;
};

// The mode that the last call has kept, if it was read from the same text and for the same funnel.
// Otherwise a place for it whose mode has an error.
KnownMode *FindKnown(FunctionCallInfo fcinfo, std::string_view text, const FunnelSize &size,
                     uint16_t tag) {
    FmgrInfo *flinfo = fcinfo->flinfo;
    auto *known = static_cast<KnownMode *>(flinfo->fn_extra);
    if (known == nullptr) {
        known =
            static_cast<KnownMode *>(MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(KnownMode)));
        flinfo->fn_extra = known;
    } else if (known->mode.error == ModeError::none && known->size == size && known->tag == tag &&
               std::string_view(known->text, known->length) == text) {
        return known;
    }
    if (known->text != nullptr)
        pfree(known->text);
    known->text = nullptr;
    known->mode.error = ModeError::unknown;
    known->size = size;
    known->tag = tag;
    known->length = text.size();
    known->text = static_cast<char *>(MemoryContextAlloc(flinfo->fn_mcxt, text.size() + 1));
    memcpy(known->text, text.data(), text.size());
    return known;
}

bool IsKnown(const KnownMode &known) {
    return known.mode.error == ModeError::none;
}

} // namespace

bool ReadWrittenTime(std::string_view text, uint64_t *time) {
    const bool has_unit = text.find(' ') != std::string_view::npos;
    return has_unit && parse_written_time(text, time) == TimeError::none && *time != no_window;
}

void ReadMode(const text *list, const FunnelSize &size, bool intervals, Mode *mode) {
    parse_mode(ViewOf(list), size, intervals ? ParseInterval : ParseWholeNumber, mode);
    CheckMode(*mode, size.conditions);
}

const Mode &GetMode(FunctionCallInfo fcinfo, int n, const FunnelSize &size) {
    const text *list = PG_GETARG_TEXT_PP(n);
    KnownMode *known = FindKnown(fcinfo, ViewOf(list), size, 0);
    if (!IsKnown(*known)) {
        Mode mode;
        ReadMode(list, size, true, &mode);
        known->mode = mode;
    }
    return known->mode;
}

const Mode &ModeOfState(FunctionCallInfo fcinfo, const journey::State &state) {
    KnownMode *known = FindKnown(fcinfo, journey::note_of(state), {state.steps, 0}, state.tag);
    if (!IsKnown(*known) && !parse_question(state, &known->mode)) {
        known->mode.error = ModeError::unknown;
        RaiseCorrupt("journey");
    }
    return known->mode;
}

journey::Parameters ParametersOf(const text *list, uint64_t window, uint32_t conditions,
                                 bool intervals) {
    Mode mode;
    ReadMode(list, {conditions, 0}, intervals, &mode);
    const Question question = mode.question(window);
    journey::Parameters parameters{tag_of(question), window};
    if (mode.with_clauses) {
        char clauses[mode_length];
        write_clauses(question, intervals ? TimeUnit::microseconds : TimeUnit::unknown, clauses);
        parameters.note = pstrdup(clauses);
    }
    return parameters;
}

Asked GetAsked(FunctionCallInfo fcinfo) {
    Asked asked;
    asked.window = GetWindow(fcinfo, 1);
    asked.journey = journey::Load(journey::GetHeader(fcinfo, 0));
    asked.mode = &GetMode(fcinfo, 2, {asked.journey.steps, 0});
    return asked;
}

Asked GetAskedOnce(FunctionCallInfo fcinfo) {
    Asked asked;
    asked.window = GetWindow(fcinfo, 1);
    asked.journey = journey::Load(journey::GetHeader(fcinfo, 0));
    auto *mode = static_cast<Mode *>(palloc(sizeof(Mode)));
    ReadMode(PG_GETARG_TEXT_PP(2), {asked.journey.steps, 0}, true, mode);
    asked.mode = mode;
    return asked;
}

} // namespace heatmap::funnel
