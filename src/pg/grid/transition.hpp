// The transition functions of aggregates that put rows into the cells of a heatmap.
//
// A type R describes a row: the number of arguments R::args, R::weighted, R::GetCanvas(fcinfo),
// which need not be valid, and, in an object that is constructed when none of the arguments is
// NULL, the `weight`, IsNaN() if the row has no place, and on a valid canvas Locate(canvas, &cell)
// like grid::locate(), and PointOn(canvas): a point in that cell, or outside.
#pragma once

#include "pg/base/aggregate.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

// The general case: handles every row.
template <Direction D, class R>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo) {
    const Aggregate<HeatmapState> aggregate(fcinfo);
    bool skip = false;
    for (int i = 1; i < R::args; i++)
        skip |= PG_ARGISNULL(i);
    if (skip)
        return aggregate.Unchanged();
    const R row(fcinfo);
    if (row.IsNaN())
        return aggregate.Unchanged();
    if (!std::isfinite(row.weight))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("heatmap weight must be finite")));
    const Canvas &canvas = R::GetCanvas(fcinfo);
    Check(check_canvas(canvas)); // a grid may be an aggregate state that has no canvas yet
    State *state = aggregate.GetState();
    if (state == nullptr) {
        const bool list = !R::weighted && D == Direction::add;
        state = new_state(canvas, shape_for(canvas, 1, list), server_memory);
    }
    CheckSameCanvas(state->canvas, canvas);
    if (D == Direction::remove && (state->flags & inexact))
        PG_RETURN_NULL(); // the window must start again
    const Point at = row.PointOn(canvas);
    add_points(&state, &at.x, &at.y, &row.weight, 1, D, server_memory);
    return aggregate.Result(state);
}

// Adds one row of an Agg node whose state has the right canvas and room for it. This path decides
// what the aggregate costs. Every other case goes to TransitionSlow.
template <class R>
[[gnu::always_inline]] inline Datum Transition(FunctionCallInfo fcinfo) {
    bool null = PG_ARGISNULL(0);
    for (int i = 1; i < R::args; i++)
        null |= PG_ARGISNULL(i);
    if (likely(!null && IsAggNode(fcinfo))) {
        auto *state = reinterpret_cast<State *>(PG_GETARG_POINTER(0));
        if (likely(!VARATT_IS_EXTENDED(state) && state->form > Form::state_none &&
                   same_canvas(state->canvas, R::GetCanvas(fcinfo)))) {
            const R row(fcinfo);
            uint32_t cell;
            double sum;
            if (likely(row.Locate(state->canvas, &cell))) {
                if (!R::weighted && state->form == Form::state_dense) {
                    count_in_dense(*state, cell);
                    return PointerGetDatum(state);
                }
                if (!R::weighted && state->form == Form::state_list && append_to_list(*state, cell))
                    return PointerGetDatum(state);
                if (std::isfinite(row.weight) && !deserves_array(*state) &&
                    add_to_cell(*state, cell, row.weight, &sum) == Status::ok) {
                    state->points++;
                    return PointerGetDatum(state);
                }
            } else if (!row.IsNaN() && std::isfinite(row.weight)) {
                state->outside += row.weight;
                return PointerGetDatum(state);
            }
        }
    }
    return TransitionSlow<Direction::add, R>(fcinfo);
}

} // namespace heatmap::grid
