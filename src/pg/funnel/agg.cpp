// The aggregates funnel_agg and rollup(funnel), and the operator +.
//
// The state is a flat varlena of type funnel that is changed in place while an executor node calls
// us. Called by hand, the same functions leave their arguments alone and return stored values.

#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

void CheckRange(bool fits) {
    if (!fits)
        ereport(ERROR,
                (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("funnel count out of range")));
}

State *NewState(const Header &like, uint32_t slots) {
    const size_t size = state_size(like.steps, slots);
    auto *state = static_cast<State *>(palloc(size));
    SET_VARSIZE(state, size);
    init_state(state, like, slots);
    return state;
}

State *NewState(const Header &like, const Counts &counts, uint32_t more) {
    State *state = NewState(like, slots_for(0, counts.n_times, more));
    CheckRange(add_counts(*state, counts));
    return state;
}

// A state with room for `more` further buckets.
State *Reserve(State *state, uint32_t more) {
    if (slots_for(state->slots, state->used, more) == state->slots)
        return state;
    Counts counts = Load(&state->head, true);
    State *grown = NewState(state->head, counts, more);
    pfree(counts.times);
    return grown;
}

// Argument 0 as a state that may be changed and has room for `more` further buckets; null if it is
// NULL.
State *GetState(FunctionCallInfo fcinfo, int context, uint32_t more) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const Header *head = GetHeader(fcinfo, 0);
    const State *state = AsState(head, context != 0);
    if (state != nullptr && context != 0)
        return Reserve(const_cast<State *>(state), more);
    return NewState(*head, Load(head, false), more);
}

Datum StateResult(const State *state, int context) {
    if (context != 0)
        return PointerGetDatum(state);
    return PointerGetDatum(Store(state->head, Load(&state->head, true)));
}

Datum Accumulate(FunctionCallInfo fcinfo, bool with_modes) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    if (PG_ARGISNULL(2) || (with_modes && PG_ARGISNULL(3)))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("funnel window and mode must not be null")));
    Header like{};
    like.window = GetWindow(fcinfo, 2);
    like.modes = with_modes ? GetModes(fcinfo, 3) : Modes{0};
    if (PG_ARGISNULL(1)) {
        if (PG_ARGISNULL(0))
            PG_RETURN_NULL();
        return PG_GETARG_DATUM(0);
    }
    const journey::Journey journey = journey::Load(journey::GetHeader(fcinfo, 1));
    like.steps = static_cast<uint8_t>(journey.steps);
    Chain chain;
    find_chain(journey.events, journey.n, Question{journey.steps, like.window, like.modes},
               CheckForInterrupts, &chain);
    State *state = GetState(fcinfo, context, chain.level);
    if (state == nullptr)
        state = NewState(like, slots_for(0, 0, chain.level));
    CheckSame(state->head, like);
    CheckRange(add_chain(*state, chain));
    return StateResult(state, context);
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
    const Header *other = GetHeader(fcinfo, 1);
    const Counts counts = Load(other, false);
    State *state = GetState(fcinfo, context, counts.n_times);
    CheckSame(state->head, *other);
    CheckRange(add_counts(*state, counts));
    return StateResult(state, context);
}

// The stored form of a state.
HEATMAP_FUNCTION(funnel_final) {
    const Header *head = GetHeader(fcinfo, 0);
    const bool own = AggCheckCallContext(fcinfo, nullptr) != 0;
    if (AsState(head, own) == nullptr)
        PG_RETURN_POINTER(head);
    PG_RETURN_POINTER(Store(*head, Load(head, own)));
}

} // namespace heatmap::funnel
