#include "pg/scan/query.hpp"

#include "core/journey/event.hpp"

extern "C" {
Datum heatmap_accum(PG_FUNCTION_ARGS);
Datum heatmap_accum_weighted(PG_FUNCTION_ARGS);
Datum heatmap_accum_int(PG_FUNCTION_ARGS);
Datum heatmap_accum_int_weighted(PG_FUNCTION_ARGS);
Datum heatmap_accum_point(PG_FUNCTION_ARGS);
Datum heatmap_accum_point_weighted(PG_FUNCTION_ARGS);
Datum scroll_accum(PG_FUNCTION_ARGS);
Datum attention_accum(PG_FUNCTION_ARGS);
Datum heatmap_visitors_accum(PG_FUNCTION_ARGS);
Datum heatmap_visitors_accum_text(PG_FUNCTION_ARGS);
Datum heatmap_visitors_accum_uuid(PG_FUNCTION_ARGS);
Datum journey_accum(PG_FUNCTION_ARGS);
Datum window_funnel_accum(PG_FUNCTION_ARGS);
Datum window_funnel_accum_mode(PG_FUNCTION_ARGS);
Datum window_funnel_accum_bigint(PG_FUNCTION_ARGS);
Datum window_funnel_accum_bigint_mode(PG_FUNCTION_ARGS);
Datum journey_accum_array(PG_FUNCTION_ARGS);
Datum window_funnel_accum_array(PG_FUNCTION_ARGS);
Datum window_funnel_accum_mode_array(PG_FUNCTION_ARGS);
Datum window_funnel_accum_bigint_array(PG_FUNCTION_ARGS);
Datum window_funnel_accum_bigint_mode_array(PG_FUNCTION_ARGS);
Datum retention_accum(PG_FUNCTION_ARGS);
Datum retention_accum_array(PG_FUNCTION_ARGS);
Datum path_accum(PG_FUNCTION_ARGS);
Datum path_accum_bigint(PG_FUNCTION_ARGS);
}

