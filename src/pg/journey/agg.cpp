// The aggregates journey_agg and rollup(journey).

#include "pg/journey/transition.hpp"

namespace heatmap::journey {

namespace {

// (state, ts, steps)
struct Events {
    static constexpr int ts_arg = 1;
    static constexpr int first_step = 2;

    static int64_t Time(FunctionCallInfo fcinfo) {
        return FiniteTime(PG_GETARG_TIMESTAMPTZ(ts_arg));
    }

    static bool IsTime(int64_t at) {
        return !TIMESTAMP_NOT_FINITE(at);
    }

    static bool ParameterIsNull(FunctionCallInfo) {
        return false;
    }

    static Parameters GetParameters(FunctionCallInfo) {
        return Parameters{0, 0};
    }

    static bool HasParameters(FunctionCallInfo, const State &state) {
        return is_journey(state);
    }

    // A journey may be asked for strict_order later, which looks at rows without a step.
    static bool Skips(const State &, uint64_t) {
        return false;
    }
};

} // namespace

// journey_agg: a row with a NULL time is skipped.
HEATMAP_FUNCTION(journey_accum) {
    return Transition<Events>(fcinfo);
}

// Adds the events of a stored journey or another state: transition of rollup, combine of all.
HEATMAP_FUNCTION(journey_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const Header *head = GetHeader(fcinfo, 1);
    const State *other = AsState(head, false);
    Journey journey;
    if (other != nullptr) {
        Event *events = AllocateEvents(other->count);
        load_events(*other, CheckForInterrupts, events);
        journey = Journey{other->head.steps, other->count, events};
    } else {
        journey = Load(head);
    }
    State *state = GetState(fcinfo, context);
    CheckSameSteps(state->head.steps, journey.steps);
    CheckSameWindow(*state, other != nullptr ? other->head.reserved : 0,
                    other != nullptr ? other->window : 0);
    if (state->capacity - state->count < journey.n)
        state = GrowState(*state, journey.n, state->base);
    for (uint32_t i = 0; i < journey.n; i++) {
        if (i % poll_interval == poll_interval - 1)
            CHECK_FOR_INTERRUPTS();
        state = Append(state, journey.events[i].at, journey.events[i].steps);
    }
    return StateResult(state, context);
}

// The stored form of a state.
HEATMAP_FUNCTION(journey_final) {
    const Header *head = GetHeader(fcinfo, 0);
    const State *state = AsState(head, AggCheckCallContext(fcinfo, nullptr) != 0);
    if (state == nullptr)
        PG_RETURN_POINTER(head);
    return StateResult(state, 0);
}

} // namespace heatmap::journey
