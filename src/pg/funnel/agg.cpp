// The aggregates funnel_agg and rollup(funnel), and the operator +.

#include "pg/base/aggregate.hpp"
#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

// Raises an error unless the question is that of the state.
void CheckQuestion(const State &state, const Question &question) {
    char clauses[mode_length];
    write_clauses(question, TimeUnit::microseconds, clauses);
    if (state.head.steps == question.steps && state.head.window == question.window &&
        state.head.modes == question.modes && clauses_of(state) == clauses)
        return;
    Mode mode;
    if (!parse_question(state, &mode))
        RaiseCorrupt("funnel");
    CheckSameQuestion(mode.question(state.head.window), question);
}

Datum Accumulate(const Aggregate<FunnelState> &aggregate, const Question &question,
                 const Chain &chain) {
    State *state = aggregate.GetState();
    if (state == nullptr)
        state = new_state(question, slots_for(0, 0, chain.level), server_memory);
    CheckQuestion(*state, question);
    CheckCounted(add_chain(&state, question, chain, server_memory));
    return aggregate.Result(state);
}

void CheckParameterNotNull(bool null) {
    if (null)
        journey::RaiseNullParameter();
}

Datum AccumulateJourney(FunctionCallInfo fcinfo, bool with_mode) {
    const Aggregate<FunnelState> aggregate(fcinfo);
    CheckParameterNotNull(PG_ARGISNULL(2) || (with_mode && PG_ARGISNULL(3)));
    if (PG_ARGISNULL(1))
        return aggregate.Unchanged();
    const journey::Journey journey = journey::Load(journey::GetHeader(fcinfo, 1));
    Question question{journey.steps, GetWindow(fcinfo, 2), 0};
    if (with_mode)
        question = GetMode(fcinfo, 3, {journey.steps, 0}).question(question.window);
    Chain chain;
    find_chain(journey.events, journey.n, question, server_memory, &chain);
    return Accumulate(aggregate, question, chain);
}

// Somebody's times of the steps: a chain, which is NULL at the steps that were not done.
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
    Chain chain{};
    for (int step = 0; step < n; step++) {
        if (nulls[step])
            continue;
        chain.times[step] = FiniteTime(DatumGetTimestampTz(values[step]));
        chain.done |= uint64_t{1} << step;
        chain.level = static_cast<uint32_t>(step) + 1;
    }
    return chain;
}

// Raises an error unless the times can be the answer to the question.
void CheckTimes(const Chain &chain, const Question &question) {
    if ((question.modes & any_order) != 0)
        return;
    const uint64_t required = steps_upto(chain.level) & ~question.optional();
    bool good = (required & ~chain.done) == 0;
    TimestampTz last = DT_NOBEGIN;
    for (uint32_t step = 0; step < chain.level; step++) {
        if ((chain.done >> step & 1) == 0)
            continue;
        good = good && chain.times[step] >= last;
        last = chain.times[step];
    }
    if (!good)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("times of a funnel must be in order, and NULL after the last step that "
                        "was completed"),
                 errhint("For optional steps, or steps in any order, give the mode as a second "
                         "argument.")));
}

Datum AccumulateTimes(FunctionCallInfo fcinfo, bool with_mode) {
    const Aggregate<FunnelState> aggregate(fcinfo);
    CheckParameterNotNull(with_mode && PG_ARGISNULL(2));
    if (PG_ARGISNULL(1))
        return aggregate.Unchanged();
    uint32_t steps;
    const Chain chain = ChainOfTimes(PG_GETARG_ARRAYTYPE_P(1), &steps);
    Question question{steps, no_window, 0};
    if (with_mode)
        question = GetMode(fcinfo, 2, {0, steps}).question(no_window);
    if (question.steps != steps)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of times must be the number of steps"),
                        errdetail("Steps of the mode: %u, times: %u.", question.steps, steps)));
    CheckTimes(chain, question);
    return Accumulate(aggregate, question, chain);
}

} // namespace

// funnel_agg(times): a NULL array is skipped.
HEATMAP_FUNCTION(funnel_accum_times) {
    return AccumulateTimes(fcinfo, false);
}

// funnel_agg(times, mode): the mode says which steps are optional.
HEATMAP_FUNCTION(funnel_accum_times_mode) {
    return AccumulateTimes(fcinfo, true);
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
    Funnel other;
    Load(GetHeader(fcinfo, 1), &other);
    State *state = aggregate.GetState();
    CheckQuestion(*state, other.question());
    CheckCounted(add_counts(&state, other.counts, server_memory));
    return aggregate.Result(state);
}

// The stored form of a state.
HEATMAP_FUNCTION(funnel_final) {
    return Aggregate<FunnelState>(fcinfo).Final();
}

} // namespace heatmap::funnel
