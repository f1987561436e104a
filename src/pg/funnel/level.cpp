#include "core/funnel/chain.hpp"
#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

// funnel_level(j, win, mode): how many steps the actor completed.
HEATMAP_FUNCTION(funnel_level) {
    const Asked asked = GetAsked(fcinfo);
    PG_RETURN_INT32(static_cast<int32>(
        chain_level(asked.journey.events, asked.journey.n, asked.question(), server_memory)));
}

} // namespace heatmap::funnel
