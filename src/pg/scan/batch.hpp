// A batch of rows, column by column: what the reader makes of a page.
#pragma once

#include "pg/scan/server.hpp"

namespace heatmap::scan {

// The most rows of a batch: those of a page.
inline constexpr int max_batch = MaxHeapTuplesPerPage;

// The values of a column, or of an expression, in the rows of a batch. Values by reference point
// into the page or into memory of the batch, and are valid until the next batch. A value that is
// NULL is undefined.
struct Column {
    Datum *values;
    bool *nulls;
    bool any_nulls; // of the batch; if not, `nulls` is all false
};

// An expression without columns: the same for all rows. It is evaluated when the first row asks
// for it, so that one that fails does not fail for a table without rows.
struct Fixed {
    ExprState *state; // null: there is no such expression
    bool known;
    bool null;
    Datum value; // in the context's memory per tuple, which is not reset while it is known

    void Evaluate(ExprContext *context) {
        if (known || state == nullptr)
            return;
        value = ExecEvalExprSwitchContext(state, context, &null);
        known = true;
    }
};

} // namespace heatmap::scan
