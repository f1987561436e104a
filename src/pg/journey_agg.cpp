// The aggregates over the events of one actor: journey_agg, window_funnel and rollup(journey).
//
// They share a state, a flat varlena of type journey to which events are appended in place while an
// executor node calls us. That of window_funnel also knows the window and modes.

#include "pg/journey_value.hpp"

namespace heatmap {

namespace {

// Where the transition functions find their arguments: (state [, window [, modes]], ts, steps).
template <bool has_window_arg, bool has_modes_arg, bool is_timestamp>
struct Layout {
    static constexpr bool with_window = has_window_arg;
    static constexpr bool with_modes = has_modes_arg;
    static constexpr bool timestamp = is_timestamp;
    static constexpr int window_arg = 1;
    static constexpr int modes_arg = 2;
    static constexpr int ts_arg = 1 + with_window + with_modes;
    static constexpr int first_step = ts_arg + 1;
    // What a state of this aggregate has in head.reserved beside modes.
    static constexpr uint16_t reserved = with_window ? has_window : 0;

    // The window; 0 if there is none.
    static uint64_t Window(FunctionCallInfo fcinfo) {
        if constexpr (!with_window)
            return 0;
        if constexpr (timestamp)
            return GetWindow(fcinfo, window_arg);
        const int64 window = PG_GETARG_INT64(window_arg);
        if (window < 0)
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("funnel window must not be negative")));
        return static_cast<uint64_t>(window);
    }

    // Is Window() this number? May say no when it is an unusual one.
    static bool HasWindow(FunctionCallInfo fcinfo, uint64_t expected) {
        if constexpr (!with_window)
            return true;
        if constexpr (!timestamp)
            return static_cast<uint64_t>(PG_GETARG_INT64(window_arg)) == expected;
        const Interval &window = *PG_GETARG_INTERVAL_P(window_arg);
        constexpr uint32_t many_days = 1000000;
        return window.month == 0 && static_cast<uint32_t>(window.day) < many_days &&
               static_cast<uint64_t>(window.time) < many_days * uint64_t{USECS_PER_DAY} &&
               static_cast<uint64_t>(window.day) * USECS_PER_DAY +
                       static_cast<uint64_t>(window.time) ==
                   expected;
    }

    static Modes Reserved(FunctionCallInfo fcinfo) {
        if constexpr (with_modes)
            return reserved | GetModes(fcinfo, modes_arg);
        return reserved;
    }
};

// What flinfo->fn_extra remembers once the types of the steps have been looked at: a call that does
// not find it there looks again.
char scalar_steps, array_steps;

// Raises an error unless the steps are booleans, or one array of booleans; which of them?
const char *CheckSteps(FunctionCallInfo fcinfo, int first) {
    const int n = PG_NARGS() - first;
    if (n > static_cast<int>(max_steps))
        ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS),
                        errmsg("a funnel cannot have more than %u steps", max_steps)));
    for (int i = 0; i < n; i++) {
        Oid type = get_fn_expr_argtype(fcinfo->flinfo, first + i);
        if (!OidIsValid(type))
            ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                            errmsg("could not determine the types of the funnel steps")));
        if (type == UNKNOWNOID && PG_ARGISNULL(first + i))
            continue; // a plain NULL
        type = getBaseType(type);
        if (type == BOOLARRAYOID && n == 1)
            return &array_steps;
        if (type != BOOLOID)
            ereport(ERROR,
                    (errcode(ERRCODE_DATATYPE_MISMATCH),
                     errmsg("funnel step %d must be boolean, not %s", i + 1, format_type_be(type)),
                     errhint("A step is a condition such as event_name = 'purchase'.")));
    }
    return &scalar_steps;
}

// The conditions of a row as bits; NULL is false.
inline uint64_t StepBits(FunctionCallInfo fcinfo, int first) {
    uint64_t bits = 0;
    // No branches: which conditions hold is not for the processor to guess.
    for (int i = PG_NARGS() - 1; i >= first; i--)
        bits = bits << 1 |
               (unsigned{DatumGetBool(fcinfo->args[i].value)} & unsigned{!fcinfo->args[i].isnull});
    return bits;
}

uint64_t StepBitsOfArray(FunctionCallInfo fcinfo, int arg, uint32_t *steps) {
    *steps = 0;
    if (PG_ARGISNULL(arg))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("array of funnel steps must not be null")));
    Datum *values;
    bool *nulls;
    int n;
    deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), BOOLOID, 1, true, TYPALIGN_CHAR, &values, &nulls,
                      &n);
    if (n < 1 || n > static_cast<int>(max_steps))
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("a funnel must have 1 to %u steps", max_steps)));
    uint64_t bits = 0;
    for (int i = n - 1; i >= 0; i--)
        bits = bits << 1 | (DatumGetBool(values[i]) && !nulls[i]);
    *steps = static_cast<uint32_t>(n);
    return bits;
}

