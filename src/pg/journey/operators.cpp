// Comparison operators of journeys, and the support functions of the operator classes.

#include "pg/base/compare.hpp"
#include "pg/journey/value.hpp"

namespace heatmap::journey {

namespace {

// Argument n in its stored form.
const void *GetStored(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    if (JourneyState::AsState(head, false) == nullptr)
        return head;
    return KeepResult(fcinfo, n, head, [head] { return Store(Load(head)); });
}

int Compare(FunctionCallInfo fcinfo) {
    return CompareStored(fcinfo, GetStored);
}

} // namespace

HEATMAP_FUNCTION(journey_eq) {
    PG_RETURN_BOOL(Compare(fcinfo) == 0);
}

HEATMAP_FUNCTION(journey_ne) {
    PG_RETURN_BOOL(Compare(fcinfo) != 0);
}

HEATMAP_FUNCTION(journey_lt) {
    PG_RETURN_BOOL(Compare(fcinfo) < 0);
}

HEATMAP_FUNCTION(journey_le) {
    PG_RETURN_BOOL(Compare(fcinfo) <= 0);
}

HEATMAP_FUNCTION(journey_gt) {
    PG_RETURN_BOOL(Compare(fcinfo) > 0);
}

HEATMAP_FUNCTION(journey_ge) {
    PG_RETURN_BOOL(Compare(fcinfo) >= 0);
}

HEATMAP_FUNCTION(journey_cmp) {
    PG_RETURN_INT32(Compare(fcinfo));
}

HEATMAP_FUNCTION(journey_hash) {
    PG_RETURN_UINT32(static_cast<uint32>(HashStored(fcinfo, 0, GetStored)));
}

HEATMAP_FUNCTION(journey_hash_extended) {
    PG_RETURN_UINT64(HashStored(fcinfo, static_cast<uint64>(PG_GETARG_INT64(1)), GetStored));
}

} // namespace heatmap::journey
