// The function rollup_columns: what a live roll-up keeps of each column of its query.
//
// The query is that of a view: SELECT dimensions, aggregates FROM source WHERE filter GROUP BY
// dimensions. Its parse tree tells what no text can: which columns are aggregates, whether an
// expression depends on the session, whether parts of the result can be added up.

#include "pg/base/memory.hpp"
#include "pg/base/rows.hpp"

#include "pg/live/trust.hpp"
#include "pg/live/view.hpp"

namespace heatmap::live {

namespace {

// How the results of an aggregate are kept in parts and put together again. In the texts, % is the
// expression and @ the schema of the extension with a dot.
struct Rule {
    const char *aggregate;
    const char *type;       // of the first argument; null: any
    const char *merge;      // parts to a part, from the column
    bool own = false;       // it is an aggregate of the extension
    bool subtracts = true;  // a part with the other sign takes rows away again
    bool exact = true;      // the sum of the parts is the result to the byte
    uint32_t positions = 0; // bits of the arguments whose NaN makes the aggregate skip the row
    uint32_t same = 0;      // bits of the arguments that must be the same in all rows of a group
    int weight = 0;         // the argument that is exact only if it is an integer; 0: none
    const char *instead = nullptr; // the aggregate that makes the parts, if it is another one
    const char *part = "%";        // from the aggregate
    const char *shown = nullptr;   // from the column; null: as `merge`
};

constexpr const char *sum_of_counts = "pg_catalog.sum(%)::pg_catalog.int8";
constexpr const char *rollup = "@rollup(%)";

// Of a map of counts: rows that were all taken away again leave it empty, and no rows are NULL.
constexpr const char *map_of_rows =
    "CASE WHEN @heatmap_occupied(@rollup(%)) > 0 OR @heatmap_outside(@rollup(%)) > 0 "
    "THEN @rollup(%) END";

// The first that fits counts.
constexpr Rule rules[] = {
    {.aggregate = "count", .type = nullptr, .merge = sum_of_counts},
    {.aggregate = "sum", .type = "int2", .merge = sum_of_counts},
    {.aggregate = "sum", .type = "int4", .merge = sum_of_counts},
    {.aggregate = "sum", .type = "int8", .merge = "pg_catalog.sum(%)"},
    // A NaN that was added cannot be taken away.
    {.aggregate = "sum", .type = "numeric", .merge = "pg_catalog.sum(%)", .subtracts = false},
    {.aggregate = "sum", .type = "interval", .merge = "pg_catalog.sum(%)", .subtracts = false},
    {.aggregate = "sum",
     .type = "float4",
     .merge = "pg_catalog.sum(%)",
     .subtracts = false,
     .exact = false},
    {.aggregate = "sum",
     .type = "float8",
     .merge = "pg_catalog.sum(%)",
     .subtracts = false,
     .exact = false},
    {.aggregate = "min", .type = nullptr, .merge = "pg_catalog.min(%)", .subtracts = false},
    {.aggregate = "max", .type = nullptr, .merge = "pg_catalog.max(%)", .subtracts = false},
    {.aggregate = "bool_and",
     .type = nullptr,
     .merge = "pg_catalog.bool_and(%)",
     .subtracts = false},
    {.aggregate = "bool_or", .type = nullptr, .merge = "pg_catalog.bool_or(%)", .subtracts = false},
    {.aggregate = "heatmap_agg",
     .type = "point",
     .merge = rollup,
     .own = true,
     .positions = 1 << 0,
     .same = 1 << 1,
     .weight = 2,
     .shown = map_of_rows},
    {.aggregate = "heatmap_agg",
     .type = nullptr,
     .merge = rollup,
     .own = true,
     .positions = 1 << 0 | 1 << 1,
     .same = 1 << 2,
     .weight = 3,
     .shown = map_of_rows},
    {.aggregate = "scroll_agg",
     .type = nullptr,
     .merge = rollup,
     .own = true,
     .positions = 1 << 0,
     .same = 1 << 1 | 1 << 2,
     .shown = map_of_rows},
    {.aggregate = "attention_agg",
     .type = nullptr,
     .merge = rollup,
     .own = true,
     .positions = 1 << 0 | 1 << 1,
     .same = 1 << 3 | 1 << 4,
     .part = "@attention_microseconds(%)",
     .shown = "@attention_seconds(@rollup(%))"},
    {.aggregate = "heatmap_visitors_agg",
     .type = nullptr,
     .merge = rollup,
     .own = true,
     .subtracts = false,
     .same = 1 << 3},
    {.aggregate = "journey_agg",
     .type = nullptr,
     .merge = "@rollup_open(%)",
     .own = true,
     .subtracts = false,
     .instead = "journey_open_agg",
     .shown = rollup},
    {.aggregate = "funnel_agg",
     .type = "journey",
     .merge = rollup,
     .own = true,
     .subtracts = false,
     .same = 1 << 1 | 1 << 2},
    // Of stored values.
    {.aggregate = "rollup", .type = "heatmap", .merge = rollup, .own = true, .exact = false},
    {.aggregate = "rollup",
     .type = "journey",
     .merge = "@rollup_open(%)",
     .own = true,
     .subtracts = false,
     .instead = "rollup_open",
     .shown = rollup},
    {.aggregate = "rollup", .type = nullptr, .merge = rollup, .own = true, .subtracts = false},
};

struct Column {
    const char *name;
    const char *expression;
    const Rule *rule;    // null for a dimension
    const char *schema;  // of the extension, quoted, with a dot; empty elsewhere
    const char *counted; // an SQL condition: the row has a part in the result; null: every row has
    bool exact;
    const char *shown; // as of the rule
    const char *index; // of a dimension: fixed (a btree holds it), text (if it is short), or null
    bool hashed;       // the hash of a dimension is the same in every database
};

struct Columns {
    Column *columns;
    int n, next;
};

[[noreturn]] void Refuse(const char *name, const char *what, const char *hint) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
                    name != nullptr ? errmsg("column \"%s\" of the roll-up %s", name, what)
                                    : errmsg("the filter of the roll-up %s", what),
                    hint != nullptr ? errhint("%s", hint) : 0));
}

