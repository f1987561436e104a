#include "pg/scan/estimate.hpp"

#include <algorithm>

namespace heatmap::scan {

namespace {

// Microseconds between the first and the last time that the statistics know; 0 if they know none.
double RangeOf(PlannerInfo *root, Node *time) {
    VariableStatData data;
    AttStatsSlot slot;
    double range = 0;
    examine_variable(root, time, 0, &data);
    if (HeapTupleIsValid(data.statsTuple) &&
        get_attstatsslot(&slot, data.statsTuple, STATISTIC_KIND_HISTOGRAM, InvalidOid,
                         ATTSTATSSLOT_VALUES)) {
        const auto first = DatumGetTimestamp(slot.values[0]);
        const auto last = DatumGetTimestamp(slot.values[slot.nvalues - 1]);
        range = static_cast<double>(last) - static_cast<double>(first);
        free_attstatsslot(&slot);
    }
    ReleaseVariableStats(data);
    return range;
}

// The microseconds of a unit of date_trunc; 0 if it is not known.
double UnitOf(const Node *unit) {
    constexpr struct {
        const char *name;
        double microseconds;
    } units[] = {{"second", 1.0 * USECS_PER_SEC},   {"minute", 1.0 * USECS_PER_MINUTE},
                 {"hour", 1.0 * USECS_PER_HOUR},    {"day", 1.0 * USECS_PER_DAY},
                 {"week", 7.0 * USECS_PER_DAY},     {"month", 30.0 * USECS_PER_DAY},
                 {"quarter", 91.0 * USECS_PER_DAY}, {"year", 365.0 * USECS_PER_DAY}};
    if (!IsA(unit, Const) || reinterpret_cast<const Const *>(unit)->constisnull)
        return 0;
    const char *name = TextDatumGetCString(reinterpret_cast<const Const *>(unit)->constvalue);
    for (const auto &known : units)
        if (pg_strcasecmp(known.name, name) == 0)
            return known.microseconds;
    return 0;
}

// How many values an expression has that cuts times to days or other units; 0 if it is not known.
double CountUnits(PlannerInfo *root, Node *expression) {
    if (!IsA(expression, FuncExpr))
        return 0;
    const auto *function = reinterpret_cast<const FuncExpr *>(expression);
    double unit = 0;
    switch (function->funcid) {
    case F_DATE_TIMESTAMPTZ:
    case F_DATE_TIMESTAMP:
        unit = USECS_PER_DAY;
        break;
    case F_DATE_TRUNC_TEXT_TIMESTAMPTZ:
    case F_DATE_TRUNC_TEXT_TIMESTAMP:
    case F_DATE_TRUNC_TEXT_TIMESTAMPTZ_TEXT:
        unit = UnitOf(static_cast<const Node *>(linitial(function->args)));
        break;
    default:
        break;
    }
    List *columns = pull_var_clause(expression, 0);
    if (unit == 0 || list_length(columns) != 1)
        return 0;
    auto *time = static_cast<Node *>(linitial(columns));
    const Oid type = exprType(time);
    if (type != TIMESTAMPTZOID && type != TIMESTAMPOID)
        return 0;
    const double range = RangeOf(root, time);
    return range > 0 ? range / unit + 2 : 0;
}

} // namespace

double EstimateGroups(PlannerInfo *root, List *expressions, double rows) {
    List *others = NIL;
    double groups = 1;
    ListCell *cell;
    foreach (cell, expressions) {
        auto *expression = static_cast<Node *>(lfirst(cell));
        const double units = CountUnits(root, expression);
        if (units > 0)
            groups *= units;
        else
            others = lappend(others, expression);
    }
    if (others != NIL)
        groups *= estimate_num_groups(root, others, rows, nullptr, nullptr);
    return clamp_row_est(std::min(groups, rows));
}

} // namespace heatmap::scan
