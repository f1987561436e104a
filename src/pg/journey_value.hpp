// Journeys and the parameters of funnels in the server's memory: from arguments to the core's forms
// and back.
#pragma once

#include "core/chain.hpp"
#include "core/journey_state.hpp"
#include "pg/value.hpp"

namespace heatmap {

struct Journey {
    uint32_t steps;
    uint32_t n;
    Event *events; // in order
};

// A window in microseconds. Months (whose length varies) and negative windows are errors; so long
// a window that no two times are further apart, or infinity, is the largest number.
uint64_t WindowOfInterval(const Interval &interval);

// A list of modes; unknown ones, and some that contradict each other, are errors.
Modes ModesOfText(const text *list);

// Argument n, a window that is not NULL.
inline uint64_t GetWindow(FunctionCallInfo fcinfo, int n) {
    return WindowOfInterval(*PG_GETARG_INTERVAL_P(n));
}

inline Modes GetModes(FunctionCallInfo fcinfo, int n) {
    return ModesOfText(PG_GETARG_TEXT_PP(n));
}

// The window as an interval, for messages and results.
Interval IntervalOf(uint64_t microseconds);

[[noreturn]] void ReportCorrupt(const char *type);

// Argument n of a function, detoasted and not looked at.
inline const JourneyHeader *GetJourneyHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const JourneyHeader *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// The value as an aggregate state; null if it is a stored journey. The state that an executor node
// passes is of our own making, every other one is checked byte by byte.
const JourneyState *AsJourneyState(const JourneyHeader *head, bool own);

// Memory for n events.
Event *AllocateEvents(uint32_t n);

// The events of a state.
Journey SortedEvents(const JourneyState &state);

// The events of a stored journey or of a state.
Journey LoadJourney(const JourneyHeader *head);

// The stored form, without those breaks that cannot matter (which are gone from `journey` as well).
JourneyHeader *StoreJourney(const Journey &journey);

} // namespace heatmap
