// The aggregate window_funnel. Its state is that of journey_agg, to which it adds its question.

#include "core/funnel/chain.hpp"
#include "pg/journey/transition.hpp"
#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

namespace {

// Where the arguments are: (state, window [, modes], ts, steps).
template <bool with_modes, bool is_timestamp>
struct Layout {
    static constexpr int window_arg = 1;
    static constexpr int modes_arg = 2;
    static constexpr int ts_arg = with_modes ? 3 : 2;
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
        return PG_ARGISNULL(window_arg) || (with_modes && PG_ARGISNULL(modes_arg));
    }

    static uint16_t Tag(FunctionCallInfo fcinfo) {
        if constexpr (with_modes)
            return tag_of(GetModes(fcinfo, modes_arg));
        return tag_of(Modes{0});
    }

    static uint64_t Window(FunctionCallInfo fcinfo) {
        if constexpr (is_timestamp)
            return GetWindow(fcinfo, window_arg);
        return WindowOfBigint(PG_GETARG_INT64(window_arg));
    }

    static journey::Parameters GetParameters(FunctionCallInfo fcinfo) {
        const uint64_t window = Window(fcinfo);
        return journey::Parameters{Tag(fcinfo), window};
    }

    static bool HasParameters(FunctionCallInfo fcinfo, const journey::State &state) {
        return state.tag == Tag(fcinfo) &&
               static_cast<uint64_t>(PG_GETARG_INT64(window_arg)) == state.window;
    }

    // Only strict_order looks at rows without a step.
    static bool Skips(const journey::State &state, uint64_t bits) {
        return bits == 0 && (state.tag & strict_order) == 0;
    }
};

} // namespace

// A row with a NULL time is skipped.
HEATMAP_FUNCTION(window_funnel_accum) {
    return journey::Transition<Layout<false, true>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_mode) {
    return journey::Transition<Layout<true, true>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint) {
    return journey::Transition<Layout<false, false>>(fcinfo);
}

HEATMAP_FUNCTION(window_funnel_accum_bigint_mode) {
    return journey::Transition<Layout<true, false>>(fcinfo);
}

// The level, which is 0 without rows.
HEATMAP_FUNCTION(window_funnel_final) {
    if (PG_ARGISNULL(0))
        PG_RETURN_INT32(0);
    const journey::State *state = Aggregate<journey::JourneyState>(fcinfo).ReadState();
    if (state == nullptr || is_journey(*state))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("journey is not a state of window_funnel")));
    if (!check_question(*state))
        RaiseCorrupt("journey");
    const Question question = question_of(*state);
    const journey::Journey journey = journey::SortedEvents(*state);
    PG_RETURN_INT32(
        static_cast<int32>(chain_level(journey.events, journey.n, question, CheckForInterrupts)));
}

} // namespace heatmap::funnel