// The text of an expression over rows_. A literal with a backslash is written as E'...', which
// means the same whatever the setting standard_conforming_strings of the session that reads it.
char *Deparse(Node *expression, List *context) {
    StringInfoData text;
    initStringInfo(&text);
    for (const char *p = deparse_expression(expression, context, true, false); *p != '\0';) {
        const char quote = *p;
        const char *end = p + 1;
        if (quote == '\'' || quote == '"') {
            end = strchr(end, quote) + 1;
            while (*end == quote) // two in a row stand for one
                end = strchr(end + 1, quote) + 1;
        }
        const bool escape =
            quote == '\'' && memchr(p, '\\', static_cast<size_t>(end - p)) != nullptr;
        if (escape)
            appendStringInfoChar(&text, 'E');
        for (; p < end; p++) {
            if (escape && *p == '\\')
                appendStringInfoChar(&text, '\\');
            appendStringInfoChar(&text, *p);
        }
    }
    return text.data;
}

char *TypeName(Oid type) {
    const HeapTuple tuple = Find(TYPEOID, type, "type");
    char *name = pstrdup(NameStr(reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple))->typname));
    ReleaseSysCache(tuple);
    return name;
}

const Rule *FindRule(const Aggref &aggref) {
    const char *type = aggref.aggargtypes != NIL ? TypeName(linitial_oid(aggref.aggargtypes)) : "";
    const char *name = get_func_name(aggref.aggfnoid);
    const bool own = IsExtension(ProcedureRelationId, aggref.aggfnoid);
    const bool builtin = get_func_namespace(aggref.aggfnoid) == PG_CATALOG_NAMESPACE;
    for (const Rule &rule : rules)
        if ((rule.own ? own : builtin) && strcmp(name, rule.aggregate) == 0 &&
            (rule.type == nullptr || strcmp(rule.type, type) == 0))
            return &rule;
    return nullptr;
}

// The aggregate of another name with the same arguments.
Oid FindInstead(Oid aggregate, const char *name) {
    Oid *types;
    int n;
    get_func_signature(aggregate, &types, &n);
    char *schema = get_namespace_name(get_func_namespace(aggregate));
    return LookupFuncName(list_make2(makeString(schema), makeString(pstrdup(name))), n, types,
                          false);
}

