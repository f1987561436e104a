// The aggregates heatmap_agg and rollup: transition, inverse transition, combine and final
// functions.
//
// The state is a flat varlena of type heatmap that is changed in place while an executor node calls
// us. Called by hand, the same functions leave their arguments alone and return stored values.

#include "pg/value.hpp"

namespace heatmap {

namespace {

enum class Direction { add, remove };

State *NewState(const Canvas &canvas, const Shape &shape) {
    auto *state = static_cast<State *>(palloc(shape.size));
    SET_VARSIZE(state, shape.size);
    init_state(state, shape, canvas, CheckForInterrupts);
    return state;
}

// Copies the state into one with room for `more` new cells.
State *GrowState(const State &state, uint32_t more, bool list) {
    State *grown = NewState(state.head.canvas, grown_shape(state, more, list));
    move_state(state, grown, CheckForInterrupts);
    return grown;
}

// A state to which whole heatmaps with this many cells can be added.
State *Reserve(State *state, uint32_t cells) {
    if (state->head.encoding == Encoding::state_dense ||
        (state->head.encoding == Encoding::state_sparse && has_room(*state, cells)))
        return state;
    return GrowState(*state, cells, false);
}

State *StateOfValue(const Header &head) {
    Check(check_header(head, SizeOf(head)));
    State *state = NewState(head.canvas, state_shape(head.canvas, head.occupied, false));
    Check(add_value(*state, head, SizeOf(head), 1, CheckForInterrupts));
    return state;
}

Datum NewStateNone() {
    auto *state = static_cast<State *>(palloc(sizeof(State)));
    SET_VARSIZE(state, sizeof(State));
    init_state_none(state);
    return PointerGetDatum(state);
}

// Argument 0 as a state that may be changed; null when it holds no rows (yet, or any more).
State *GetState(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const Header *head = GetHeader(fcinfo, 0);
    const State *state = AsState(head, context != 0);
    if (state == nullptr)
        return StateOfValue(*head);
    if (state->head.encoding == Encoding::state_none || state->points == 0)
        return nullptr;
    return context == 0 ? GrowState(*state, 1, true) : const_cast<State *>(state);
}

// What a function returns for a row that does not count: its state as it is. A window frame must
// have a state even before its first row.
Datum UnchangedState(FunctionCallInfo fcinfo, int context) {
    if (!PG_ARGISNULL(0))
        return PG_GETARG_DATUM(0);
    if (context == AGG_CONTEXT_WINDOW)
        return NewStateNone();
    PG_RETURN_NULL();
}

Datum StateResult(const State *state, int context) {
    return PointerGetDatum(context == 0 ? static_cast<const void *>(StoreState(*state)) : state);
}

// Where the functions find their arguments: (state, x, y, grid [, weight]) or (state, p, grid [,
// weight]). Constructed only when none is NULL: a float8 is a pointer where Datums are 32 bits
// wide.

struct Floats {
    static constexpr int args = 2;
    static Point Get(FunctionCallInfo fcinfo) {
        return Point{PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2)};
    }
};

struct Ints {
    static constexpr int args = 2;
    static Point Get(FunctionCallInfo fcinfo) {
        return Point{double(PG_GETARG_INT32(1)), double(PG_GETARG_INT32(2))};
    }
};

struct OnePoint {
    static constexpr int args = 1;
    static Point Get(FunctionCallInfo fcinfo) {
        return *PG_GETARG_POINT_P(1);
    }
};

template <class Coordinates, bool has_weight>
struct Row {
    static const Canvas &GetCanvas(FunctionCallInfo fcinfo) {
        return heatmap::GetCanvas(fcinfo, grid_arg);
    }

    static constexpr bool weighted = has_weight;
    static constexpr int grid_arg = 1 + Coordinates::args;
    static constexpr int weight_arg = grid_arg + 1;
    static constexpr int args = grid_arg + (weighted ? 2 : 1);

    explicit Row(FunctionCallInfo fcinfo)
        : at(Coordinates::Get(fcinfo)), weight(weighted ? PG_GETARG_FLOAT8(weight_arg) : 1) {
    }

    Point at;
    double weight;
};

// (state, depth, page_height, bands): the middle of a canvas of one column. A page can have grown,
// so what is deeper than it counts in the last band.
struct Scroll {
    static constexpr bool weighted = false;
    static constexpr int args = 4;

    static Canvas GetCanvas(FunctionCallInfo fcinfo) {
        return BandsOf(PG_GETARG_FLOAT8(2), PG_GETARG_INT32(3));
    }

