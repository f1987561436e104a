// The function funnel_entries: every try of an actor that remains.

#include "pg/funnel/question.hpp"
#include "pg/funnel/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::funnel {

namespace {

// What funnel_entries keeps between calls.
struct Entries {
    Asked asked;
    Tries tries;
};

} // namespace

// funnel_entries(j, win, mode): one row for each try, in order of time.
HEATMAP_FUNCTION(funnel_entries) {
    return ReturnRows<Entries>(
        fcinfo,
        [fcinfo](Entries &entries) {
            entries.asked = GetAskedOnce(fcinfo);
            const journey::Journey &journey = entries.asked.journey;
            entries.tries =
                start_tries(journey.events, journey.n, entries.asked.question(), server_memory);
        },
        [](Entries &entries, Row &row) {
            const Question question = entries.asked.question();
            Chain chain{};
            if (!next_try(&entries.tries, question, server_memory, &chain))
                return false;
            row.put(TimestampTzGetDatum(chain.begin()), false);
            row.integer(static_cast<int32>(chain.level));
            row.put(TimesDatum(chain, question.steps), false);
            return true;
        });
}

} // namespace heatmap::funnel
