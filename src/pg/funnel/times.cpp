#include "pg/funnel/question.hpp"
#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

// funnel_times(j, win, mode): when each step was completed, NULL for a step that was not.
HEATMAP_FUNCTION(funnel_times) {
    const Asked asked = GetAsked(fcinfo);
    Chain chain;
    find_chain(asked.journey.events, asked.journey.n, asked.question(), server_memory, &chain);
    return TimesDatum(chain, asked.mode->steps);
}

} // namespace heatmap::funnel
