#include "pg/journey/transition.hpp"

namespace heatmap::journey {

char scalar_steps, array_steps;

namespace {

State *StateOfJourney(const Journey &journey) {
    const Shape shape = shape_for(journey.steps, journey.n, false);
    State *state = NewState(shape, journey.steps, 0, 0, journey.events[0].at);
    for (uint32_t i = 0; i < journey.n; i++)
        state = Append(state, journey.events[i].at, journey.events[i].steps);
    return state;
}

} // namespace

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

State *NewState(const Shape &shape, uint32_t steps, uint16_t tag, uint64_t window, int64_t base) {
    auto *state = static_cast<State *>(palloc(shape.size));
    SET_VARSIZE(state, shape.size);
    init_state(state, shape, steps, tag, window, base, CheckForInterrupts);
    return state;
}

State *GrowState(const State &state, uint32_t more, int64_t at) {
    const Shape shape = grown_shape(state, more, at);
    if (shape.capacity == 0)
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("a journey cannot have more than %u events", max_events),
                        errhint("Group by the actor: a journey is the events of one.")));
    State *grown = NewState(shape, state.head.steps, state.head.reserved, state.window, state.base);
    move_state(state, grown, CheckForInterrupts);
    return grown;
}

State *Append(State *state, int64_t at, uint64_t steps) {
    if (!append_event(*state, at, steps)) {
        state = GrowState(*state, 1, at);
        append_event(*state, at, steps);
    }
    return state;
}

State *GetState(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const Header *head = GetHeader(fcinfo, 0);
    const State *state = AsState(head, context != 0);
    if (state == nullptr)
        return StateOfJourney(Load(head));
    return context != 0 ? const_cast<State *>(state) : GrowState(*state, 1, state->base);
}

Datum StateResult(const State *state, int context) {
    if (context != 0)
        return PointerGetDatum(state);
    if (!is_journey(*state))
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("window_funnel must be called as an aggregate")));
    return PointerGetDatum(Store(SortedEvents(*state)));
}

void CheckSameSteps(uint32_t a, uint32_t b) {
    if (a != b)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("journeys have different steps"),
                 errdetail("One has %u, the other %u.", a, b)));
}

void CheckSameWindow(const State &state, uint16_t tag, uint64_t window) {
    if (state.head.reserved != tag || state.window != window)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("funnel window and mode must not change from row to row")));
}

} // namespace heatmap::journey
