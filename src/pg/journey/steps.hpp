// The conditions of a row, which say which steps it matches.
#pragma once

#include "core/journey/event.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::journey {

// flinfo->fn_extra points to one of these two once the types of the steps have been checked. A call
// that finds anything else there checks them again.
extern char scalar_steps, array_steps;

// Raises an error unless the arguments from `first` on are booleans, or one array of booleans.
// Returns the address of scalar_steps or of array_steps.
const char *CheckSteps(FunctionCallInfo fcinfo, int first);

// The boolean arguments from `first` on as bits, the first in bit 0. NULL counts as false.
inline uint64_t StepBits(FunctionCallInfo fcinfo, int first) {
    uint64_t bits = 0;
    // Has no branches, because the processor could not predict which conditions hold.
    for (int i = PG_NARGS() - 1; i >= first; i--)
        bits = bits << 1 |
               (unsigned{DatumGetBool(fcinfo->args[i].value)} & unsigned{!fcinfo->args[i].isnull});
    return bits;
}

uint64_t StepBitsOfArray(FunctionCallInfo fcinfo, int arg, uint32_t *steps);

} // namespace heatmap::journey
