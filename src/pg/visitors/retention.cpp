// The function retention_rows: who came back.

#include "core/visitors/retention.hpp"
#include "pg/visitors/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::visitors {

namespace {

// What retention_rows keeps between calls.
struct Matrix {
    uint32_t periods;
    int64_t *sizes, *counts;
    uint32_t cohort, since; // of the next row
};

struct Pairs {
    Pair *pairs;
    uint32_t n;
};

Pairs Load(const Header *head) {
    Pairs list = {allocate<Pair>(size_t{head->pairs} + 1, server_memory), 0};
    Decode(head, [&list](uint64_t visitor, uint32_t cell) {
        list.pairs[list.n++] = {visitor, cell};
    });
    return list;
}

void CheckPeriods(const Canvas &canvas) {
    if (canvas.rows != 1 || canvas.cols > max_periods)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("retention needs a grid of one row and at most %u columns", max_periods),
                 errdetail("The grid has %s.", grid::DescribeCanvas(canvas)),
                 errhint("Each column is a period: heatmap_visitors_agg(week + 0.5, 0, visitor, "
                         "heatmap_grid(12, 1, 1)).")));
}

} // namespace

// retention_rows(starts, returns, recurring, rolling): one row for each cohort and each period
// since. Nobody came back if `returns` is NULL. No rows if another argument is.
HEATMAP_FUNCTION(retention_rows) {
    return ReturnRows<Matrix>(
        fcinfo,
        [fcinfo](Matrix &matrix) {
            if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
                return;
            const Header *head = GetStored(fcinfo, 0);
            CheckPeriods(head->canvas);
            const Pairs starts = Load(head);
            Pairs returns = {nullptr, 0};
            if (!PG_ARGISNULL(1)) {
                const Header *other = GetStored(fcinfo, 1);
                grid::CheckSameCanvas(head->canvas, other->canvas);
                CheckSameKind(head->kind, other->kind);
                returns = Load(other);
            }
            matrix.periods = head->canvas.cols;
            const size_t n = matrix.periods;
            matrix.sizes = static_cast<int64_t *>(palloc0(sizeof(int64_t) * n));
            matrix.counts = static_cast<int64_t *>(palloc0(sizeof(int64_t) * n * n));
            count_retention(starts.pairs, starts.n, returns.pairs, returns.n, matrix.periods,
                            {PG_GETARG_BOOL(2), PG_GETARG_BOOL(3)}, CheckForInterrupts,
                            matrix.sizes, matrix.counts);
        },
        [](Matrix &matrix, Row &row) {
            if (matrix.cohort == matrix.periods)
                return false;
            const int64_t size = matrix.sizes[matrix.cohort];
            const int64_t visitors =
                matrix.counts[size_t{matrix.cohort} * matrix.periods + matrix.since];
            row.integer(static_cast<int32>(matrix.cohort));
            row.bigint(size);
            row.integer(static_cast<int32>(matrix.since));
            row.bigint(visitors);
            row.ratio(static_cast<double>(visitors), static_cast<double>(size));
            if (matrix.cohort + ++matrix.since == matrix.periods) {
                matrix.cohort++;
                matrix.since = 0;
            }
            return true;
        });
}

} // namespace heatmap::visitors
