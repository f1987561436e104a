// Journeys in the server's memory: from arguments to the core's forms and back.
#pragma once

#include "core/journey/state.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/interrupts.hpp"

#include "pg/base/time.hpp"

namespace heatmap {

struct Journey {
    uint32_t steps;
    uint32_t n;
    Event *events; // in order
};

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
