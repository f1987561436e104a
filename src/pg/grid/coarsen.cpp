#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_coarsen(h, fx, fy): each block of fx x fy cells becomes one cell.
HEATMAP_FUNCTION(heatmap_coarsen) {
    const Value value = GetValue(fcinfo, 0);
    const int32 fx = PG_GETARG_INT32(1);
    const int32 fy = PG_GETARG_INT32(2);
    if (fx < 1 || fy < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("factors must be at least 1, not %d and %d", fx, fy)));
    PG_RETURN_POINTER(Coarsen(value, static_cast<uint32_t>(fx), static_cast<uint32_t>(fy)));
}

} // namespace heatmap::grid
