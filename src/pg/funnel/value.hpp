// Funnels in the server's memory: from arguments to the core's counts and back.
#pragma once

#include "core/funnel/format.hpp"
#include "pg/journey/value.hpp"
#include "pg/funnel/question.hpp"

namespace heatmap {

// Argument n of a function, detoasted and not looked at.
inline const FunnelHeader *GetFunnelHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const FunnelHeader *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// The value as an aggregate state; null if it is a stored funnel. The state that an executor node
// passes is of our own making, every other one is checked.
const FunnelState *AsFunnelState(const FunnelHeader *head, bool own);

// Memory for the counts of n buckets; no funnel has more than max_steps * max_buckets.
TimeCount *AllocateTimes(size_t n);

// What a stored funnel, or a state, has counted.
FunnelCounts LoadFunnel(const FunnelHeader *head, bool own);

FunnelHeader *StoreFunnel(const FunnelHeader &like, const FunnelCounts &counts);

// Raises an error that says how they differ, unless they are of the same steps, window and mode.
void CheckSameFunnel(const FunnelHeader &a, const FunnelHeader &b);

} // namespace heatmap
