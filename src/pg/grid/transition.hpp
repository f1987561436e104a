// The transition of aggregates that put rows into the cells of a heatmap.
//
// The state is a flat varlena of type heatmap that is changed in place while an executor node calls
// us. Called by hand, the same functions leave their arguments alone and return stored values.
//
// A row R says where its arguments are: R::args, R::weighted, R::GetCanvas(fcinfo), and the point
// `at` and the `weight`, constructed when none of the arguments is NULL.
#pragma once

#include "pg/grid/value.hpp"

namespace heatmap::grid {

enum class Direction { add, remove };

State *NewState(const Canvas &canvas, const Shape &shape);

// Copies the state into one with room for `more` new cells.
State *GrowState(const State &state, uint32_t more, bool list);

// A state to which whole heatmaps with this many cells can be added.
State *Reserve(State *state, uint32_t cells);

// Argument 0 as a state that may be changed; null when it holds no rows (yet, or any more).
State *GetState(FunctionCallInfo fcinfo, int context);

// What a function returns for a row that does not count: its state as it is. A window frame must
// have a state even before its first row.
Datum UnchangedState(FunctionCallInfo fcinfo, int context);

Datum StateResult(const State *state, int context);

// Everything but the common case of Transition().
template <Direction D, class R>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    bool skip = false;
    for (int i = 1; i < R::args; i++)
        skip |= PG_ARGISNULL(i);
    if (skip)
        return UnchangedState(fcinfo, context);
    const R row(fcinfo);
    if (row.at.x != row.at.x || row.at.y != row.at.y)
        return UnchangedState(fcinfo, context);
    if (!std::isfinite(row.weight))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("heatmap weight must be finite")));
    const Canvas &canvas = R::GetCanvas(fcinfo);
    Check(check_canvas(canvas)); // a state that has seen no canvas has none
    State *state = GetState(fcinfo, context);
    if (state == nullptr)
        state = NewState(canvas, state_shape(canvas, 1, !R::weighted && D == Direction::add));
    CheckSameCanvas(state->head.canvas, canvas);
    if (deserves_array(*state))
        state = GrowState(*state, cell_count(canvas), false);
    if (D == Direction::remove && (state->head.flags & inexact))
        PG_RETURN_NULL(); // the window starts over
    const double weight = D == Direction::add ? row.weight : -row.weight;
    for (size_t done = 0;;) {
        const Status status = add_points(*state, &row.at.x, &row.at.y, &weight, 1, &done);
        if (status == Status::ok)
            break;
        state = GrowState(*state, 1, weight == 1);
    }
    state->points += D == Direction::add ? 1 : -1;
    return StateResult(state, context);
}

// One row of an Agg node whose state has the right canvas and room for it: the cost of the
// aggregate is this function. Every other case goes to TransitionSlow.
template <class R>
[[gnu::always_inline]] inline Datum Transition(FunctionCallInfo fcinfo) {
    bool null = PG_ARGISNULL(0);
    for (int i = 1; i < R::args; i++)
        null |= PG_ARGISNULL(i);
    // What AggCheckCallContext() would say, without the call.
    if (likely(!null && fcinfo->context != nullptr && IsA(fcinfo->context, AggState))) {
        auto *state = reinterpret_cast<State *>(PG_GETARG_POINTER(0));
        if (likely(!VARATT_IS_EXTENDED(state) && state->head.form > Form::state_none &&
                   same_canvas(state->head.canvas, R::GetCanvas(fcinfo)))) {
            const R row(fcinfo);
            uint32_t cell;
            double sum;
            if (likely(locate(state->head.canvas, row.at.x, row.at.y, &cell))) {
                if (!R::weighted && state->head.form == Form::state_dense) {
                    count_in_dense(*state, cell);
                    return PointerGetDatum(state);
                }
                if (!R::weighted && state->head.form == Form::state_list &&
                    append_to_list(*state, cell))
                    return PointerGetDatum(state);
                if (std::isfinite(row.weight) && !deserves_array(*state) &&
                    add_to_cell(*state, cell, row.weight, &sum) == Status::ok) {
                    state->points++;
                    return PointerGetDatum(state);
                }
            } else if (row.at.x == row.at.x && row.at.y == row.at.y && std::isfinite(row.weight)) {
                state->head.outside += row.weight;
                return PointerGetDatum(state);
            }
        }
    }
    return TransitionSlow<Direction::add, R>(fcinfo);
}

} // namespace heatmap::grid
