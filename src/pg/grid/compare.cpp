// Comparing two heatmaps: which cells changed, by how much, and whether that is more than chance.

#include "core/grid/compare.hpp"
#include "core/stats/tests.hpp"
#include "pg/grid/value.hpp"

#include "pg/base/rows.hpp"

extern "C" {
#include "utils/float.h"
}

namespace heatmap::grid {

namespace {

// Two heatmaps of one grid, a and b.
struct Comparison {
    Canvas canvas;
    double outside_a, outside_b;
    double total_a, total_b;
    ComparedCell *cells;
    uint32_t n;
};

Comparison GetComparison(FunctionCallInfo fcinfo) {
    const Value a = GetValue(fcinfo, 0), b = GetValue(fcinfo, 1);
    CheckSameCanvas(a.head->canvas, b.head->canvas);
    const CellList list_a = LoadCells(a), list_b = LoadCells(b);
    Comparison c = {
        a.head->canvas, a.head->outside, b.head->outside, Total(list_a), Total(list_b), nullptr, 0};
    c.cells = allocate<ComparedCell>(size_t{list_a.count} + list_b.count + 1, server_memory);
    c.n = pair_cells(list_a.cells, list_a.count, list_b.cells, list_b.count, CheckForInterrupts,
                     c.cells);
    return c;
}

// Whether shares can be compared: both have a total.
bool HasShares(const Comparison &c) {
    return c.total_a != 0 && c.total_b != 0;
}

double DifferenceOfShares(const Comparison &c, double a, double b) {
    return b / c.total_b - a / c.total_a;
}

void CheckCount(double value) {
    if (!is_count(value))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("heatmaps must hold counts to be tested"),
                        errdetail("A cell or a total has the value %s.", float8out_internal(value)),
                        errhint("A test needs to know how many events there were. Sums of weights "
                                "and results of arithmetic do not tell.")));
}

// The p-values of all cells, or null if they cannot be compared.
double *TestCells(const Comparison &c) {
    for (uint32_t i = 0; i < c.n; i++) {
        CheckCount(c.cells[i].a);
        CheckCount(c.cells[i].b);
    }
    CheckCount(c.total_a);
    CheckCount(c.total_b);
    if (!HasShares(c))
        return nullptr;
    auto *p = allocate<double>(size_t{c.n} + 1, server_memory);
    test_cells(c.cells, c.n, c.total_a, c.total_b, CheckForInterrupts, p);
    return p;
}

// A copy of p-values as q-values.
double *Adjust(const double *p, uint32_t n) {
    auto *q = allocate<double>(size_t{n} + 1, server_memory);
    memcpy(q, p, sizeof(double) * n);
    auto *order = allocate<uint32_t>(size_t{n} + 1, server_memory);
    stats::benjamini_hochberg(q, n, order, CheckForInterrupts);
    pfree(order);
    return q;
}

// What heatmap_compare keeps between calls.
struct Scan {
    Comparison c;
    double *p, *q;
    uint32_t next;
};

} // namespace

// heatmap_compare(a, b): one row for each cell that is occupied in a or b, in row-major order.
HEATMAP_FUNCTION(heatmap_compare) {
    return ReturnRows<Scan>(
        fcinfo,
        [fcinfo](Scan &scan) {
            scan.c = GetComparison(fcinfo);
            scan.p = TestCells(scan.c);
            if (scan.p != nullptr)
                scan.q = Adjust(scan.p, scan.c.n);
        },
        [](Scan &scan, Row &row) {
            if (scan.next == scan.c.n)
                return false;
            const uint32_t i = scan.next++;
            const Canvas &canvas = scan.c.canvas;
            const ComparedCell &cell = scan.c.cells[i];
            const uint32_t at_col = cell.index % canvas.cols;
            const uint32_t at_row = cell.index / canvas.cols;
            row.integer(static_cast<int32>(cell.index));
            row.integer(static_cast<int32>(at_col));
            row.integer(static_cast<int32>(at_row));
            row.real(middle(canvas.xmin, canvas.xmax, canvas.cols, at_col));
            row.real(middle(canvas.ymin, canvas.ymax, canvas.rows, at_row));
            row.real(cell.a);
            row.real(cell.b);
            row.ratio(cell.a, scan.c.total_a);
            row.ratio(cell.b, scan.c.total_b);
            if (scan.p == nullptr) {
                for (int column = 0; column < 4; column++)
                    row.null();
                return true;
            }
            row.real(DifferenceOfShares(scan.c, cell.a, cell.b));
            row.real(stats::binomial_score(cell.b, cell.a, scan.c.total_b, scan.c.total_a));
            row.real(scan.p[i]);
            row.real(scan.q[i]);
            return true;
        });
}

// heatmap_difference(a, b, max_q): the shares of b minus those of a. NULL if a or b has no total.
HEATMAP_FUNCTION(heatmap_difference) {
    if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
        PG_RETURN_NULL();
    const Comparison c = GetComparison(fcinfo);
    if (!HasShares(c))
        PG_RETURN_NULL();
    const double *q = nullptr;
    if (!PG_ARGISNULL(2)) {
        const double *p = TestCells(c);
        q = Adjust(p, c.n);
    }
    const double max_q = PG_ARGISNULL(2) ? 1 : PG_GETARG_FLOAT8(2);
    if (!(max_q >= 0 && max_q <= 1))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("largest q-value must be between 0 and 1")));
    CellList list = {allocate<Cell>(size_t{c.n} + 1, server_memory), 0};
    for (uint32_t i = 0; i < c.n; i++)
        if (q == nullptr || q[i] <= max_q)
            list.cells[list.count++] =
                Cell{c.cells[i].index, DifferenceOfShares(c, c.cells[i].a, c.cells[i].b)};
    PG_RETURN_POINTER(StoreCells(c.canvas, DifferenceOfShares(c, c.outside_a, c.outside_b), list));
}

// heatmap_similarity(a, b): 1 if the values are proportional. NULL if a or b is empty.
HEATMAP_FUNCTION(heatmap_similarity) {
    const Comparison c = GetComparison(fcinfo);
    const double similarity = cosine(c.cells, c.n);
    if (std::isnan(similarity))
        PG_RETURN_NULL();
    PG_RETURN_FLOAT8(similarity);
}

} // namespace heatmap::grid
