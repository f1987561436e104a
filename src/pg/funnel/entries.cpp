// The function funnel_entries: every try of an actor.

#include "pg/funnel/question.hpp"
#include "pg/funnel/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::funnel {

namespace {

// What funnel_entries keeps between calls.
struct Tries {
    Asked asked;
    uint32_t next; // event
};

} // namespace

// funnel_entries(j, win, mode): one row for each try, in order of time.
HEATMAP_FUNCTION(funnel_entries) {
    return ReturnRows<Tries>(
        fcinfo, [fcinfo](Tries &tries) { tries.asked = GetAsked(fcinfo); },
        [](Tries &tries, Row &row) {
            const journey::Journey &journey = tries.asked.journey;
            const Question &question = tries.asked.question;
            Chain chain;
            if (!find_try(journey.events, journey.n, question, CheckForInterrupts, &tries.next,
                          &chain))
                return false;
            row.put(TimestampTzGetDatum(chain.begin()), false);
            row.integer(static_cast<int32>(chain.level));
            row.put(TimesDatum(chain, question.steps), false);
            return true;
        });
}

} // namespace heatmap::funnel