Node *Argument(const Aggref &aggref, int n) {
    return reinterpret_cast<Node *>(castNode(TargetEntry, list_nth(aggref.args, n))->expr);
}

// Whether a weight is an integer in every row, and so small that sums are exact.
bool IsInteger(const Node *weight) {
    if (IsA(weight, Const)) {
        const auto *constant = reinterpret_cast<const Const *>(weight);
        const double value = constant->constisnull ? 0 : DatumGetFloat8(constant->constvalue);
        return value == std::rint(value) && std::fabs(value) <= INT32_MAX;
    }
    if (!IsA(weight, FuncExpr))
        return false;
    const auto *cast = reinterpret_cast<const FuncExpr *>(weight);
    return cast->funcid == F_FLOAT8_INT2 || cast->funcid == F_FLOAT8_INT4;
}

// Whether there is a column outside of the expressions that are dimensions.
bool DependsOnRow(Node *node, void *dimensions) {
    if (node == nullptr || list_member(static_cast<List *>(dimensions), node))
        return false;
    return IsA(node, Var) || WalkExpression(node, DependsOnRow, dimensions);
}

// The condition that a row has a part in the result of an aggregate: no argument is NULL, and no
// position NaN.
const char *Counted(const Aggref &aggref, const Rule &rule, List *context) {
    StringInfoData text;
    initStringInfo(&text);
    const auto add = [&text](const char *condition, const char *expression, const char *rest) {
        appendStringInfo(&text, "%s%s(%s)%s", text.len > 0 ? " AND " : "", condition, expression,
                         rest);
    };
    for (int i = 0; i < list_length(aggref.args); i++) {
        Node *argument = Argument(aggref, i);
        if (!contain_var_clause(argument))
            continue;
        const char *expression = Deparse(argument, context);
        add("", expression, " IS NOT NULL");
        if ((rule.positions >> i & 1) == 0)
            continue;
        const Oid type = exprType(argument);
        if (type == POINTOID) {
            add("", expression, "[0] <> 'NaN'");
            add("", expression, "[1] <> 'NaN'");
        } else if (type == FLOAT8OID) {
            // The text does not have implicit casts, such as that of an integer, for which there is
            // no NaN.
            add("", psprintf("(%s)::pg_catalog.float8", expression), " <> 'NaN'");
        }
    }
    if (aggref.aggfilter == nullptr)
        return text.len > 0 ? text.data : nullptr;
    // What the filter keeps out is not evaluated.
    const char *filter = Deparse(reinterpret_cast<Node *>(aggref.aggfilter), context);
    return psprintf("CASE WHEN %s THEN %s ELSE false END", filter,
                    text.len > 0 ? text.data : "true");
}

void ReadAggregate(Column *column, Aggref *aggref, List *dimensions, List *context) {
    const Rule *rule = FindRule(*aggref);
    if (rule == nullptr)
        Refuse(column->name,
               psprintf("cannot be kept up to date: the results of %s cannot be added up",
                        get_func_name(aggref->aggfnoid)),
               strcmp(get_func_name(aggref->aggfnoid), "avg") == 0
                   ? "Keep sum and count, and divide when you read."
                   : nullptr);
    if (aggref->aggdistinct != NIL || aggref->aggorder != NIL)
        Refuse(
            column->name, "has DISTINCT or ORDER BY in its aggregate",
            "heatmap_visitors_agg keeps distinct visitors, which heatmap_visitors_count counts.");
    for (int i = 0; i < list_length(aggref->args); i++)
        if ((rule->same >> i & 1) != 0 && DependsOnRow(Argument(*aggref, i), dimensions))
            Refuse(
                column->name,
                psprintf("needs an argument that is the same in all rows of a group: argument %d "
                         "of %s must be constant or depend on the dimensions only",
                         i + 1, rule->aggregate),
                nullptr);
    column->rule = rule;
    if (rule->instead != nullptr) {
        auto *instead = static_cast<Aggref *>(copyObjectImpl(aggref));
        instead->aggfnoid = FindInstead(aggref->aggfnoid, rule->instead);
        column->expression = Deparse(reinterpret_cast<Node *>(instead), context);
    }
    column->schema = rule->own ? psprintf("%s.", quote_identifier(get_namespace_name(
                                                     get_func_namespace(aggref->aggfnoid))))
                               : "";
    const bool weighted = rule->weight > 0 && rule->weight < list_length(aggref->args);
    column->exact = rule->exact && (!weighted || IsInteger(Argument(*aggref, rule->weight)));
    column->shown = rule->shown == nullptr || weighted ? rule->merge : rule->shown;
    // Without rows, count is 0, not NULL.
    if (strcmp(rule->aggregate, "count") != 0 && column->shown != map_of_rows)
        column->counted = Counted(*aggref, *rule, context);
}

