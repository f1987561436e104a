// The transition functions of aggregates over the events of one actor.
//
// A layout L says where an aggregate has its arguments, (state [, parameters], ts, steps), and what
// its parameters are:
//     ts_arg, first_step            positions
//     Time(fcinfo)                  the time; an error if it cannot be the time of an event
//     IsTime(at)                    returns whether Time() could have returned it
//     ParameterIsNull(fcinfo)       returns whether a parameter is NULL
//     GetParameters(fcinfo)         the parameters, checked, in the form that a state keeps
//     HasParameters(fcinfo, state)  returns whether the state has the same parameters. May return
//                                   false when it has; the slow path then compares them
//     Skips(state, steps)           returns whether a row that matched these steps does not matter
#pragma once

#include "pg/base/aggregate.hpp"
#include "pg/journey/steps.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::journey {

// The general case: handles every row.
template <class L>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo) {
    const Aggregate<JourneyState> aggregate(fcinfo);
    const auto *form = static_cast<const char *>(fcinfo->flinfo->fn_extra);
    if (form != &scalar_steps && form != &array_steps)
        form = CheckSteps(fcinfo, L::first_step);
    if (fcinfo->flinfo->fn_extra == nullptr)
        fcinfo->flinfo->fn_extra = const_cast<char *>(form);
    if (L::ParameterIsNull(fcinfo))
        RaiseNullParameter();
    const Parameters parameters = L::GetParameters(fcinfo);
    if (PG_ARGISNULL(L::ts_arg))
        return aggregate.Unchanged();
    Event event;
    event.at = L::Time(fcinfo);
    auto steps = static_cast<uint32_t>(PG_NARGS() - L::first_step);
    event.steps = form == &array_steps ? StepBitsOfArray(fcinfo, L::first_step, &steps)
                                       : StepBits(fcinfo, L::first_step);
    State *state = aggregate.GetState();
    if (state == nullptr)
        state = new_state({steps, parameters.tag, parameters.window, event.at},
                          shape_for(steps, 1, false), server_memory);
    CheckSameSteps(state->steps, steps);
    CheckSameParameters(*state, parameters.tag, parameters.window);
    if (state->count == 0 || !L::Skips(*state, event.steps))
        CheckAppended(append(&state, &event, 1, server_memory));
    return aggregate.Result(state);
}

// Adds one row of an Agg node whose state has room for it. Every other case goes to TransitionSlow.
template <class L>
[[gnu::always_inline]] inline Datum Transition(FunctionCallInfo fcinfo) {
    const bool null = PG_ARGISNULL(0) || PG_ARGISNULL(L::ts_arg) || L::ParameterIsNull(fcinfo);
    if (likely(!null && IsAggNode(fcinfo) && fcinfo->flinfo->fn_extra == &scalar_steps)) {
        auto *state = reinterpret_cast<State *>(PG_GETARG_POINTER(0));
        const int64_t at = PG_GETARG_INT64(L::ts_arg);
        if (likely(!VARATT_IS_EXTENDED(state) && state->form >= Form::narrow &&
                   state->steps == PG_NARGS() - L::first_step && L::IsTime(at) &&
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
