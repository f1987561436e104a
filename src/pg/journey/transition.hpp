// The transition of aggregates over the events of one actor.
//
// They share a state, a flat varlena of type journey to which events are appended in place while an
// executor node calls us. Called by hand, the functions return stored journeys.
//
// A layout L says where an aggregate has its arguments, (state [, parameters], ts, steps), and what
// its parameters are:
//     ts_arg, first_step           positions
//     Time(fcinfo)                 the time; an error if it cannot be that of an event
//     IsTime(at)                   could Time() have returned it?
//     ParameterIsNull(fcinfo)
//     GetParameters(fcinfo)        checked, as a state keeps them
//     HasParameters(fcinfo, state) Are they those of the state? It may answer no where they are:
//     then
//                                  the slow path looks again.
//     Skips(state, steps)          Does a row that matched these steps not matter?
#pragma once

#include "pg/journey/value.hpp"

namespace heatmap::journey {

// What flinfo->fn_extra remembers once the types of the steps have been looked at: a call that does
// not find it there looks again.
extern char scalar_steps, array_steps;

// Raises an error unless the steps are booleans, or one array of booleans; returns the address of
// scalar_steps or array_steps.
const char *CheckSteps(FunctionCallInfo fcinfo, int first);

// The conditions of a row as bits; NULL is false.
inline uint64_t StepBits(FunctionCallInfo fcinfo, int first) {
    uint64_t bits = 0;
    // No branches: which conditions hold is not for the processor to guess.
    for (int i = PG_NARGS() - 1; i >= first; i--)
        bits = bits << 1 |
               (unsigned{DatumGetBool(fcinfo->args[i].value)} & unsigned{!fcinfo->args[i].isnull});
    return bits;
}

uint64_t StepBitsOfArray(FunctionCallInfo fcinfo, int arg, uint32_t *steps);

State *NewState(const Shape &shape, uint32_t steps, uint16_t tag, uint64_t window, int64_t base);
State *GrowState(const State &state, uint32_t more, int64_t at);

// Appends an event, in place or to a larger copy, which is returned.
State *Append(State *state, int64_t at, uint64_t steps);

// Argument 0 as a state that may be changed; null if it is NULL.
State *GetState(FunctionCallInfo fcinfo, int context);

// Called by hand, a stored journey; only a state that will become one can be that.
Datum StateResult(const State *state, int context);

void CheckSameSteps(uint32_t a, uint32_t b);
void CheckSameWindow(const State &state, uint16_t tag, uint64_t window);

// What a state keeps of the parameters of its aggregate.
struct Parameters {
    uint16_t tag;
    uint64_t window;
};

// Everything but the common case of Transition().
template <class L>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const auto *form = static_cast<const char *>(fcinfo->flinfo->fn_extra);
    if (form != &scalar_steps && form != &array_steps)
        form = CheckSteps(fcinfo, L::first_step);
    if (fcinfo->flinfo->fn_extra == nullptr)
        fcinfo->flinfo->fn_extra = const_cast<char *>(form);
    if (L::ParameterIsNull(fcinfo))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("funnel window and mode must not be null")));
    const Parameters parameters = L::GetParameters(fcinfo);
    if (PG_ARGISNULL(L::ts_arg)) {
        if (PG_ARGISNULL(0))
            PG_RETURN_NULL();
        return PG_GETARG_DATUM(0);
    }
    const int64_t at = L::Time(fcinfo);
    auto steps = static_cast<uint32_t>(PG_NARGS() - L::first_step);
    const uint64_t bits = form == &array_steps ? StepBitsOfArray(fcinfo, L::first_step, &steps)
                                               : StepBits(fcinfo, L::first_step);
    State *state = GetState(fcinfo, context);
    if (state == nullptr)
        state = NewState(shape_for(steps, 1, false), steps, parameters.tag, parameters.window, at);
    CheckSameSteps(state->head.steps, steps);
    CheckSameWindow(*state, parameters.tag, parameters.window);
    if (state->count > 0 && L::Skips(*state, bits))
        return StateResult(state, context);
    return StateResult(Append(state, at, bits), context);
}

// One row of an Agg node whose state has room for it. Every other case goes to TransitionSlow.
template <class L>
[[gnu::always_inline]] inline Datum Transition(FunctionCallInfo fcinfo) {
    const bool null = PG_ARGISNULL(0) || PG_ARGISNULL(L::ts_arg) || L::ParameterIsNull(fcinfo);
    // What AggCheckCallContext() would say, without the call.
    if (likely(!null && fcinfo->context != nullptr && IsA(fcinfo->context, AggState) &&
               fcinfo->flinfo->fn_extra == &scalar_steps)) {
        auto *state = reinterpret_cast<State *>(PG_GETARG_POINTER(0));
        const int64_t at = PG_GETARG_INT64(L::ts_arg);
        if (likely(!VARATT_IS_EXTENDED(state) && state->head.form >= Form::narrow &&
                   state->head.steps == PG_NARGS() - L::first_step && L::IsTime(at) &&
                   L::HasParameters(fcinfo, *state))) {
            const uint64_t bits = StepBits(fcinfo, L::first_step);
            if (L::Skips(*state, bits))
                return PointerGetDatum(state);
            if (likely(append_event(*state, at, bits)))
                return PointerGetDatum(state);
        }
    }
    return TransitionSlow<L>(fcinfo);
}

} // namespace heatmap::journey