namespace heatmap::scan {

namespace {

// An aggregate of this extension, by the address of its transition function.
struct Known {
    PGFunction function;
    Method method;
    // The arguments that must be the same for all rows, from and up to, not including.
    int first_fixed, end_fixed;
    int first_step; // of the arguments; 0: it has no steps
};

constexpr Known known_aggregates[] = {
    {heatmap_accum, Method::floats, 2, 3, 0},
    {heatmap_accum_weighted, Method::floats, 2, 3, 0},
    {heatmap_accum_int, Method::ints, 2, 3, 0},
    {heatmap_accum_int_weighted, Method::ints, 2, 3, 0},
    {heatmap_accum_point, Method::points, 1, 2, 0},
    {heatmap_accum_point_weighted, Method::points, 1, 2, 0},
    {scroll_accum, Method::depths, 2, 3, 0},
    {attention_accum, Method::call, 0, 0, 0},
    {heatmap_visitors_accum, Method::call, 0, 0, 0},
    {heatmap_visitors_accum_text, Method::call, 0, 0, 0},
    {heatmap_visitors_accum_uuid, Method::call, 0, 0, 0},
    {journey_accum, Method::journey, 0, 0, 1},
    {window_funnel_accum, Method::funnel, 0, 1, 2},
    {window_funnel_accum_mode, Method::funnel_modes, 0, 2, 3},
    {window_funnel_accum_bigint, Method::funnel_bigint, 0, 1, 2},
    {window_funnel_accum_bigint_mode, Method::funnel_bigint_modes, 0, 2, 3},
    {journey_accum_array, Method::journey, 0, 0, 1},
    {window_funnel_accum_array, Method::funnel, 0, 1, 2},
    {window_funnel_accum_mode_array, Method::funnel_modes, 0, 2, 3},
    {window_funnel_accum_bigint_array, Method::funnel_bigint, 0, 1, 2},
    {window_funnel_accum_bigint_mode_array, Method::funnel_bigint_modes, 0, 2, 3},
    {retention_accum, Method::call, 0, 0, 0},
    {retention_accum_array, Method::call, 0, 0, 0},
    {path_accum, Method::call, 0, 0, 0},
    {path_accum_bigint, Method::call, 0, 0, 0},
};

// The transition functions that the scan knows have a planner support function, and an address in
// this library. Only a function that has the first is loaded to look for the second.
const Known *FindKnown(Oid transition) {
    if (transition < FirstNormalObjectId || !OidIsValid(get_func_support(transition)))
        return nullptr;
    FmgrInfo function;
    fmgr_info(transition, &function);
    for (const Known &known : known_aggregates)
        if (function.fn_addr == known.function)
            return &known;
    return nullptr;
}

// Whether a built-in aggregate can be computed by calls: parts of it can be combined, and its
// transition function does not insist on an Agg node. These are count(x), min and max, most of sum
// and avg, and some more.
bool IsSimpleBuiltin(const FormData_pg_aggregate &aggregate) {
    constexpr Oid known[] = {
        F_TEXT_LARGER,      F_TEXT_SMALLER, F_NUMERIC_LARGER, F_NUMERIC_SMALLER, F_INTERVAL_LARGER,
        F_INTERVAL_SMALLER, F_FLOAT8_ACCUM, F_FLOAT4_ACCUM,   F_INT2_AVG_ACCUM,  F_INT4_AVG_ACCUM};
    if (!OidIsValid(aggregate.aggcombinefn) || aggregate.aggtranstype == INTERNALOID)
        return false;
    if (get_typbyval(aggregate.aggtranstype))
        return true;
    for (const Oid function : known)
        if (aggregate.aggtransfn == function)
            return true;
    return false;
}

// Whether the expression is the same for all rows.
bool HasNoColumns(const Expr *expression) {
    auto *node = reinterpret_cast<Node *>(const_cast<Expr *>(expression));
    return !contain_var_clause(node);
}

// Whether all steps are booleans, so that no call would be an error.
bool HasBooleanSteps(const List *steps) {
    if (list_length(steps) < 1 || list_length(steps) > static_cast<int>(journey::max_steps))
        return false;
    ListCell *cell;
    foreach (cell, steps)
        if (getBaseType(exprType(static_cast<Node *>(lfirst(cell)))) != BOOLOID)
            return false;
    return true;
}

// Whether the steps are one array, which is not known before the query runs.
bool IsArrayOfSteps(const List *steps) {
    return list_length(steps) == 1 &&
           getBaseType(exprType(static_cast<Node *>(linitial(steps)))) == BOOLARRAYOID;
}

Method MethodOfKnown(const Aggref *aggref, const Known &known) {
    const bool has_steps = known.first_step > 0;
    const List *steps = has_steps ? StepsOf(aggref, known.first_step) : NIL;
    if (has_steps && !HasBooleanSteps(steps))
        return IsArrayOfSteps(steps) ? Method::call : Method::none;
    for (int i = known.first_fixed; i < known.end_fixed; i++)
        if (!HasNoColumns(ArgumentOf(aggref, i)))
            return Method::call;
    return known.method;
}

// Whether a node is what IsComputable() says, to the bottom of the expression.
bool IsNotComputable(Node *node, void *) {
    if (node == nullptr)
        return false;
    if (IsA(node, PlaceHolderVar) || IsA(node, GroupingFunc) || IsA(node, Aggref) ||
        IsA(node, WindowFunc))
        return true;
    if (IsA(node, Var))
        return reinterpret_cast<const Var *>(node)->varlevelsup != 0;
    return WalkExpression(node, IsNotComputable, nullptr);
}

} // namespace

Expr *ArgumentOf(const Aggref *aggref, int n) {
    return static_cast<const TargetEntry *>(list_nth(aggref->args, n))->expr;
}

List *StepsOf(const Aggref *aggref, int first) {
    Expr *expression = ArgumentOf(aggref, first);
    if (IsA(expression, ArrayExpr) && list_length(aggref->args) == first + 1) {
        const auto *array = reinterpret_cast<const ArrayExpr *>(expression);
        return array->multidims ? NIL : array->elements;
    }
    List *steps = NIL;
    for (int i = first; i < list_length(aggref->args); i++)
        steps = lappend(steps, ArgumentOf(aggref, i));
    return steps;
}

const Node *WithoutRelabels(const Node *node) {
    while (IsA(node, RelabelType))
        node = reinterpret_cast<const Node *>(reinterpret_cast<const RelabelType *>(node)->arg);
    return node;
}

AttrNumber ColumnOf(const Node *node) {
    node = WithoutRelabels(node);
    if (!IsA(node, Var))
        return 0;
    const auto *var = reinterpret_cast<const Var *>(node);
    return var->varattno > 0 && var->varlevelsup == 0 ? var->varattno : AttrNumber{0};
}

bool IsComputable(const Expr *expression) {
    auto *node = reinterpret_cast<Node *>(const_cast<Expr *>(expression));
    return !contain_volatile_functions(node) && !contain_subplans(node) &&
           !expression_returns_set(node) && !IsNotComputable(node, nullptr);
}

Method MethodOf(const Aggref *aggref) {
    if (aggref->aggkind != AGGKIND_NORMAL || aggref->aggdistinct != NIL ||
        aggref->aggorder != NIL || aggref->agglevelsup != 0)
        return Method::none;
    const HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
    if (!HeapTupleIsValid(tuple))
        return Method::none;
    const FormData_pg_aggregate aggregate = *reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple));
    bool no_initial; // state
    SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &no_initial);
    ReleaseSysCache(tuple);
    Method method = Method::none;
    if (aggref->aggfnoid == F_COUNT_) {
        method = Method::count;
    } else if (aggref->aggfnoid < FirstNormalObjectId) {
        if (IsSimpleBuiltin(aggregate))
            method = Method::call;
    } else if (OidIsValid(aggregate.aggcombinefn) && no_initial) {
        // A user may have made an aggregate of our transition functions.
        const Known *known = FindKnown(aggregate.aggtransfn);
        if (known != nullptr)
            method = MethodOfKnown(aggref, *known);
    }
    if (method == Method::none)
        return method;
    for (int i = 0; i < list_length(aggref->args); i++)
        if (!IsComputable(ArgumentOf(aggref, i)))
            return Method::none;
    if (aggref->aggfilter != nullptr && !IsComputable(aggref->aggfilter))
        return Method::none;
    return method;
}

bool IsOurs(const Aggref *aggref) {
    return aggref->aggfnoid >= FirstNormalObjectId && MethodOf(aggref) != Method::none;
}

bool IsKeyType(Oid type, Oid collation) {
    switch (type) {
    case BOOLOID:
    case INT2OID:
    case INT4OID:
    case INT8OID:
    case DATEOID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
    case UUIDOID:
        return true;
    case TEXTOID:
    case VARCHAROID:
        return OidIsValid(collation) && get_collation_isdeterministic(collation);
    default:
        return false;
    }
}

} // namespace heatmap::scan
