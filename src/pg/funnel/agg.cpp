// The aggregates funnel_agg and rollup(funnel), and the operator +.

#include "pg/base/aggregate.hpp"
#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

Datum Accumulate(FunctionCallInfo fcinfo, bool with_modes) {
    const Aggregate<FunnelState> aggregate(fcinfo);
    if (PG_ARGISNULL(2) || (with_modes && PG_ARGISNULL(3)))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("funnel window and mode must not be null")));
    Question question;
    question.window = GetWindow(fcinfo, 2);
    question.modes = with_modes ? GetModes(fcinfo, 3) : Modes{0};
    if (PG_ARGISNULL(1))
        return aggregate.Unchanged();
    const journey::Journey journey = journey::Load(journey::GetHeader(fcinfo, 1));
    question.steps = journey.steps;
    Chain chain;
    find_chain(journey.events, journey.n, question, CheckForInterrupts, &chain);
    State *state = aggregate.GetState();
    if (state == nullptr)
        state = new_state(question, slots_for(0, 0, chain.level), server_memory);
    CheckSameQuestion(question_of(state->head), question);
    CheckCounted(add_chain(&state, chain, server_memory));
    return aggregate.Result(state);
}

} // namespace

// funnel_agg: a NULL journey is skipped.
HEATMAP_FUNCTION(funnel_accum) {
    return Accumulate(fcinfo, false);
}

HEATMAP_FUNCTION(funnel_accum_mode) {
    return Accumulate(fcinfo, true);
}

// Adds a stored funnel or another state. It is the transition function of rollup, the combine
// function of both aggregates, and operator +.
HEATMAP_FUNCTION(funnel_combine) {
    const Aggregate<FunnelState> aggregate(fcinfo);
    const Header *other = GetHeader(fcinfo, 1);
    const Counts counts = Load(other);
    State *state = aggregate.GetState();
    CheckSameQuestion(question_of(state->head), question_of(*other));
    CheckCounted(add_counts(&state, counts, server_memory));
    return aggregate.Result(state);
}

// The stored form of a state.
HEATMAP_FUNCTION(funnel_final) {
    return Aggregate<FunnelState>(fcinfo).Final();
}

} // namespace heatmap::funnel
