// Comparison operators of funnels, and the support functions of the operator classes. (The operator
// + is with the aggregates.)

#include "pg/base/compare.hpp"
#include "pg/funnel/value.hpp"

namespace heatmap::funnel {

namespace {

// Argument n in its stored form.
const void *GetStored(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    const State *state = FunnelState::AsState(head, false);
    if (state == nullptr)
        return head;
    return KeepResult(fcinfo, n, head, [state] { return FunnelState::Store(*state); });
}

int Compare(FunctionCallInfo fcinfo) {
    return CompareStored(fcinfo, GetStored);
}

} // namespace

HEATMAP_FUNCTION(funnel_eq) {
    PG_RETURN_BOOL(Compare(fcinfo) == 0);
}

HEATMAP_FUNCTION(funnel_ne) {
    PG_RETURN_BOOL(Compare(fcinfo) != 0);
}

HEATMAP_FUNCTION(funnel_lt) {
    PG_RETURN_BOOL(Compare(fcinfo) < 0);
}

HEATMAP_FUNCTION(funnel_le) {
    PG_RETURN_BOOL(Compare(fcinfo) <= 0);
}

HEATMAP_FUNCTION(funnel_gt) {
    PG_RETURN_BOOL(Compare(fcinfo) > 0);
}

HEATMAP_FUNCTION(funnel_ge) {
    PG_RETURN_BOOL(Compare(fcinfo) >= 0);
}

HEATMAP_FUNCTION(funnel_cmp) {
    PG_RETURN_INT32(Compare(fcinfo));
}

HEATMAP_FUNCTION(funnel_hash) {
    PG_RETURN_UINT32(static_cast<uint32>(HashStored(fcinfo, 0, GetStored)));
}

HEATMAP_FUNCTION(funnel_hash_extended) {
    PG_RETURN_UINT64(HashStored(fcinfo, static_cast<uint64>(PG_GETARG_INT64(1)), GetStored));
}

} // namespace heatmap::funnel
