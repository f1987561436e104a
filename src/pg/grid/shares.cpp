#include "pg/grid/value.hpp"

namespace heatmap::grid {

// heatmap_shares(h): all values divided by the total, which is the sum of the cells. NULL if it is
// 0.
HEATMAP_FUNCTION(heatmap_shares) {
    const Value value = GetValue(fcinfo, 0);
    CellList list = LoadCells(value);
    const double total = Total(list);
    if (total == 0)
        PG_RETURN_NULL();
    for (uint32_t i = 0; i < list.count; i++)
        list.cells[i].value /= total;
    PG_RETURN_POINTER(StoreCells(value.head->canvas, value.head->outside / total, list));
}

} // namespace heatmap::grid
