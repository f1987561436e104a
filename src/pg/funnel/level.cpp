#include "core/funnel/chain.hpp"
#include "pg/funnel/question.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::funnel {

// funnel_level(j, win, mode): how many steps the actor completed.
HEATMAP_FUNCTION(funnel_level) {
    Question question;
    question.window = GetWindow(fcinfo, 1);
    question.modes = GetModes(fcinfo, 2);
    const journey::Journey journey = journey::Load(journey::GetHeader(fcinfo, 0));
    question.steps = journey.steps;
    PG_RETURN_INT32(
        static_cast<int32>(chain_level(journey.events, journey.n, question, CheckForInterrupts)));
}

} // namespace heatmap::funnel
