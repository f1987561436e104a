// How many visitors there are: in all cells, in an area, in each cell.

#include "pg/visitors/value.hpp"

namespace heatmap::visitors {

// heatmap_visitors_count(v): visitors with a point in the grid.
HEATMAP_FUNCTION(heatmap_visitors_count) {
    const Header *head = GetStored(fcinfo, 0);
    PG_RETURN_INT64(CountVisitors(head, WholeOf(head->canvas)));
}

// heatmap_visitors_count(v, area): visitors with a point in a cell that the area touches.
HEATMAP_FUNCTION(heatmap_visitors_count_area) {
    const Header *head = GetStored(fcinfo, 0);
    Block block;
    if (!BlockOf(head->canvas, grid::GetArea(fcinfo, 1), &block))
        PG_RETURN_INT64(0);
    PG_RETURN_INT64(CountVisitors(head, block));
}

// The cast to heatmap: how many visitors each cell has.
HEATMAP_FUNCTION(heatmap_visitors_to_heatmap) {
    const Header *head = GetStored(fcinfo, 0);
    const Counts counts = CountCells(head);
    PG_RETURN_POINTER(grid::StoreCells(head->canvas, counts.outside, counts.list));
}

} // namespace heatmap::visitors
