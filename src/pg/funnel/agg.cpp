// The aggregates funnel_agg and rollup(funnel), and the operator +.
//
// The state is a flat varlena of type funnel that is changed in place while an executor node calls
// us. Called by hand, the same functions leave their arguments alone and return stored values.

#include "pg/funnel/value.hpp"

namespace heatmap {

namespace {

void CheckRange(bool fits) {
    if (!fits)
        ereport(ERROR,
                (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("funnel count out of range")));
}

FunnelState *NewFunnel(const FunnelHeader &like, uint32_t slots) {
    const size_t size = funnel_state_size(like.steps, slots);
    auto *state = static_cast<FunnelState *>(palloc(size));
    SET_VARSIZE(state, size);
    init_funnel(state, like, slots);
    return state;
}

FunnelState *NewFunnel(const FunnelHeader &like, const FunnelCounts &counts, uint32_t more) {
    FunnelState *state = NewFunnel(like, funnel_slots(0, counts.n_times, more));
    CheckRange(add_counts(*state, counts));
    return state;
}

// A state with room for `more` further buckets.
FunnelState *Reserve(FunnelState *state, uint32_t more) {
    if (funnel_slots(state->slots, state->used, more) == state->slots)
        return state;
    FunnelCounts counts = LoadFunnel(&state->head, true);
    FunnelState *grown = NewFunnel(state->head, counts, more);
    pfree(counts.times);
    return grown;
}

// Argument 0 as a state that may be changed and has room for `more` further buckets; null if it is
// NULL.
FunnelState *GetFunnelState(FunctionCallInfo fcinfo, int context, uint32_t more) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const FunnelHeader *head = GetFunnelHeader(fcinfo, 0);
    const FunnelState *state = AsFunnelState(head, context != 0);
    if (state != nullptr && context != 0)
        return Reserve(const_cast<FunnelState *>(state), more);
    return NewFunnel(*head, LoadFunnel(head, false), more);
}

Datum FunnelResult(const FunnelState *state, int context) {
    if (context != 0)
        return PointerGetDatum(state);
    return PointerGetDatum(StoreFunnel(state->head, LoadFunnel(&state->head, true)));
}

Datum Accumulate(FunctionCallInfo fcinfo, bool with_modes) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    if (PG_ARGISNULL(2) || (with_modes && PG_ARGISNULL(3)))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("funnel window and mode must not be null")));
    FunnelHeader like{};
    like.window = GetWindow(fcinfo, 2);
    like.modes = with_modes ? GetModes(fcinfo, 3) : Modes{0};
    if (PG_ARGISNULL(1)) {
        if (PG_ARGISNULL(0))
            PG_RETURN_NULL();
        return PG_GETARG_DATUM(0);
    }
    const Journey journey = LoadJourney(GetJourneyHeader(fcinfo, 1));
    like.steps = static_cast<uint8_t>(journey.steps);
    Chain chain;
    find_chain(journey.events, journey.n, Question{journey.steps, like.window, like.modes},
               CheckForInterrupts, &chain);
    FunnelState *state = GetFunnelState(fcinfo, context, chain.level);
    if (state == nullptr)
        state = NewFunnel(like, funnel_slots(0, 0, chain.level));
    CheckSameFunnel(state->head, like);
    CheckRange(add_chain(*state, chain));
    return FunnelResult(state, context);
}

} // namespace

// funnel_agg: a NULL journey is skipped.
HEATMAP_FUNCTION(funnel_accum) {
    return Accumulate(fcinfo, false);
}

HEATMAP_FUNCTION(funnel_accum_mode) {
    return Accumulate(fcinfo, true);
}

// Adds a stored funnel or another state: transition of rollup, combine of both, operator +.
HEATMAP_FUNCTION(funnel_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const FunnelHeader *other = GetFunnelHeader(fcinfo, 1);
    const FunnelCounts counts = LoadFunnel(other, false);
    FunnelState *state = GetFunnelState(fcinfo, context, counts.n_times);
    CheckSameFunnel(state->head, *other);
    CheckRange(add_counts(*state, counts));
    return FunnelResult(state, context);
}

// The stored form of a state.
HEATMAP_FUNCTION(funnel_final) {
    const FunnelHeader *head = GetFunnelHeader(fcinfo, 0);
    const bool own = AggCheckCallContext(fcinfo, nullptr) != 0;
    if (AsFunnelState(head, own) == nullptr)
        PG_RETURN_POINTER(head);
    PG_RETURN_POINTER(StoreFunnel(*head, LoadFunnel(head, own)));
}

} // namespace heatmap
