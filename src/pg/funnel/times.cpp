#include "core/funnel/chain.hpp"
#include "pg/funnel/question.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::funnel {

// funnel_times(j, win, mode): when each step was completed, NULL for a step that was not.
HEATMAP_FUNCTION(funnel_times) {
    Question question;
    question.window = GetWindow(fcinfo, 1);
    question.modes = GetModes(fcinfo, 2);
    const journey::Journey journey = journey::Load(journey::GetHeader(fcinfo, 0));
    question.steps = journey.steps;
    Chain chain;
    find_chain(journey.events, journey.n, question, CheckForInterrupts, &chain);
    Datum values[max_steps];
    bool nulls[max_steps];
    for (uint32_t step = 0; step < journey.steps; step++) {
        nulls[step] = (chain.done >> step & 1) == 0;
        values[step] = nulls[step] ? Datum{0} : TimestampTzGetDatum(chain.times[step]);
    }
    int dims[] = {static_cast<int>(journey.steps)};
    int lower_bounds[] = {1};
    PG_RETURN_ARRAYTYPE_P(construct_md_array(values, nulls, 1, dims, lower_bounds, TIMESTAMPTZOID,
                                             sizeof(TimestampTz), FLOAT8PASSBYVAL,
                                             TYPALIGN_DOUBLE));
}

} // namespace heatmap::funnel
