// Funnels in the server's memory: from arguments to the core's counts and back.
#pragma once

#include "core/funnel/format.hpp"
#include "pg/journey/value.hpp"
#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

// Argument n of a function, detoasted and not looked at.
inline const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// The value as an aggregate state; null if it is a stored funnel. The state that an executor node
// passes is of our own making, every other one is checked.
const State *AsState(const Header *head, bool own);

// Memory for the counts of n buckets; no funnel has more than max_steps * stats::max_buckets.
TimeCount *AllocateTimes(size_t n);

// What a stored funnel, or a state, has counted.
Counts Load(const Header *head, bool own);

Header *Store(const Header &like, const Counts &counts);

// Raises an error that says how they differ, unless they are of the same steps, window and mode.
void CheckSame(const Header &a, const Header &b);

} // namespace heatmap::funnel
