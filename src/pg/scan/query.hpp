// What of a query the vectorised scan can compute: aggregates, grouping keys and conditions. The
// planner asks while it looks for paths, the executor to set up the node.
#pragma once

#include "pg/scan/server.hpp"

namespace heatmap::scan {

// The aggregates that the scan knows.
enum class AggregateKind : uint8_t {
    none,
    count,         // count(*)
    floats,        // heatmap_agg(x, y, grid) of float8 coordinates
    floats_weight, // the same with a weight
    ints,          // of int coordinates
    ints_weight,
};

// What an aggregate computes, if the scan can: the arguments are plain columns of the relation, but
// for the grid, which is the same for all rows.
struct AggregateCall {
    AggregateKind kind;
    const Var *x, *y, *weight;
    Expr *grid;
};

// none if the scan cannot compute it.
AggregateCall CallOf(const Aggref *aggref);

// Whether two values of this type and collation are equal if and only if their bytes are.
bool IsKeyType(Oid type, Oid collation);

// A comparison of a column with a number: column op constant.
enum class Comparison : uint8_t { lt, le, eq, ge, gt };
enum class NumberType : uint8_t { int2, int4, int8, float8 }; // dates are int4, timestamps int8

struct Condition {
    AttrNumber column;
    NumberType type;
    Comparison comparison;
    int64 whole;
    float8 real;
};

// Whether the expression is such a comparison. It cannot fail and tells nothing, so it may be
// evaluated before security quals.
bool AsCondition(const Expr *expression, Condition *condition);

} // namespace heatmap::scan
