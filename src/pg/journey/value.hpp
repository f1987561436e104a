// Journeys in the server's memory: from arguments to the core's forms and back.
#pragma once

#include "core/journey/state.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/interrupts.hpp"

#include "pg/base/time.hpp"

namespace heatmap::journey {

struct Journey {
    uint32_t steps;
    uint32_t n;
    Event *events; // in order
};

// Argument n of a function, detoasted and not looked at.
inline const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// The value as an aggregate state; null if it is a stored journey. The state that an executor node
// passes is of our own making, every other one is checked byte by byte.
const State *AsState(const Header *head, bool own);

// Memory for n events.
Event *AllocateEvents(uint32_t n);

// The events of a state.
Journey SortedEvents(const State &state);

// The events of a stored journey or of a state.
Journey Load(const Header *head);

// The stored form, without those breaks that cannot matter (which are gone from `journey` as well).
Header *Store(const Journey &journey);

} // namespace heatmap::journey