JourneyState *NewJourney(const JourneyShape &shape, uint32_t steps, uint16_t reserved,
                         uint64_t window, int64_t base) {
    auto *state = static_cast<JourneyState *>(palloc(shape.size));
    SET_VARSIZE(state, shape.size);
    init_journey(state, shape, steps, reserved, window, base, CheckForInterrupts);
    return state;
}

JourneyState *GrowJourney(const JourneyState &state, uint32_t more, int64_t at) {
    const JourneyShape shape = grown_journey(state, more, at);
    if (shape.capacity == 0)
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("a journey cannot have more than %u events", max_events),
                        errhint("Group by the actor: a journey is the events of one.")));
    JourneyState *grown =
        NewJourney(shape, state.head.steps, state.head.reserved, state.window, state.base);
    move_journey(state, grown, CheckForInterrupts);
    return grown;
}

// Appends an event, in place or to a larger copy, which is returned.
JourneyState *Append(JourneyState *state, int64_t at, uint64_t steps) {
    if (!append_event(*state, at, steps)) {
        state = GrowJourney(*state, 1, at);
        append_event(*state, at, steps);
    }
    return state;
}

JourneyState *StateOfJourney(const Journey &journey) {
    const JourneyShape shape = journey_shape(journey.steps, journey.n, false);
    JourneyState *state = NewJourney(shape, journey.steps, 0, 0, journey.events[0].at);
    for (uint32_t i = 0; i < journey.n; i++)
        state = Append(state, journey.events[i].at, journey.events[i].steps);
    return state;
}

// Argument 0 as a state that may be changed; null if it is NULL.
JourneyState *GetJourneyState(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const JourneyHeader *head = GetJourneyHeader(fcinfo, 0);
    const JourneyState *state = AsJourneyState(head, context != 0);
    if (state == nullptr)
        return StateOfJourney(LoadJourney(head));
    return context != 0 ? const_cast<JourneyState *>(state) : GrowJourney(*state, 1, state->base);
}

// Called by hand, the functions return stored journeys. One cannot hold a window.
Datum JourneyResult(const JourneyState *state, int context) {
    if (context != 0)
        return PointerGetDatum(state);
    if ((state->head.reserved & has_window) != 0)
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("window_funnel must be called as an aggregate")));
    return PointerGetDatum(StoreJourney(SortedEvents(*state)));
}

void CheckSameSteps(uint32_t a, uint32_t b) {
    if (a != b)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("journeys have different steps"),
                 errdetail("One has %u, the other %u.", a, b)));
}

void CheckSameWindow(const JourneyState &state, uint16_t reserved, uint64_t window) {
    if (state.head.reserved != reserved || state.window != window)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("funnel window and mode must not change from row to row")));
}

// Does a row without a step not matter? Only strict_order, which a journey may be asked for later,
// looks at breaks.
template <class L>
bool Skips(const JourneyState &state, uint64_t bits) {
    return L::with_window && bits == 0 && (state.head.reserved & strict_order) == 0;
}

// Everything but the common case of Transition().
template <class L>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const auto *form = static_cast<const char *>(fcinfo->flinfo->fn_extra);
    if (form != &scalar_steps && form != &array_steps)
        form = CheckSteps(fcinfo, L::first_step);
    if (fcinfo->flinfo->fn_extra == nullptr)
        fcinfo->flinfo->fn_extra = const_cast<char *>(form);
    if ((L::with_window && PG_ARGISNULL(L::window_arg)) ||
        (L::with_modes && PG_ARGISNULL(L::modes_arg)))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("funnel window and mode must not be null")));
    const uint64_t window = L::Window(fcinfo);
    const uint16_t reserved = L::Reserved(fcinfo);
    if (PG_ARGISNULL(L::ts_arg)) {
        if (PG_ARGISNULL(0))
            PG_RETURN_NULL();
        return PG_GETARG_DATUM(0);
    }
    const int64_t at =
        L::timestamp ? FiniteTime(PG_GETARG_TIMESTAMPTZ(L::ts_arg)) : PG_GETARG_INT64(L::ts_arg);
    auto steps = static_cast<uint32_t>(PG_NARGS() - L::first_step);
    const uint64_t bits = form == &array_steps ? StepBitsOfArray(fcinfo, L::first_step, &steps)
                                               : StepBits(fcinfo, L::first_step);
    JourneyState *state = GetJourneyState(fcinfo, context);
    if (state == nullptr)
        state = NewJourney(journey_shape(steps, 1, false), steps, reserved, window, at);
    CheckSameSteps(state->head.steps, steps);
    CheckSameWindow(*state, reserved, window);
    if (state->count > 0 && Skips<L>(*state, bits))
        return JourneyResult(state, context);
    return JourneyResult(Append(state, at, bits), context);
}

