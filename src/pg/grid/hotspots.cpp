// The function heatmap_hotspots.

#include <algorithm>

#include "core/grid/hotspots.hpp"
#include "pg/grid/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::grid {

namespace {

// What heatmap_hotspots keeps between calls.
struct Scan {
    Canvas canvas;
    double total;
    CellList list; // of hotspots, as a heap with the hottest first
    int32 rank;
    int32 last_rank;
};

// Replaces the cells of a scan by its hotspots, as a heap with the hottest first.
void FindHotspots(Scan *scan) {
    const Canvas &c = scan->canvas;
    const size_t cells = cell_count(c);
    double *grid = AllocateZeros(cells);
    for (uint32_t i = 0; i < scan->list.count; i++)
        grid[scan->list.cells[i].index] = scan->list.cells[i].value;
    pfree(scan->list.cells);
    auto *queue = static_cast<uint32_t *>(palloc(sizeof(uint32_t) * cells));
    auto *seen = static_cast<bool *>(palloc(cells));
    auto *found = static_cast<Cell *>(palloc(sizeof(Cell) * max_hotspots(c.cols, c.rows)));
    const uint32_t n = find_hotspots(grid, c.cols, c.rows, CheckForInterrupts, queue, seen, found);
    std::make_heap(found, found + n, cooler);
    scan->list = CellList{found, n};
    pfree(seen);
    pfree(queue);
    pfree(grid);
}

} // namespace

// heatmap_hotspots(h, n): the n largest local maxima, ties by position.
HEATMAP_FUNCTION(heatmap_hotspots) {
    return ReturnRows<Scan>(
        fcinfo,
        [fcinfo](Scan &scan) {
            scan.last_rank = PG_GETARG_INT32(1);
            if (scan.last_rank < 0)
                ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                                errmsg("number of hotspots must not be negative")));
            const Value value = GetValue(fcinfo, 0);
            scan.canvas = value.head->canvas;
            scan.list = LoadCells(value);
            scan.total = Total(scan.list);
            FindHotspots(&scan);
        },
        [](Scan &scan, Row &row) {
            if (scan.rank == scan.last_rank || scan.list.count == 0)
                return false;
            std::pop_heap(scan.list.cells, scan.list.cells + scan.list.count, cooler);
            const Cell &hottest = scan.list.cells[--scan.list.count];
            const Canvas &c = scan.canvas;
            const uint32_t at_col = hottest.index % c.cols;
            const uint32_t at_row = hottest.index / c.cols;
            row.integer(++scan.rank);
            row.integer(static_cast<int32>(at_col));
            row.integer(static_cast<int32>(at_row));
            row.real(middle(c.xmin, c.xmax, c.cols, at_col));
            row.real(middle(c.ymin, c.ymax, c.rows, at_row));
            row.real(hottest.value);
            row.ratio(hottest.value, scan.total);
            return true;
        });
}

} // namespace heatmap::grid
