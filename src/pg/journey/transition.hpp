// The transition functions of aggregates over the events of one actor.
//
// A layout L says where an aggregate has its arguments, (state [, parameters], ts, steps), and what
// its parameters are:
//     StateType                what the aggregate frame must know of the states
//     form                     how the steps are passed
//     ts_arg, first_step       positions
//     mode_arg                 position of a text whose meaning is remembered; 0: there is none
//     Time(fcinfo)             the time; an error if it cannot be the time of an event
//     IsTime(at)               returns whether Time() could have returned it
//     ParameterIsNull(fcinfo)  returns whether a parameter is NULL
//     Window(fcinfo)           the window, checked
//     GetParameters(fcinfo, steps)
//                              the parameters, checked, for so many steps, in the form that a state
//                              keeps
//     HasParameters(fcinfo, state, known)
//                              returns whether the state has the same parameters. May return false
//                              when it has; the slow path then compares them
//     Skips(state, steps)      returns whether a row that matched these steps does not matter
#pragma once

#include "pg/base/aggregate.hpp"
#include "pg/journey/steps.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::journey {

// What a call leaves at flinfo->fn_extra for the next one.
struct Known {
    StepsForm form;
    uint32_t steps;        // of the call that read the mode
    Size mode_size;        // 0: no mode was read
    const void *mode;      // its bytes as they came, header included
    Parameters parameters; // of this mode
};

// Returns whether the argument is the text whose parameters are known.
inline bool IsKnownMode(FunctionCallInfo fcinfo, int arg, const Known &known) {
    const void *mode = PG_GETARG_POINTER(arg);
    return VARSIZE_ANY(mode) == known.mode_size && memcmp(mode, known.mode, known.mode_size) == 0;
}

// Keeps the parameters of the mode for the next call.
void RememberMode(FunctionCallInfo fcinfo, int arg, uint32_t steps, const Parameters &parameters);

// The parameters of a row. A mode is read again only if it has changed.
template <class L>
Parameters ParametersOfRow(FunctionCallInfo fcinfo, uint32_t steps, Known &known) {
    if constexpr (L::mode_arg > 0) {
        if (steps != known.steps || !IsKnownMode(fcinfo, L::mode_arg, known))
            RememberMode(fcinfo, L::mode_arg, steps, L::GetParameters(fcinfo, steps));
        return Parameters{known.parameters.tag, L::Window(fcinfo), known.parameters.note};
    }
    return L::GetParameters(fcinfo, steps);
}

// The general case: handles every row.
template <class L>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo) {
    const Aggregate<typename L::StateType> aggregate(fcinfo);
    auto *known = static_cast<Known *>(fcinfo->flinfo->fn_extra);
    if (known == nullptr) {
        const StepsForm form =
            L::form == StepsForm::any ? CheckSteps(fcinfo, L::first_step) : L::form;
        known =
            static_cast<Known *>(MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Known)));
        known->form = form;
        fcinfo->flinfo->fn_extra = known;
    }
    if (L::ParameterIsNull(fcinfo))
        RaiseNullParameter();
    auto steps = static_cast<uint32_t>(PG_NARGS() - L::first_step);
    Event event{0, 0};
    if (known->form == StepsForm::scalars)
        event.steps = StepBits(fcinfo, L::first_step);
    else if (!PG_ARGISNULL(L::ts_arg))
        event.steps = StepBitsOfArray(fcinfo, L::first_step, &steps);
    else
        return aggregate.Unchanged(); // without an array, it is not known how many steps there are
    State *state = PG_ARGISNULL(L::ts_arg) ? nullptr : aggregate.GetState();
    if (state != nullptr)
        CheckSameSteps(state->steps, steps);
    const Parameters parameters = ParametersOfRow<L>(fcinfo, steps, *known);
    if (PG_ARGISNULL(L::ts_arg))
        return aggregate.Unchanged();
    event.at = L::Time(fcinfo);
    if (state == nullptr)
        state = new_state({steps, parameters.tag, parameters.window, event.at, parameters.note},
                          shape_for(steps, 1, false, parameters.note.size()), server_memory);
    CheckSameParameters(*state, parameters);
    if (state->count == 0 || !L::Skips(*state, event.steps))
        CheckAppended(append(&state, &event, 1, server_memory));
    return aggregate.Result(state);
}

// Adds one row of an Agg node whose state has room for it. Every other case goes to TransitionSlow.
template <class L>
[[gnu::always_inline]] inline Datum Transition(FunctionCallInfo fcinfo) {
    const bool null = PG_ARGISNULL(0) || PG_ARGISNULL(L::ts_arg) || L::ParameterIsNull(fcinfo);
    const auto *known = static_cast<const Known *>(fcinfo->flinfo->fn_extra);
    if (likely(!null && IsAggNode(fcinfo) && known != nullptr &&
               known->form == StepsForm::scalars)) {
        auto *state = reinterpret_cast<State *>(PG_GETARG_POINTER(0));
        const int64_t at = PG_GETARG_INT64(L::ts_arg);
        if (likely(!VARATT_IS_EXTENDED(state) && state->form >= Form::narrow &&
                   state->steps == PG_NARGS() - L::first_step && L::IsTime(at) &&
                   L::HasParameters(fcinfo, *state, *known))) {
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
