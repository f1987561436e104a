#include "pg/scan/predicate.hpp"

#include "pg/scan/query.hpp"

#include <cmath>

namespace heatmap::scan {

namespace {

struct Operator {
    Oid function;
    ValueType type; // of the column
    Comparison comparison;
};

#define COMPARISONS(prefix, type)                                                                  \
    {prefix##LT, type, Comparison::lt}, {prefix##LE, type, Comparison::le},                        \
        {prefix##EQ, type, Comparison::eq}, {prefix##NE, type, Comparison::ne},                    \
        {prefix##GE, type, Comparison::ge}, {                                                      \
        prefix##GT, type, Comparison::gt                                                           \
    }

// Dates are int4, timestamps int8.
constexpr Operator operators[] = {
    COMPARISONS(F_INT2, ValueType::int2),         COMPARISONS(F_INT24, ValueType::int2),
    COMPARISONS(F_INT28, ValueType::int2),        COMPARISONS(F_INT4, ValueType::int4),
    COMPARISONS(F_INT42, ValueType::int4),        COMPARISONS(F_INT48, ValueType::int4),
    COMPARISONS(F_INT8, ValueType::int8),         COMPARISONS(F_INT82, ValueType::int8),
    COMPARISONS(F_INT84, ValueType::int8),        COMPARISONS(F_DATE_, ValueType::int4),
    COMPARISONS(F_TIMESTAMP_, ValueType::int8),   COMPARISONS(F_TIMESTAMPTZ_, ValueType::int8),
    COMPARISONS(F_FLOAT4, ValueType::float4),     COMPARISONS(F_FLOAT48, ValueType::float4),
    COMPARISONS(F_FLOAT8, ValueType::float8),     COMPARISONS(F_FLOAT84, ValueType::float8),
    {F_TEXTEQ, ValueType::text, Comparison::eq},  {F_TEXTNE, ValueType::text, Comparison::ne},
    {F_UUID_EQ, ValueType::uuid, Comparison::eq}, {F_UUID_NE, ValueType::uuid, Comparison::ne},
};

#undef COMPARISONS

const Operator *FindOperator(Oid function, Oid collation) {
    for (const Operator &known : operators)
        if (known.function == function) {
            // Texts are compared byte by byte.
            const bool usable = known.type != ValueType::text ||
                                (OidIsValid(collation) && get_collation_isdeterministic(collation));
            return usable ? &known : nullptr;
        }
    return nullptr;
}

Predicate *NewPredicate(Predicate::Kind kind, const Node *column) {
    const AttrNumber number = ColumnOf(column);
    if (number == 0)
        return nullptr;
    auto *p = static_cast<Predicate *>(palloc0(sizeof(Predicate)));
    p->kind = kind;
    p->number = number;
    return p;
}

// Whether the expression is a constant or a parameter of the query, which cannot fail. A parameter
// of the executor may stand for a subquery that is run when it is asked for.
bool IsGiven(const Node *node) {
    node = WithoutRelabels(node);
    return IsA(node, Const) ||
           (IsA(node, Param) && reinterpret_cast<const Param *>(node)->paramkind == PARAM_EXTERN);
}

bool IsFixed(const Node *node) {
    auto *changeable = const_cast<Node *>(node);
    return !contain_var_clause(changeable) && !contain_volatile_functions(changeable) &&
           !contain_subplans(changeable);
}

// A comparison, or IN: an array of constants, which is searched from its beginning.
Predicate *AsComparison(Predicate::Kind kind, Oid function, Oid collation, const List *args,
                        bool may_fail) {
    constexpr int most_elements = 16;
    const Operator *known = FindOperator(function, collation);
    if (known == nullptr || list_length(args) != 2)
        return nullptr;
    const auto *right = static_cast<const Node *>(lsecond(args));
    if (!(may_fail ? IsFixed(right) : IsGiven(right)))
        return nullptr;
    if (kind == Predicate::Kind::in) {
        if (!IsA(right, Const) || known->comparison != Comparison::eq)
            return nullptr;
        const auto *array = reinterpret_cast<const Const *>(right);
        if (array->constisnull)
            return nullptr;
        const ArrayType *elements = DatumGetArrayTypeP(array->constvalue);
        if (ArrayGetNItems(ARR_NDIM(elements), ARR_DIMS(elements)) > most_elements)
            return nullptr;
    }
    Predicate *p = NewPredicate(kind, static_cast<const Node *>(linitial(args)));
    if (p == nullptr)
        return nullptr;
    p->type = known->type;
    p->comparison = known->comparison;
    p->expression = reinterpret_cast<Expr *>(const_cast<Node *>(right));
    return p;
}

Predicate *AsCombination(const BoolExpr *expression) {
    if (expression->boolop == NOT_EXPR)
        return NewPredicate(Predicate::Kind::is_false,
                            static_cast<const Node *>(linitial(expression->args)));
    auto *p = static_cast<Predicate *>(palloc0(sizeof(Predicate)));
    p->kind = expression->boolop == AND_EXPR ? Predicate::Kind::all : Predicate::Kind::any;
    p->parts =
        static_cast<Predicate **>(palloc(sizeof(Predicate *) * list_length(expression->args)));
    ListCell *cell;
    foreach (cell, expression->args) {
        Predicate *part = AsPredicate(static_cast<const Expr *>(lfirst(cell)));
        if (part == nullptr)
            return nullptr;
        p->parts[p->n_parts++] = part;
    }
    return p;
}

Predicate *MakePredicate(const Expr *expression, bool may_fail) {
    const auto *node = reinterpret_cast<const Node *>(expression);
    switch (nodeTag(node)) {
    case T_OpExpr: {
        const auto *operation = reinterpret_cast<const OpExpr *>(node);
        return AsComparison(Predicate::Kind::compare, operation->opfuncid, operation->inputcollid,
                            operation->args, may_fail);
    }
    case T_ScalarArrayOpExpr: {
        const auto *operation = reinterpret_cast<const ScalarArrayOpExpr *>(node);
        return operation->useOr ? AsComparison(Predicate::Kind::in, operation->opfuncid,
                                               operation->inputcollid, operation->args, may_fail)
                                : nullptr;
    }
    case T_NullTest: {
        const auto *test = reinterpret_cast<const NullTest *>(node);
        if (test->argisrow)
            return nullptr;
        return NewPredicate(test->nulltesttype == IS_NULL ? Predicate::Kind::is_null
                                                          : Predicate::Kind::is_not_null,
                            reinterpret_cast<const Node *>(test->arg));
    }
    case T_Var:
        return NewPredicate(Predicate::Kind::is_true, node);
    case T_BoolExpr:
        return AsCombination(reinterpret_cast<const BoolExpr *>(node));
    default:
        return nullptr;
    }
}

} // namespace

Predicate *AsPredicate(const Expr *expression) {
    return MakePredicate(expression, false);
}

Predicate *AsFilter(const Expr *expression) {
    return MakePredicate(expression, true);
}

namespace {

struct Bytes {
    const char *data;
    size_t size;

    bool operator==(const Bytes &other) const {
        return size == other.size && memcmp(data, other.data, size) == 0;
    }
};

// Compares the text with bytes. One that is compressed or stored elsewhere is fetched only if it
// has as many.
bool IsText(Datum value, const Bytes &wanted) {
    const auto *text = reinterpret_cast<const varlena *>(DatumGetPointer(value));
    if (!VARATT_IS_COMPRESSED(text) && !VARATT_IS_EXTERNAL(text))
        return Bytes{VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text)} == wanted;
    if (toast_raw_datum_size(value) - VARHDRSZ != wanted.size)
        return false;
    varlena *whole = PG_DETOAST_DATUM(value);
    const bool same = Bytes{VARDATA(whole), VARSIZE(whole) - VARHDRSZ} == wanted;
    pfree(whole);
    return same;
}

Bytes UuidOf(Datum value) {
    return {DatumGetPointer(value), UUID_LEN};
}

// Calls test(value) for the rows that are not NULL.
template <class Test>
void ForRows(const Column &column, int n, bool *holds, Test &&test) {
    if (!column.any_nulls) {
        for (int i = 0; i < n; i++)
            holds[i] = test(column.values[i]);
        return;
    }
    for (int i = 0; i < n; i++)
        holds[i] = !column.nulls[i] && test(column.values[i]);
}

template <class Get, class Number>
void CompareNumbers(const Column &column, Comparison comparison, Number right, Get &&get, int n,
                    bool *holds) {
    // Written so that NaN is larger than every number and equal to none, as the server has it.
    switch (comparison) {
    case Comparison::lt:
        return ForRows(column, n, holds, [=](Datum v) { return get(v) < right; });
    case Comparison::le:
        return ForRows(column, n, holds, [=](Datum v) { return get(v) <= right; });
    case Comparison::eq:
        return ForRows(column, n, holds, [=](Datum v) { return get(v) == right; });
    case Comparison::ne:
        return ForRows(column, n, holds, [=](Datum v) { return get(v) != right; });
    case Comparison::ge:
        return ForRows(column, n, holds, [=](Datum v) { return !(get(v) < right); });
    case Comparison::gt:
        return ForRows(column, n, holds, [=](Datum v) { return !(get(v) <= right); });
    }
}

template <class Get>
void CompareReals(const Column &column, Comparison comparison, double right, Get &&get, int n,
                  bool *holds) {
    if (!std::isnan(right))
        return CompareNumbers(column, comparison, right, get, n, holds);
    // NaN is equal to NaN.
    const bool at_nan = comparison == Comparison::le || comparison == Comparison::eq ||
                        comparison == Comparison::ge;
    const bool below = comparison == Comparison::lt || comparison == Comparison::le ||
                       comparison == Comparison::ne;
    ForRows(column, n, holds, [=](Datum v) { return std::isnan(get(v)) ? at_nan : below; });
}

template <class Is>
void CompareBytes(const Column &column, Comparison comparison, Is &&is, int n, bool *holds) {
    const bool equal = comparison == Comparison::eq;
    ForRows(column, n, holds, [&](Datum v) { return is(v) == equal; });
}

void CompareTexts(const Column &column, Comparison comparison, Datum right, int n, bool *holds) {
    const auto *text = reinterpret_cast<const varlena *>(DatumGetPointer(right));
    const Bytes wanted = {VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text)};
    CompareBytes(
        column, comparison, [&](Datum v) { return IsText(v, wanted); }, n, holds);
}

void CompareUuids(const Column &column, Comparison comparison, Datum right, int n, bool *holds) {
    const Bytes wanted = UuidOf(right);
    CompareBytes(
        column, comparison, [&](Datum v) { return UuidOf(v) == wanted; }, n, holds);
}

constexpr auto int2_of = [](Datum v) { return int64{DatumGetInt16(v)}; };
constexpr auto int4_of = [](Datum v) { return int64{DatumGetInt32(v)}; };
constexpr auto int8_of = [](Datum v) { return int64{DatumGetInt64(v)}; };
constexpr auto float4_of = [](Datum v) { return double{DatumGetFloat4(v)}; };
constexpr auto float8_of = [](Datum v) { return DatumGetFloat8(v); };

// The right side as a number: its type need not be that of the column.
int64 WholeOf(Datum value, Oid type) {
    switch (type) {
    case INT2OID:
        return DatumGetInt16(value);
    case INT4OID:
    case DATEOID:
        return DatumGetInt32(value);
    default:
        return DatumGetInt64(value);
    }
}

double RealOf(Datum value, Oid type) {
    return type == FLOAT4OID ? double{DatumGetFloat4(value)} : DatumGetFloat8(value);
}

void Compare(const Predicate &p, Datum right, Oid type, const Column &column, int n, bool *holds) {
    switch (p.type) {
    case ValueType::int2:
        return CompareNumbers(column, p.comparison, WholeOf(right, type), int2_of, n, holds);
    case ValueType::int4:
        return CompareNumbers(column, p.comparison, WholeOf(right, type), int4_of, n, holds);
    case ValueType::int8:
        return CompareNumbers(column, p.comparison, WholeOf(right, type), int8_of, n, holds);
    case ValueType::float4:
        return CompareReals(column, p.comparison, RealOf(right, type), float4_of, n, holds);
    case ValueType::float8:
        return CompareReals(column, p.comparison, RealOf(right, type), float8_of, n, holds);
    case ValueType::text:
        return CompareTexts(column, p.comparison, right, n, holds);
    case ValueType::uuid:
        return CompareUuids(column, p.comparison, right, n, holds);
    }
}

// Takes the elements out of the array of IN.
void FindElements(Predicate *p, ExprContext *context) {
    const MemoryContext old = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
    ArrayType *array = DatumGetArrayTypeP(p->right.value);
    int16 length;
    bool by_value, *nulls;
    char align;
    Datum *elements;
    int n;
    get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
    deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &elements, &nulls, &n);
    p->elements = elements;
    p->n_elements = 0;
    for (int i = 0; i < n; i++)
        if (!nulls[i])
            elements[p->n_elements++] = elements[i];
    MemoryContextSwitchTo(old);
}

void Detoast(Fixed *fixed, ExprContext *context) {
    const MemoryContext old = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
    fixed->value = PointerGetDatum(PG_DETOAST_DATUM_PACKED(fixed->value));
    MemoryContextSwitchTo(old);
}

void EvaluateIn(Predicate &p, const Column &column, int n, bool *holds) {
    const Oid type = get_element_type(exprType(reinterpret_cast<Node *>(p.expression)));
    bool one[max_batch];
    memset(holds, 0, sizeof(bool) * n);
    for (int k = 0; k < p.n_elements; k++) {
        Compare(p, p.elements[k], type, column, n, one);
        for (int i = 0; i < n; i++)
            holds[i] |= one[i];
    }
}

void EvaluateRight(Predicate &p, const Column &column, int n, ExprContext *context, bool *holds) {
    if (!p.right.known) {
        p.right.Evaluate(context);
        if (!p.right.null && p.kind == Predicate::Kind::in)
            FindElements(&p, context);
        else if (!p.right.null && p.type == ValueType::text)
            Detoast(&p.right, context);
    }
    if (p.right.null)
        memset(holds, 0, sizeof(bool) * n);
    else if (p.kind == Predicate::Kind::in)
        EvaluateIn(p, column, n, holds);
    else
        Compare(p, p.right.value, exprType(reinterpret_cast<Node *>(p.expression)), column, n,
                holds);
}

} // namespace

