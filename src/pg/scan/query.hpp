// What of a query the vectorised scan can compute: aggregates and grouping keys. The planner asks
// while it looks for paths, the executor to set up the node.
#pragma once

#include "pg/scan/server.hpp"

namespace heatmap::scan {

// How the scan computes an aggregate.
enum class Method : uint8_t {
    none,  // not at all
    count, // count(*)
    // heatmap_agg with the same grid for all rows:
    floats, // of float8 coordinates
    ints,   // of int coordinates
    points, // of points
    depths, // scroll_agg with the same number of bands for all rows
    // Of the events of an actor:
    journey,
    funnel, // window_funnel with the same window and modes for all rows
    funnel_modes,
    funnel_bigint,
    funnel_bigint_modes,
    call, // by calls of the transition function
};

Method MethodOf(const Aggref *aggref);

// Whether it is an aggregate of this extension that the scan computes.
bool IsOurs(const Aggref *aggref);

// Argument n, from 0.
Expr *ArgumentOf(const Aggref *aggref, int n);

// The steps of an aggregate over the events of an actor, from argument `first` on: the arguments,
// or the elements of an array that is written in the query.
List *StepsOf(const Aggref *aggref, int first);

// The expression below changes of the type that keep the bytes.
const Node *WithoutRelabels(const Node *node);

// The number of the column of the relation that the expression is, but for its type; 0 if it is
// none.
AttrNumber ColumnOf(const Node *node);

// Whether the scan can evaluate the expression for each row, in any order of the rows.
bool IsComputable(const Expr *expression);

// Whether two values of this type and collation are equal if and only if their bytes are.
bool IsKeyType(Oid type, Oid collation);

} // namespace heatmap::scan
