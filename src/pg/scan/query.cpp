#include "pg/scan/query.hpp"

#include <cmath>

extern "C" {
Datum heatmap_accum(PG_FUNCTION_ARGS);
Datum heatmap_accum_weighted(PG_FUNCTION_ARGS);
Datum heatmap_accum_int(PG_FUNCTION_ARGS);
Datum heatmap_accum_int_weighted(PG_FUNCTION_ARGS);
}

namespace heatmap::scan {

namespace {

// The transition functions of our aggregates have a planner support function, and an address in
// this library. Only a function that has the first is loaded to look for the second.
AggregateKind KindOf(Oid aggregate) {
    if (aggregate == F_COUNT_)
        return AggregateKind::count;
    if (aggregate < FirstNormalObjectId)
        return AggregateKind::none;
    const HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
    if (!HeapTupleIsValid(tuple))
        return AggregateKind::none;
    const Oid transition = reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple))->aggtransfn;
    ReleaseSysCache(tuple);
    if (transition < FirstNormalObjectId || !OidIsValid(get_func_support(transition)))
        return AggregateKind::none;
    FmgrInfo function;
    fmgr_info(transition, &function);
    const struct {
        PGFunction function;
        AggregateKind kind;
    } known[] = {{heatmap_accum, AggregateKind::floats},
                 {heatmap_accum_weighted, AggregateKind::floats_weight},
                 {heatmap_accum_int, AggregateKind::ints},
                 {heatmap_accum_int_weighted, AggregateKind::ints_weight}};
    for (const auto &candidate : known)
        if (function.fn_addr == candidate.function)
            return candidate.kind;
    return AggregateKind::none;
}

const Var *ColumnOf(const List *arguments, int n) {
    const auto *entry = static_cast<const TargetEntry *>(list_nth(arguments, n));
    if (!IsA(entry->expr, Var))
        return nullptr;
    const auto *var = reinterpret_cast<const Var *>(entry->expr);
    return var->varattno > 0 && var->varlevelsup == 0 ? var : nullptr;
}

} // namespace

AggregateCall CallOf(const Aggref *aggref) {
    constexpr AggregateCall none{AggregateKind::none, nullptr, nullptr, nullptr, nullptr};
    if (aggref->aggkind != AGGKIND_NORMAL || aggref->aggdistinct != NIL ||
        aggref->aggorder != NIL || aggref->aggfilter != nullptr || aggref->agglevelsup != 0)
        return none;
    AggregateCall call = none;
    call.kind = KindOf(aggref->aggfnoid);
    if (call.kind == AggregateKind::none || call.kind == AggregateKind::count)
        return call;
    call.x = ColumnOf(aggref->args, 0);
    call.y = ColumnOf(aggref->args, 1);
    call.grid = static_cast<TargetEntry *>(list_nth(aggref->args, 2))->expr;
    const bool weighted =
        call.kind == AggregateKind::floats_weight || call.kind == AggregateKind::ints_weight;
    if (weighted)
        call.weight = ColumnOf(aggref->args, 3);
    auto *grid = reinterpret_cast<Node *>(call.grid);
    if (call.x == nullptr || call.y == nullptr || (weighted && call.weight == nullptr) ||
        contain_var_clause(grid) || contain_volatile_functions(grid) || contain_subplans(grid))
        return none;
    return call;
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
        return true;
    case TEXTOID:
    case VARCHAROID:
        return OidIsValid(collation) && get_collation_isdeterministic(collation);
    default:
        return false;
    }
}

