// The aggregate window_funnel. Its state is that of journey_agg, to which it adds its question. The
// forms with an array have it as a bytea, which travels between servers.

#include <type_traits>

#include "core/funnel/chain.hpp"
#include "pg/journey/transition.hpp"
#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

namespace {

// Where the arguments are: (state, window [, mode], ts, steps).
template <bool with_mode, bool is_timestamp, journey::StepsForm steps>
struct Layout {
    using StateType = std::conditional_t<steps == journey::StepsForm::array,
                                         journey::ByteaJourneyState, journey::JourneyState>;
    static constexpr journey::StepsForm form = steps;
    static constexpr int window_arg = 1;
    static constexpr int mode_arg = with_mode ? 2 : 0;
    static constexpr int ts_arg = with_mode ? 3 : 2;
    static constexpr int first_step = ts_arg + 1;

    static int64_t Time(FunctionCallInfo fcinfo) {
        if constexpr (is_timestamp)
            return FiniteTime(PG_GETARG_TIMESTAMPTZ(ts_arg));
        return PG_GETARG_INT64(ts_arg);
    }

    static bool IsTime(int64_t at) {
        return !(is_timestamp && TIMESTAMP_NOT_FINITE(at));
    }

    static bool ParameterIsNull(FunctionCallInfo fcinfo) {
        return PG_ARGISNULL(window_arg) || (with_mode && PG_ARGISNULL(mode_arg));
    }

    static uint64_t Window(FunctionCallInfo fcinfo) {
        if constexpr (is_timestamp)
            return GetWindow(fcinfo, window_arg);
        return WindowOfBigint(PG_GETARG_INT64(window_arg));
    }

    static journey::Parameters GetParameters(FunctionCallInfo fcinfo, uint32_t n) {
        const uint64_t window = Window(fcinfo);
        if constexpr (with_mode)
            return ParametersOf(PG_GETARG_TEXT_PP(mode_arg), window, n, is_timestamp);
        return journey::Parameters{tag_of(Question{n, window, 0}), window};
    }

    static bool HasParameters(FunctionCallInfo fcinfo, const journey::State &state,
                              const journey::Known &known) {
        if (static_cast<uint64_t>(PG_GETARG_INT64(window_arg)) != state.window)
            return false;
        if constexpr (!with_mode)
            return state.tag == has_question;
        return known.mode_size > 0 && state.tag == known.parameters.tag &&
               state.steps == known.steps && IsKnownMode(fcinfo, mode_arg, known) &&
               ((state.tag & has_clauses) == 0 || note_of(state) == known.parameters.note);
    }

    // Only strict_order looks at rows without a step.
    static bool Skips(const journey::State &state, uint64_t bits) {
        return bits == 0 && (state.tag & strict_order) == 0;
    }
};

using journey::StepsForm;
using journey::Transition;

} // namespace

// A row with a NULL time is skipped.
HEATMAP_FUNCTION(window_funnel_accum) {
    return Transition<Layout<false, true, StepsForm::any>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint) {
    return Transition<Layout<false, false, StepsForm::any>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_mode) {
    return Transition<Layout<true, true, StepsForm::any>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint_mode) {
    return Transition<Layout<true, false, StepsForm::any>>(fcinfo);
}

// The same with the steps as one array.
HEATMAP_FUNCTION(window_funnel_accum_array) {
    return Transition<Layout<false, true, StepsForm::array>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint_array) {
    return Transition<Layout<false, false, StepsForm::array>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_mode_array) {
    return Transition<Layout<true, true, StepsForm::array>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint_mode_array) {
    return Transition<Layout<true, false, StepsForm::array>>(fcinfo);
}

// Adds the events of another state.
HEATMAP_FUNCTION(window_funnel_combine) {
    using journey::ByteaJourneyState;
    const Aggregate<ByteaJourneyState> aggregate(fcinfo);
    const journey::State *other =
        ByteaJourneyState::AsState(ByteaJourneyState::GetHeader(fcinfo, 1), false);
    journey::State *state = aggregate.GetState();
    journey::CheckSameSteps(state->steps, other->steps);
    journey::CheckSameParameters(*state, journey::ParametersOf(*other));
    auto *events = allocate<Event>(other->count, server_memory);
    load_events(*other, CheckForInterrupts, events);
    journey::CheckAppended(append(&state, events, other->count, server_memory));
    return aggregate.Result(state);
}

namespace {

Datum Level(FunctionCallInfo fcinfo, const journey::State &state) {
    const Mode &mode = ModeOfState(fcinfo, state);
    const journey::Journey journey = journey::SortedEvents(state);
    PG_RETURN_INT32(static_cast<int32>(
        chain_level(journey.events, journey.n, mode.question(state.window), server_memory)));
}

} // namespace

// The level, which is 0 without rows.
HEATMAP_FUNCTION(window_funnel_final) {
    if (PG_ARGISNULL(0))
        PG_RETURN_INT32(0);
    const journey::State *state = Aggregate<journey::JourneyState>(fcinfo).ReadState();
    if (state == nullptr || is_journey(*state))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("journey is not a state of window_funnel")));
    return Level(fcinfo, *state);
}

HEATMAP_FUNCTION(window_funnel_final_bytea) {
    if (PG_ARGISNULL(0))
        PG_RETURN_INT32(0);
    using journey::ByteaJourneyState;
    return Level(fcinfo,
                 *ByteaJourneyState::AsState(ByteaJourneyState::GetHeader(fcinfo, 0), false));
}

} // namespace heatmap::funnel
