// The conditions of a row, which say which steps it matches.
#pragma once

#include "core/journey/event.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::journey {

// How the steps are passed: as so many booleans, as one array of booleans, or as VARIADIC "any",
// which may be either.
enum class StepsForm { any, scalars, array };

// Raises an error unless the arguments from `first` on are booleans, or one array of booleans.
// Returns which of the two they are.
StepsForm CheckSteps(FunctionCallInfo fcinfo, int first);

// The boolean arguments from `first` on as bits, the first in bit 0. NULL counts as false.
inline uint64_t StepBits(FunctionCallInfo fcinfo, int first) {
    uint64_t bits = 0;
    // Has no branches, because the processor could not predict which conditions hold.
    for (int i = PG_NARGS() - 1; i >= first; i--)
        bits = bits << 1 |
               (unsigned{DatumGetBool(fcinfo->args[i].value)} & unsigned{!fcinfo->args[i].isnull});
    return bits;
}

// The same for one array, which must not be NULL. *steps is the number of its elements.
uint64_t StepBitsOfArray(FunctionCallInfo fcinfo, int arg, uint32_t *steps);

} // namespace heatmap::journey