namespace {

struct Operator {
    Oid function;
    NumberType type;
    Comparison comparison;
};

// Comparisons of a column with a constant of the same type, or with an integer of another width.
constexpr Operator operators[] = {
    {F_INT2LT, NumberType::int2, Comparison::lt},
    {F_INT2LE, NumberType::int2, Comparison::le},
    {F_INT2EQ, NumberType::int2, Comparison::eq},
    {F_INT2GE, NumberType::int2, Comparison::ge},
    {F_INT2GT, NumberType::int2, Comparison::gt},
    {F_INT24LT, NumberType::int2, Comparison::lt},
    {F_INT24LE, NumberType::int2, Comparison::le},
    {F_INT24EQ, NumberType::int2, Comparison::eq},
    {F_INT24GE, NumberType::int2, Comparison::ge},
    {F_INT24GT, NumberType::int2, Comparison::gt},
    {F_INT4LT, NumberType::int4, Comparison::lt},
    {F_INT4LE, NumberType::int4, Comparison::le},
    {F_INT4EQ, NumberType::int4, Comparison::eq},
    {F_INT4GE, NumberType::int4, Comparison::ge},
    {F_INT4GT, NumberType::int4, Comparison::gt},
    {F_INT48LT, NumberType::int4, Comparison::lt},
    {F_INT48LE, NumberType::int4, Comparison::le},
    {F_INT48EQ, NumberType::int4, Comparison::eq},
    {F_INT48GE, NumberType::int4, Comparison::ge},
    {F_INT48GT, NumberType::int4, Comparison::gt},
    {F_INT8LT, NumberType::int8, Comparison::lt},
    {F_INT8LE, NumberType::int8, Comparison::le},
    {F_INT8EQ, NumberType::int8, Comparison::eq},
    {F_INT8GE, NumberType::int8, Comparison::ge},
    {F_INT8GT, NumberType::int8, Comparison::gt},
    {F_INT84LT, NumberType::int8, Comparison::lt},
    {F_INT84LE, NumberType::int8, Comparison::le},
    {F_INT84EQ, NumberType::int8, Comparison::eq},
    {F_INT84GE, NumberType::int8, Comparison::ge},
    {F_INT84GT, NumberType::int8, Comparison::gt},
    {F_DATE_LT, NumberType::int4, Comparison::lt},
    {F_DATE_LE, NumberType::int4, Comparison::le},
    {F_DATE_EQ, NumberType::int4, Comparison::eq},
    {F_DATE_GE, NumberType::int4, Comparison::ge},
    {F_DATE_GT, NumberType::int4, Comparison::gt},
    {F_TIMESTAMP_LT, NumberType::int8, Comparison::lt},
    {F_TIMESTAMP_LE, NumberType::int8, Comparison::le},
    {F_TIMESTAMP_EQ, NumberType::int8, Comparison::eq},
    {F_TIMESTAMP_GE, NumberType::int8, Comparison::ge},
    {F_TIMESTAMP_GT, NumberType::int8, Comparison::gt},
    {F_TIMESTAMPTZ_LT, NumberType::int8, Comparison::lt},
    {F_TIMESTAMPTZ_LE, NumberType::int8, Comparison::le},
    {F_TIMESTAMPTZ_EQ, NumberType::int8, Comparison::eq},
    {F_TIMESTAMPTZ_GE, NumberType::int8, Comparison::ge},
    {F_TIMESTAMPTZ_GT, NumberType::int8, Comparison::gt},
    {F_FLOAT8LT, NumberType::float8, Comparison::lt},
    {F_FLOAT8LE, NumberType::float8, Comparison::le},
    {F_FLOAT8EQ, NumberType::float8, Comparison::eq},
    {F_FLOAT8GE, NumberType::float8, Comparison::ge},
    {F_FLOAT8GT, NumberType::float8, Comparison::gt},
};

// Puts a constant into the condition. False if the type is none of those above, or a number that
// comparisons of the processor do not order as the server does.
bool SetConstant(const Const *constant, Condition *condition) {
    switch (constant->consttype) {
    case INT2OID:
        condition->whole = DatumGetInt16(constant->constvalue);
        return true;
    case INT4OID:
    case DATEOID:
        condition->whole = DatumGetInt32(constant->constvalue);
        return true;
    case INT8OID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
        condition->whole = DatumGetInt64(constant->constvalue);
        return true;
    case FLOAT8OID:
        condition->real = DatumGetFloat8(constant->constvalue);
        return !std::isnan(condition->real);
    default:
        return false;
    }
}

} // namespace

bool AsCondition(const Expr *expression, Condition *condition) {
    if (!IsA(expression, OpExpr))
        return false;
    const auto *operation = reinterpret_cast<const OpExpr *>(expression);
    if (list_length(operation->args) != 2)
        return false;
    const auto *left = static_cast<const Node *>(linitial(operation->args));
    const auto *right = static_cast<const Node *>(lsecond(operation->args));
    if (!IsA(left, Var) || !IsA(right, Const))
        return false;
    const auto *var = reinterpret_cast<const Var *>(left);
    const auto *constant = reinterpret_cast<const Const *>(right);
    if (var->varattno <= 0 || var->varlevelsup != 0 || constant->constisnull)
        return false;
    for (const Operator &known : operators)
        if (operation->opfuncid == known.function) {
            condition->column = var->varattno;
            condition->type = known.type;
            condition->comparison = known.comparison;
            return SetConstant(constant, condition);
        }
    return false;
}

} // namespace heatmap::scan
