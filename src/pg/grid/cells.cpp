// heatmap_cells, and its row estimate.

#include <algorithm>

#include "pg/grid/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::grid {

namespace {

// What heatmap_cells keeps between calls.
struct Scan {
    Canvas canvas;
    double total;
    double max; // of the cells above 0
    CellList list;
    uint32_t next; // position in the list
    uint32_t cell; // with include_empty: index of the next cell
    bool include_empty;
};

// Puts the next cell into *cell. False if there are no more.
bool NextCell(Scan &scan, Cell *cell) {
    const CellList &list = scan.list;
    if (!scan.include_empty) {
        if (scan.next == list.count)
            return false;
        *cell = list.cells[scan.next++];
        return true;
    }
    if (scan.cell == cell_count(scan.canvas))
        return false;
    const bool occupied = scan.next < list.count && list.cells[scan.next].index == scan.cell;
    *cell = Cell{scan.cell++, occupied ? list.cells[scan.next++].value : 0};
    return true;
}

} // namespace

// heatmap_cells(h, include_empty): one row for each cell, in row-major order.
HEATMAP_FUNCTION(heatmap_cells) {
    return ReturnRows<Scan>(
        fcinfo,
        [fcinfo](Scan &scan) {
            const Value value = GetValue(fcinfo, 0);
            scan.canvas = value.head->canvas;
            scan.list = LoadCells(value);
            scan.total = Total(scan.list);
            for (uint32_t i = 0; i < scan.list.count; i++)
                scan.max = std::max(scan.max, scan.list.cells[i].value);
            scan.include_empty = PG_GETARG_BOOL(1);
        },
        [](Scan &scan, Row &row) {
            Cell cell;
            if (!NextCell(scan, &cell))
                return false;
            const Canvas &c = scan.canvas;
            const uint32_t at_col = cell.index % c.cols;
            const uint32_t at_row = cell.index / c.cols;
            row.integer(static_cast<int32>(cell.index));
            row.integer(static_cast<int32>(at_col));
            row.integer(static_cast<int32>(at_row));
            row.real(middle(c.xmin, c.xmax, c.cols, at_col));
            row.real(middle(c.ymin, c.ymax, c.rows, at_row));
            row.real(edge(c.xmin, c.xmax, c.cols, at_col));
            row.real(edge(c.ymin, c.ymax, c.rows, at_row));
            row.real(edge(c.xmin, c.xmax, c.cols, at_col + 1));
            row.real(edge(c.ymin, c.ymax, c.rows, at_row + 1));
            row.real(cell.value);
            row.ratio(cell.value, scan.total);
            row.ratio(cell.value, scan.max);
            return true;
        });
}

// Planner support for heatmap_cells: the number of rows for a heatmap known at plan time.
HEATMAP_FUNCTION(heatmap_cells_support) {
    Node *request = reinterpret_cast<Node *>(PG_GETARG_POINTER(0));
    if (!IsA(request, SupportRequestRows))
        PG_RETURN_POINTER(nullptr);
    auto *rows = reinterpret_cast<SupportRequestRows *>(request);
    if (!is_funcclause(rows->node))
        PG_RETURN_POINTER(nullptr);
    List *args = reinterpret_cast<FuncExpr *>(rows->node)->args;
    auto *heat = reinterpret_cast<Const *>(
        estimate_expression_value(rows->root, static_cast<Node *>(linitial(args))));
    auto *empty = reinterpret_cast<Const *>(
        estimate_expression_value(rows->root, static_cast<Node *>(lsecond(args))));
    if (!IsA(heat, Const) || !IsA(empty, Const))
        PG_RETURN_POINTER(nullptr);
    if (heat->constisnull || empty->constisnull) {
        rows->rows = 0;
    } else {
        const auto *head = reinterpret_cast<const Header *>(
            PG_DETOAST_DATUM_SLICE(heat->constvalue, 0, sizeof(Header) - VARHDRSZ));
        if (size_of(head) < sizeof(Header))
            PG_RETURN_POINTER(nullptr); // damaged: the function itself says so
        rows->rows = DatumGetBool(empty->constvalue) ? cell_count(head->canvas) : head->occupied;
    }
    PG_RETURN_POINTER(rows);
}

} // namespace heatmap::grid