// Whether equal values have one hash in every database. Values of other types may be made of the
// OIDs of their database, as those of enums are.
bool HasStableHash(Oid type) {
    return type < FirstGenbkiObjectId && get_typtype(type) == TYPTYPE_BASE &&
           !OidIsValid(get_element_type(type)) && strncmp(TypeName(type), "reg", 3) != 0;
}

void ReadDimension(Column *column, Node *expression) {
    if (contain_aggs_of_level(expression, 0))
        Refuse(column->name, "is not a plain aggregate", "Compute with aggregates when you read.");
    const Oid type = exprType(expression);
    const TypeCacheEntry *entry = lookup_type_cache(
        type, TYPECACHE_HASH_EXTENDED_PROC | TYPECACHE_EQ_OPR | TYPECACHE_BTREE_OPFAMILY);
    if (!OidIsValid(entry->hash_extended_proc))
        Refuse(column->name, psprintf("has type %s, which cannot be hashed", format_type_be(type)),
               nullptr);
    const Oid collation = exprCollation(expression);
    if (OidIsValid(collation) && !get_collation_isdeterministic(collation))
        Refuse(column->name, "has a nondeterministic collation",
               "Use COLLATE to group by another one.");
    const Oid base = getBaseType(type);
    column->hashed = HasStableHash(base);
    const bool text =
        base == TEXTOID || base == VARCHAROID || base == BPCHAROID || base == BYTEAOID;
    column->index = !OidIsValid(entry->btree_opf) ? nullptr
                    : text                        ? "text"
                    : entry->typlen > 0           ? "fixed"
                                                  : nullptr;
}

struct Use {
    const char *column; // as of Refuse
    Oid home;           // the schema of the extension
};

// Somebody who can create in a schema can make a function or operator that takes the place of the
// one in use, or leaves open which of them is meant. Of a schema other than pg_catalog.
void CheckName(const Use &use, const char *name, Oid schema, bool exact) {
    const char *schema_name = get_namespace_name(schema);
    if (isAnyTempNamespace(schema))
        Refuse(use.column, psprintf("uses %s, which is temporary", name), nullptr);
    if (schema != use.home && !IsTrusted(SchemaOwner(schema)))
        Refuse(use.column,
               psprintf("uses %s, whose schema \"%s\" belongs to another role", name, schema_name),
               "Use what is in a schema of your own or of a superuser.");
    if (!exact && OthersMayCreate(schema))
        Refuse(use.column,
               psprintf("uses %s, and others may create objects in its schema \"%s\"", name,
                        schema_name),
               psprintf("REVOKE CREATE ON SCHEMA %s from them, or have it in another schema.",
                        quote_identifier(schema_name)));
}

bool TakesAnyType(Oid function) {
    Oid *types;
    int n;
    get_func_signature(function, &types, &n);
    for (int i = 0; i < n; i++)
        if (types[i] == ANYOID || IsPolymorphicType(types[i]))
            return true;
    return false;
}

bool CheckFunction(Oid function, void *context) {
    const Oid schema = get_func_namespace(function);
    if (schema == PG_CATALOG_NAMESPACE)
        return false;
    const bool exact = IsExtension(ProcedureRelationId, function) && !TakesAnyType(function);
    CheckName(*static_cast<const Use *>(context), get_func_name(function), schema, exact);
    return false;
}

