// Conditions that are evaluated for a whole batch: comparisons of a column with a value that is the
// same for all rows, IN, IS NULL, boolean columns, and AND and OR of these. But for the right sides
// of filters they cannot fail, and they tell nobody anything, so they may be evaluated before
// security quals.
#pragma once

#include "pg/scan/batch.hpp"

namespace heatmap::scan {

enum class Comparison : uint8_t { lt, le, eq, ne, ge, gt };
enum class ValueType : uint8_t { int2, int4, int8, float4, float8, text, uuid };

struct Predicate {
    enum class Kind : uint8_t { compare, in, is_null, is_not_null, is_true, is_false, all, any };

    Kind kind;
    // Of a column:
    AttrNumber number; // in the relation, from 1
    int column;        // of the reader
    // Of a comparison, or of IN, whose right side is an array:
    ValueType type;
    Comparison comparison;
    Expr *expression; // the right side
    Fixed right;
    Datum *elements; // the elements of the array that are not NULL, once they are known
    int n_elements;
    // Of all and any:
    Predicate **parts;
    int n_parts;
};

// The expression as a predicate, in the current memory; null if it is none. Right sides are
// constants and parameters of the query: others, such as subqueries, might fail for rows for which
// the server would not ask.
Predicate *AsPredicate(const Expr *expression);

// The same for a condition that all rows of the query must meet: its right side is any expression
// without columns, such as now() - interval '7 days'.
Predicate *AsFilter(const Expr *expression);

// Calls visit(predicate) for each part that looks at a column.
template <class Visit>
void ForEachLeaf(Predicate &p, Visit &&visit) {
    for (int i = 0; i < p.n_parts; i++)
        ForEachLeaf(*p.parts[i], visit);
    if (p.n_parts == 0)
        visit(p);
}

// Whether the predicate is true, not false or NULL, in each of the first n rows. `columns` are
// those of the reader. Right sides that are not known are evaluated in the context, which must not
// be reset before they are forgotten.
void Evaluate(Predicate &p, const Column *columns, int n, ExprContext *context, bool *holds);

} // namespace heatmap::scan
