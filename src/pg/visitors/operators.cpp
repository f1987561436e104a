// Comparison operators of heatmap_visitors, and the support functions of the operator classes.

#include "pg/base/compare.hpp"
#include "pg/visitors/value.hpp"

namespace heatmap::visitors {

namespace {

int Compare(FunctionCallInfo fcinfo) {
    return CompareStored(fcinfo, GetStored);
}

} // namespace

HEATMAP_FUNCTION(heatmap_visitors_eq) {
    PG_RETURN_BOOL(Compare(fcinfo) == 0);
}

HEATMAP_FUNCTION(heatmap_visitors_ne) {
    PG_RETURN_BOOL(Compare(fcinfo) != 0);
}

HEATMAP_FUNCTION(heatmap_visitors_lt) {
    PG_RETURN_BOOL(Compare(fcinfo) < 0);
}

HEATMAP_FUNCTION(heatmap_visitors_le) {
    PG_RETURN_BOOL(Compare(fcinfo) <= 0);
}

HEATMAP_FUNCTION(heatmap_visitors_gt) {
    PG_RETURN_BOOL(Compare(fcinfo) > 0);
}

HEATMAP_FUNCTION(heatmap_visitors_ge) {
    PG_RETURN_BOOL(Compare(fcinfo) >= 0);
}

HEATMAP_FUNCTION(heatmap_visitors_cmp) {
    PG_RETURN_INT32(Compare(fcinfo));
}

HEATMAP_FUNCTION(heatmap_visitors_hash) {
    PG_RETURN_UINT32(static_cast<uint32>(HashStored(fcinfo, 0, GetStored)));
}

HEATMAP_FUNCTION(heatmap_visitors_hash_extended) {
    PG_RETURN_UINT64(HashStored(fcinfo, static_cast<uint64>(PG_GETARG_INT64(1)), GetStored));
}

} // namespace heatmap::visitors