// `by_schema`: the text of the expression has the schema of the operator.
void CheckOperator(const Use &use, Oid op, bool by_schema) {
    const HeapTuple tuple = Find(OPEROID, op, "operator");
    const Oid schema = reinterpret_cast<Form_pg_operator>(GETSTRUCT(tuple))->oprnamespace;
    const char *name =
        pstrdup(NameStr(reinterpret_cast<Form_pg_operator>(GETSTRUCT(tuple))->oprname));
    ReleaseSysCache(tuple);
    if (schema == PG_CATALOG_NAMESPACE)
        return;
    if (!by_schema)
        Refuse(use.column,
               psprintf("has IS DISTINCT FROM, NULLIF, CASE or a comparison of rows with operator "
                        "%s of schema \"%s\"",
                        name, get_namespace_name(schema)),
               "Write each comparison out with the operator.");
    CheckName(use, name, schema, IsExtension(OperatorRelationId, op));
}

void CheckOperators(const Use &use, Node *node) {
    ListCell *cell;
    switch (nodeTag(node)) {
    case T_OpExpr:
        CheckOperator(use, castNode(OpExpr, node)->opno, true);
        break;
    case T_ScalarArrayOpExpr:
        CheckOperator(use, castNode(ScalarArrayOpExpr, node)->opno, true);
        break;
    case T_DistinctExpr: // the same struct
    case T_NullIfExpr:
        CheckOperator(use, reinterpret_cast<OpExpr *>(node)->opno, false);
        break;
    case T_RowCompareExpr:
        foreach (cell, castNode(RowCompareExpr, node)->opnos)
            CheckOperator(use, lfirst_oid(cell), false);
        break;
    case T_CaseExpr:
        if (castNode(CaseExpr, node)->arg != nullptr)
            foreach (cell, castNode(CaseExpr, node)->args) {
                auto *when = reinterpret_cast<Node *>(castNode(CaseWhen, lfirst(cell))->expr);
                if (IsA(when, OpExpr))
                    CheckOperator(use, castNode(OpExpr, when)->opno, false);
            }
        break;
    default:
        break;
    }
}

void CheckCollation(const Use &use, Oid collation) {
    const HeapTuple tuple = Find(COLLOID, collation, "collation");
    const auto *form = reinterpret_cast<Form_pg_collation>(GETSTRUCT(tuple));
    const char *name = pstrdup(NameStr(form->collname));
    const Oid schema = form->collnamespace;
    const Oid owner = form->collowner;
    ReleaseSysCache(tuple);
    if (!IsTrusted(owner))
        Refuse(use.column, psprintf("uses collation %s, which belongs to another role", name),
               nullptr);
    if (schema != PG_CATALOG_NAMESPACE)
        CheckName(use, name, schema, true);
}

// The text of an OID constant, such as one of regclass, is the name of an object, and that of money
// depends on lc_monetary.
void CheckConstant(const Use &use, const Const &constant) {
    if (constant.constisnull)
        return;
    const bool name = constant.consttype < FirstGenbkiObjectId &&
                      strncmp(TypeName(constant.consttype), "reg", 3) == 0 &&
                      DatumGetObjectId(constant.constvalue) >= FirstNormalObjectId;
    if (name || constant.consttype == CASHOID)
        Refuse(use.column,
               psprintf("has a constant of type %s, whose text can get another meaning",
                        format_type_be(constant.consttype)),
               nullptr);
}

// The output functions of these types are immutable in name only: they look at extra_float_digits
// or bytea_output.
void CheckText(const Use &use, Oid type) {
    switch (getBaseType(type)) {
    case FLOAT4OID:
    case FLOAT8OID:
    case BYTEAOID:
    case POINTOID:
    case LSEGOID:
    case PATHOID:
    case BOXOID:
    case POLYGONOID:
    case LINEOID:
    case CIRCLEOID:
        Refuse(use.column,
               psprintf("has a text of type %s, which depends on settings of the session",
                        format_type_be(type)),
               "Cast a number to numeric first, and use encode for bytea.");
    default:
        break;
    }
}