void Evaluate(Predicate &p, const Column *columns, int n, ExprContext *context, bool *holds) {
    const Column &column = columns[p.column];
    bool one[max_batch];
    switch (p.kind) {
    case Predicate::Kind::compare:
    case Predicate::Kind::in:
        EvaluateRight(p, column, n, context, holds);
        break;
    case Predicate::Kind::is_null:
        memcpy(holds, column.nulls, sizeof(bool) * n);
        break;
    case Predicate::Kind::is_not_null:
        for (int i = 0; i < n; i++)
            holds[i] = !column.nulls[i];
        break;
    case Predicate::Kind::is_true:
        ForRows(column, n, holds, [](Datum v) { return DatumGetBool(v); });
        break;
    case Predicate::Kind::is_false:
        ForRows(column, n, holds, [](Datum v) { return !DatumGetBool(v); });
        break;
    case Predicate::Kind::all:
    case Predicate::Kind::any:
        Evaluate(*p.parts[0], columns, n, context, holds);
        for (int k = 1; k < p.n_parts; k++) {
            Evaluate(*p.parts[k], columns, n, context, one);
            for (int i = 0; i < n; i++)
                holds[i] = p.kind == Predicate::Kind::all ? holds[i] & one[i] : holds[i] | one[i];
        }
        break;
    }
}

} // namespace heatmap::scan
