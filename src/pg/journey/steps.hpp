// The conditions of a row, which say what steps it is.
#pragma once

#include "core/journey/event.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::journey {

// What flinfo->fn_extra remembers once the types of the steps have been looked at: a call that does
// not find it there looks again.
extern char scalar_steps, array_steps;

// Raises an error unless the steps are booleans, or one array of booleans; returns the address of
// scalar_steps or array_steps.
const char *CheckSteps(FunctionCallInfo fcinfo, int first);

// The conditions of a row as bits; NULL is false.
inline uint64_t StepBits(FunctionCallInfo fcinfo, int first) {
    uint64_t bits = 0;
    // No branches: which conditions hold is not for the processor to guess.
    for (int i = PG_NARGS() - 1; i >= first; i--)
        bits = bits << 1 |
               (unsigned{DatumGetBool(fcinfo->args[i].value)} & unsigned{!fcinfo->args[i].isnull});
    return bits;
}

uint64_t StepBitsOfArray(FunctionCallInfo fcinfo, int arg, uint32_t *steps);

} // namespace heatmap::journey
