#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_filter(h, at_least): cells with a smaller value become empty.
HEATMAP_FUNCTION(heatmap_filter) {
    const Value value = GetValue(fcinfo, 0);
    const double at_least = PG_GETARG_FLOAT8(1);
    if (std::isnan(at_least))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("filter threshold must not be NaN")));
    CellList list = LoadCells(value);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list.count; i++)
        if (list.cells[i].value >= at_least)
            list.cells[kept++] = list.cells[i];
    list.count = kept;
    PG_RETURN_POINTER(StoreCells(value.head->canvas, value.head->outside, list));
}

} // namespace heatmap::grid
