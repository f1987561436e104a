// The aggregates funnel_agg and rollup(funnel), and the operator +.

#include "pg/base/aggregate.hpp"
#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

Datum Accumulate(const Aggregate<FunnelState> &aggregate, const Question &question,
                 const Chain &chain) {
    State *state = aggregate.GetState();
    if (state == nullptr)
        state = new_state(question, slots_for(0, 0, chain.level), server_memory);
    CheckSameQuestion(question_of(state->head), question);
    CheckCounted(add_chain(&state, chain, server_memory));
    return aggregate.Result(state);
}

Datum AccumulateJourney(FunctionCallInfo fcinfo, bool with_modes) {
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
    return Accumulate(aggregate, question, chain);
}

// The chain of somebody's times of the steps. It ends before the first NULL.
Chain ChainOfTimes(ArrayType *array, uint32_t *steps) {
    if (ARR_NDIM(array) != 1)
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("times of a funnel must be an array of one dimension")));
    Datum *values;
    bool *nulls;
    int n;
    deconstruct_array(array, TIMESTAMPTZOID, sizeof(TimestampTz), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
                      &values, &nulls, &n);
    if (n > static_cast<int>(max_steps))
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("a funnel can have at most %u steps", max_steps)));
    *steps = static_cast<uint32_t>(n);
    Chain chain;
    chain.level = 0;
    for (int step = 0; step < n; step++) {
        if (nulls[step])
            continue;
        const TimestampTz at = FiniteTime(DatumGetTimestampTz(values[step]));
        if (static_cast<int>(chain.level) != step || (step > 0 && at < chain.times[step - 1]))
            ereport(ERROR,
                    (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                     errmsg("times of a funnel must be in order, and NULL after the last step that "
                            "was completed"),
                     errhint("For steps in any order, sort the times: ARRAY(SELECT t FROM "
                             "unnest(times) AS t ORDER BY t).")));
        chain.times[chain.level++] = at;
    }
    chain.done = steps_upto(chain.level);
    return chain;
}

} // namespace

// funnel_agg(times): a NULL array is skipped.
HEATMAP_FUNCTION(funnel_accum_times) {
    const Aggregate<FunnelState> aggregate(fcinfo);
    if (PG_ARGISNULL(1))
        return aggregate.Unchanged();
    Question question{0, no_window, 0};
    const Chain chain = ChainOfTimes(PG_GETARG_ARRAYTYPE_P(1), &question.steps);
    return Accumulate(aggregate, question, chain);
}

// funnel_agg: a NULL journey is skipped.
HEATMAP_FUNCTION(funnel_accum) {
    return AccumulateJourney(fcinfo, false);
}

HEATMAP_FUNCTION(funnel_accum_mode) {
    return AccumulateJourney(fcinfo, true);
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