    explicit Scroll(FunctionCallInfo fcinfo) : at{0.5, PG_GETARG_FLOAT8(1)}, weight(1) {
        if (at.y > PG_GETARG_FLOAT8(2)) // not NaN
            at.y = PG_GETARG_FLOAT8(2);
    }

    Point at;
    double weight;
};

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
        if (likely(!VARATT_IS_EXTENDED(state) && state->head.encoding > Encoding::state_none &&
                   same_canvas(state->head.canvas, R::GetCanvas(fcinfo)))) {
            const R row(fcinfo);
            uint32_t cell;
            double sum;
            if (likely(locate(state->head.canvas, row.at.x, row.at.y, &cell))) {
                if (!R::weighted && state->head.encoding == Encoding::state_dense) {
                    count_in_dense(*state, cell);
                    return PointerGetDatum(state);
                }
                if (!R::weighted && state->head.encoding == Encoding::state_list &&
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

} // namespace

// heatmap_agg: a NULL argument or a NaN coordinate skips the row.
HEATMAP_FUNCTION(heatmap_accum) {
    return Transition<Row<Floats, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_weighted) {
    return Transition<Row<Floats, true>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_int) {
    return Transition<Row<Ints, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_int_weighted) {
    return Transition<Row<Ints, true>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_point) {
    return Transition<Row<OnePoint, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_point_weighted) {
    return Transition<Row<OnePoint, true>>(fcinfo);
}

// scroll_agg: the same.
HEATMAP_FUNCTION(scroll_accum) {
    return Transition<Scroll>(fcinfo);
}

// The inverses, for moving window frames: NULL when only starting over gives the exact result.
HEATMAP_FUNCTION(heatmap_discard) {
    return TransitionSlow<Direction::remove, Row<Floats, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_weighted) {
    return TransitionSlow<Direction::remove, Row<Floats, true>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_int) {
    return TransitionSlow<Direction::remove, Row<Ints, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_int_weighted) {
    return TransitionSlow<Direction::remove, Row<Ints, true>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_point) {
    return TransitionSlow<Direction::remove, Row<OnePoint, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_point_weighted) {
    return TransitionSlow<Direction::remove, Row<OnePoint, true>>(fcinfo);
}

HEATMAP_FUNCTION(scroll_discard) {
    return TransitionSlow<Direction::remove, Scroll>(fcinfo);
}

// Adds a stored heatmap or another state of the same canvas: transition of rollup, combine of all.
HEATMAP_FUNCTION(heatmap_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const Header *other = GetHeader(fcinfo, 1);
    const State *other_state = AsState(other, false);
    if (other_state != nullptr && other_state->head.encoding == Encoding::state_none)
        return PG_GETARG_DATUM(0);
    if (other_state == nullptr)
        Check(check_header(*other, SizeOf(*other)));

    const uint32_t cells = other_state != nullptr ? live_cells(*other_state) : other->occupied;
    State *state = GetState(fcinfo, context);
    if (state == nullptr)
        state = NewState(other->canvas, state_shape(other->canvas, cells, false));
    CheckSameCanvas(state->head.canvas, other->canvas);
    state = Reserve(state, cells);
    if (other_state != nullptr)
        Check(add_state(*state, *other_state, CheckForInterrupts));
    else
        Check(add_value(*state, *other, SizeOf(*other), 1, CheckForInterrupts));
    return StateResult(state, context);
}

// Takes back a heatmap that heatmap_combine added, or NULL when that would not be exact.
HEATMAP_FUNCTION(heatmap_uncombine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const Value other = GetValue(fcinfo, 1);
    State *state = GetState(fcinfo, context);
    if (state == nullptr || (state->head.flags & inexact))
        PG_RETURN_NULL();
    CheckSameCanvas(state->head.canvas, other.head->canvas);
    state = Reserve(state, other.head->occupied);
    Check(add_value(*state, *other.head, other.size, -1, CheckForInterrupts));
    return StateResult(state, context);
}

// The stored form of a state; NULL if it has seen no rows.
HEATMAP_FUNCTION(heatmap_final) {
    const Header *head = GetHeader(fcinfo, 0);
    const State *state = AsState(head, AggCheckCallContext(fcinfo, nullptr) != 0);
    if (state == nullptr)
        PG_RETURN_POINTER(head);
    if (state->head.encoding == Encoding::state_none || state->points == 0)
        PG_RETURN_NULL();
    PG_RETURN_POINTER(StoreState(*state));
}

} // namespace heatmap
