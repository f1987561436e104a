// The aggregates journey_agg and rollup(journey).

#include "pg/journey/transition.hpp"

namespace heatmap::journey {

namespace {

// Where the arguments are: (state, ts, steps).
template <StepsForm steps>
struct Events {
    using StateType = JourneyState;
    static constexpr StepsForm form = steps;
    static constexpr int ts_arg = 1;
    static constexpr int first_step = 2;
    static constexpr int mode_arg = 0;

    static int64_t Time(FunctionCallInfo fcinfo) {
        return FiniteTime(PG_GETARG_TIMESTAMPTZ(ts_arg));
    }

    static bool IsTime(int64_t at) {
        return !TIMESTAMP_NOT_FINITE(at);
    }

    static bool ParameterIsNull(FunctionCallInfo) {
        return false;
    }

    static Parameters GetParameters(FunctionCallInfo, uint32_t) {
        return Parameters{};
    }

    static bool HasParameters(FunctionCallInfo, const State &state, const Known &) {
        return is_journey(state);
    }

    // Keeps rows without a step, which matter if the journey is asked for strict_order later.
    static bool Skips(const State &, uint64_t) {
        return false;
    }
};

// A single value that came is returned unread, unless it is open and the result is not, or the
// other way round.
template <class T>
Datum Final(FunctionCallInfo fcinfo) {
    const Header *head = GetHeader(fcinfo, 0);
    if (size_of(head) < sizeof(Header) || head->form == T::form || head->form >= Form::narrow)
        return Aggregate<T>(fcinfo).Final();
    Journey journey = Load(head);
    journey.form = T::form;
    PG_RETURN_POINTER(Store(journey));
}

} // namespace

// journey_agg: a row with a NULL time is skipped.
HEATMAP_FUNCTION(journey_accum) {
    return Transition<Events<StepsForm::any>>(fcinfo);
}

// The same with the steps as one array.
HEATMAP_FUNCTION(journey_accum_array) {
    return Transition<Events<StepsForm::array>>(fcinfo);
}

// Adds the events of a stored journey or another state. It is the transition function of rollup,
// and the combine function of all aggregates with this state.
HEATMAP_FUNCTION(journey_combine) {
    const Aggregate<JourneyState> aggregate(fcinfo);
    const Header *head = GetHeader(fcinfo, 1);
    const State *other = JourneyState::AsState(head, false);
    Journey journey;
    if (other != nullptr) {
        auto *events = allocate<Event>(other->count, server_memory);
        load_events(*other, CheckForInterrupts, events);
        journey = Journey{other->steps, other->count, events};
    } else {
        journey = Load(head);
    }
    State *state = aggregate.GetState();
    CheckSameSteps(state->steps, journey.steps);
    CheckSameParameters(*state, other != nullptr ? ParametersOf(*other) : Parameters{});
    CheckAppended(append(&state, journey.events, journey.n, server_memory));
    return aggregate.Result(state);
}

// The stored form of a state, or of the only value that came.
HEATMAP_FUNCTION(journey_final) {
    return Final<JourneyState>(fcinfo);
}

// The same as an open journey.
HEATMAP_FUNCTION(journey_open_final) {
    return Final<OpenJourneyState>(fcinfo);
}

} // namespace heatmap::journey