// One row of an Agg node whose state has room for it. Every other case goes to TransitionSlow.
template <class L>
[[gnu::always_inline]] inline Datum Transition(FunctionCallInfo fcinfo) {
    const bool null = PG_ARGISNULL(0) || PG_ARGISNULL(L::ts_arg) ||
                      (L::with_window && PG_ARGISNULL(L::window_arg)) ||
                      (L::with_modes && PG_ARGISNULL(L::modes_arg));
    // What AggCheckCallContext() would say, without the call.
    if (likely(!null && fcinfo->context != nullptr && IsA(fcinfo->context, AggState) &&
               fcinfo->flinfo->fn_extra == &scalar_steps)) {
        auto *state = reinterpret_cast<JourneyState *>(PG_GETARG_POINTER(0));
        const int64_t at = PG_GETARG_INT64(L::ts_arg);
        if (likely(!VARATT_IS_EXTENDED(state) && state->head.form >= JourneyForm::narrow &&
                   state->head.steps == PG_NARGS() - L::first_step &&
                   !(L::timestamp && TIMESTAMP_NOT_FINITE(at)) &&
                   state->head.reserved == L::Reserved(fcinfo) &&
                   L::HasWindow(fcinfo, state->window))) {
            const uint64_t bits = StepBits(fcinfo, L::first_step);
            if (Skips<L>(*state, bits))
                return PointerGetDatum(state);
            if (likely(append_event(*state, at, bits)))
                return PointerGetDatum(state);
        }
    }
    return TransitionSlow<L>(fcinfo);
}

} // namespace

// journey_agg and window_funnel: a row with a NULL time is skipped.
HEATMAP_FUNCTION(journey_accum) {
    return Transition<Layout<false, false, true>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum) {
    return Transition<Layout<true, false, true>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_mode) {
    return Transition<Layout<true, true, true>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint) {
    return Transition<Layout<true, false, false>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint_mode) {
    return Transition<Layout<true, true, false>>(fcinfo);
}

// Adds the events of a stored journey or another state: transition of rollup, combine of all.
HEATMAP_FUNCTION(journey_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const JourneyHeader *head = GetJourneyHeader(fcinfo, 1);
    const JourneyState *other = AsJourneyState(head, false);
    Journey journey;
    if (other != nullptr) {
        Event *events = AllocateEvents(other->count);
        load_events(*other, CheckForInterrupts, events);
        journey = Journey{other->head.steps, other->count, events};
    } else {
        journey = LoadJourney(head);
    }
    JourneyState *state = GetJourneyState(fcinfo, context);
    CheckSameSteps(state->head.steps, journey.steps);
    CheckSameWindow(*state, other != nullptr ? other->head.reserved : 0,
                    other != nullptr ? other->window : 0);
    if (state->capacity - state->count < journey.n)
        state = GrowJourney(*state, journey.n, state->base);
    for (uint32_t i = 0; i < journey.n; i++) {
        if (i % poll_interval == poll_interval - 1)
            CHECK_FOR_INTERRUPTS();
        state = Append(state, journey.events[i].at, journey.events[i].steps);
    }
    return JourneyResult(state, context);
}

// The stored form of a state.
HEATMAP_FUNCTION(journey_final) {
    const JourneyHeader *head = GetJourneyHeader(fcinfo, 0);
    const JourneyState *state = AsJourneyState(head, AggCheckCallContext(fcinfo, nullptr) != 0);
    if (state == nullptr)
        PG_RETURN_POINTER(head);
    return JourneyResult(state, 0);
}

// The level; 0 without rows.
HEATMAP_FUNCTION(window_funnel_final) {
    if (PG_ARGISNULL(0))
        PG_RETURN_INT32(0);
    const JourneyState *state =
        AsJourneyState(GetJourneyHeader(fcinfo, 0), AggCheckCallContext(fcinfo, nullptr) != 0);
    if (state == nullptr || (state->head.reserved & has_window) == 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("journey is not a state of window_funnel")));
    const Journey journey = SortedEvents(*state);
    const Question question{journey.steps, state->window, state_modes(*state)};
    PG_RETURN_INT32(
        static_cast<int32>(chain_level(journey.events, journey.n, question, CheckForInterrupts)));
}

} // namespace heatmap