// The triggers of a roll-up run with the rights of its owner, so their text must keep its meaning
// whatever objects others make.
bool CheckNode(Node *node, void *context) {
    if (node == nullptr)
        return false;
    const Use &use = *static_cast<const Use *>(context);
    if (IsA(node, Var) && castNode(Var, node)->varattno <= 0)
        Refuse(use.column, "uses a whole row or a system column", nullptr);
    const bool typed = !IsA(node, List) && !IsA(node, TargetEntry) && !IsA(node, CaseWhen) &&
                       !IsA(node, SortGroupClause);
    const char *why;
    const Oid type = typed ? UntrustedType(exprType(node), use.home, &why) : InvalidOid;
    if (OidIsValid(type))
        Refuse(
            use.column, psprintf("uses type %s, which %s", format_type_be(type), why),
            "Use a built-in type, or one that, like its schema, belongs to you or to a superuser.");
    CheckOperators(use, node);
    if (IsA(node, CollateExpr))
        CheckCollation(use, castNode(CollateExpr, node)->collOid);
    if (IsA(node, Const))
        CheckConstant(use, *castNode(Const, node));
    if (IsA(node, CoerceViaIO))
        CheckText(use, exprType(reinterpret_cast<Node *>(castNode(CoerceViaIO, node)->arg)));
    check_functions_in_node(node, CheckFunction, context);
    return WalkExpression(node, CheckNode, context);
}

void CheckExpression(const char *name, Node *expression, Oid home) {
    Use use = {name, home};
    CheckNode(expression, &use);
    auto *planned = expression_planner(static_cast<Expr *>(copyObjectImpl(expression)));
    if (contain_mutable_functions(reinterpret_cast<Node *>(planned)))
        Refuse(name, "depends on more than the row: its functions must be immutable",
               "It must not depend on settings of the session, such as its time zone: write (ts AT "
               "TIME ZONE 'UTC')::date in place of ts::date.");
}

// Writes the defaults of a call as arguments: somebody could make a function that needs none.
bool WriteDefaults(Node *node, void *context) {
    if (node == nullptr)
        return false;
    if (IsA(node, FuncExpr)) {
        auto *call = castNode(FuncExpr, node);
        const HeapTuple tuple = Find(PROCOID, call->funcid, "function");
        const int n = list_length(call->args);
        call->args = expand_function_arguments(call->args, false, call->funcresulttype, tuple);
        const Oid variadic = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->provariadic;
        if (list_length(call->args) > n && OidIsValid(variadic) && variadic != ANYOID)
            call->funcvariadic = true; // the last one is an array now
        ReleaseSysCache(tuple);
    }
    return WalkExpression(node, WriteDefaults, context);
}

// Whether rows are grouped by more than what the query shows.
bool HasHiddenColumns(const Query &query) {
    ListCell *cell;
    foreach (cell, query.targetList)
        if (castNode(TargetEntry, lfirst(cell))->resjunk)
            return true;
    return false;
}

// The query of the view. Its one relation becomes number 1 of the variables.
Query *ReadQuery(Oid view, Oid source) {
    Query *query = ViewQuery(view);
    const int number = OnlyRelation(*query);
    if (number == 0 || rt_fetch(number, query->rtable)->relid != source || query->hasSubLinks ||
        query->hasWindowFuncs || query->hasTargetSRFs || query->distinctClause != NIL ||
        query->groupingSets != NIL || HasHiddenColumns(*query) || query->havingQual != nullptr ||
        query->sortClause != NIL || query->setOperations != nullptr || query->cteList != NIL ||
        query->limitCount != nullptr || query->limitOffset != nullptr || query->rowMarks != NIL ||
        !rt_fetch(number, query->rtable)->inh ||
        rt_fetch(number, query->rtable)->tablesample != nullptr)
        ereport(ERROR, (errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
                        errmsg("a roll-up is made of expressions over the rows of one table"),
                        errdetail("Subqueries, joins, window functions, set-returning functions, "
                                  "grouping sets and HAVING cannot be kept up to date.")));
    ChangeVarNodes(reinterpret_cast<Node *>(query->targetList), number, 1, 0);
    ChangeVarNodes(query->jointree->quals, number, 1, 0);
    WriteDefaults(reinterpret_cast<Node *>(query->targetList), nullptr);
    WriteDefaults(query->jointree->quals, nullptr);
    return query;
}

// `period`: the dimension that is merged over, by its name; null if there is none. `home`: the
// schema of the extension.
Columns ReadColumns(Oid view, Oid source, const char *period, Oid home) {
    const Query *query = ReadQuery(view, source);
    List *context = deparse_context_for("rows_", source);
    List *kept = NIL; // the dimensions that are never merged over
    ListCell *cell;
    foreach (cell, query->targetList) {
        auto *entry = castNode(TargetEntry, lfirst(cell));
        if (!IsA(entry->expr, Aggref) && (period == nullptr || strcmp(period, entry->resname) != 0))
            kept = lappend(kept, entry->expr);
    }
    // The filter is a column without a name.
    Columns result = {
        allocate<Column>(size_t{1} + static_cast<size_t>(list_length(query->targetList)),
                         server_memory),
        0, 0};
    const auto add = [&result, context, home](const char *name, Node *expression) {
        Column *column = &result.columns[result.n++];
        *column = Column{};
        column->name = name;
        column->expression = Deparse(expression, context);
        CheckExpression(name, expression, home);
        return column;
    };
    int dimensions = 0;
    foreach (cell, query->targetList) {
        auto *entry = castNode(TargetEntry, lfirst(cell));
        auto *expression = reinterpret_cast<Node *>(entry->expr);
        Column *column = add(entry->resname, expression);
        if (IsA(expression, Aggref)) {
            ReadAggregate(column, castNode(Aggref, expression), kept, context);
        } else {
            if (++dimensions < result.n)
                Refuse(column->name, "is not a plain aggregate", nullptr);
            ReadDimension(column, expression);
        }
    }
    if (query->jointree->quals != nullptr)
        add(nullptr, query->jointree->quals);
    return result;
}

// A text of a rule.
char *Fill(const char *pattern, const char *schema, const char *expression) {
    StringInfoData text;
    initStringInfo(&text);
    for (; *pattern != '\0'; pattern++)
        if (*pattern == '%')
            appendStringInfoString(&text, expression);
        else if (*pattern == '@')
            appendStringInfoString(&text, schema);
        else
            appendStringInfoChar(&text, *pattern);
    return text.data;
}

void PutText(Row &row, const char *text) {
    if (text == nullptr)
        row.null();
    else
        row.put(CStringGetTextDatum(text), false);
}

} // namespace

// rollup_columns(query, source, period): a row for each column of the view `query`, and one without
// a name for its filter. An error if the query is not one over `source` that can be kept up to
// date.
HEATMAP_FUNCTION(rollup_columns) {
    return ReturnRows<Columns>(
        fcinfo,
        [fcinfo](Columns &columns) {
            if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
                return;
            columns = ReadColumns(PG_GETARG_OID(0), PG_GETARG_OID(1),
                                  PG_ARGISNULL(2) ? nullptr : NameStr(*PG_GETARG_NAME(2)),
                                  get_func_namespace(fcinfo->flinfo->fn_oid));
        },
        [](Columns &columns, Row &row) {
            if (columns.next == columns.n)
                return false;
            const Column &column = columns.columns[columns.next++];
            const char *name = column.name != nullptr ? quote_identifier(column.name) : nullptr;
            PutText(row, name);
            if (column.rule == nullptr) {
                PutText(row, column.expression);
                for (int i = 0; i < 4; i++)
                    row.null();
                row.put(BoolGetDatum(true), false);
                row.put(BoolGetDatum(true), false);
                PutText(row, column.index);
                row.put(BoolGetDatum(column.hashed), false);
                return true;
            }
            const Rule &rule = *column.rule;
            PutText(row, Fill(rule.part, column.schema, column.expression));
            PutText(row, Fill(rule.merge, column.schema, name));
            PutText(row, Fill(column.shown, column.schema, name));
            PutText(row, column.counted);
            PutText(row, rule.own ? psprintf("OPERATOR(%s-)", column.schema) : "-");
            row.put(BoolGetDatum(rule.subtracts), false);
            row.put(BoolGetDatum(column.exact), false);
            row.null();
            row.null();
            return true;
        });
}

} // namespace heatmap::live
