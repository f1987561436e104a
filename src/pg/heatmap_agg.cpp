// The aggregates heatmap_agg and rollup: transition, inverse transition, combine and final functions.
//
// The state is a flat varlena of type heatmap that is changed in place while an executor node calls
// us. Called by hand, the same functions leave their arguments alone and return stored values.

#include "pg/value.hpp"

namespace heatmap {

namespace {

enum class Direction { add, remove };

State *NewState(const Canvas &canvas, uint32_t cells) {
    const size_t size = state_size(canvas, cells);
    auto *state = static_cast<State *>(palloc(size));
    SET_VARSIZE(state, size);
    init_state(state, size, canvas);
    return state;
}

// Copies the state into one with room for `more` new cells. Half as many again as there are keeps the
// copying amortised even if most slots hold zeros that a sliding window has left behind.
State *GrowState(const State &state, uint32_t more) {
    const uint32_t live = live_cells(state);
    State *grown = NewState(state.head.canvas, live + Max(live / 2, more));
    move_state(state, grown, CheckForInterrupts);
    return grown;
}

State *Reserve(State *state, uint32_t more) {
    if (state->head.encoding == Encoding::state_dense || has_room(*state, more))
        return state;
    return GrowState(*state, more);
}

State *StateOfValue(const Header &head, uint32_t more) {
    Check(check_header(head, SizeOf(head)));
    State *state = NewState(head.canvas, head.occupied + more);
    Check(add_value(*state, head, SizeOf(head), 1, CheckForInterrupts));
    return state;
}

Datum NewStateNone() {
    auto *state = static_cast<State *>(palloc(sizeof(State)));
    SET_VARSIZE(state, sizeof(State));
    init_state_none(state);
    return PointerGetDatum(state);
}

const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

const State *AsState(const Header *head) {
    if (SizeOf(*head) < sizeof(Header) || !is_state(*head))
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!check_state(*state, SizeOf(*head)))
        Check(Status::corrupt);
    return state;
}

// Argument 0 as a state that may be changed; null when it holds no rows (yet, or any more).
State *GetState(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const Header *head = GetHeader(fcinfo, 0);
    if (SizeOf(*head) < sizeof(Header) || !is_state(*head))
        return StateOfValue(*head, 0);
    auto *state = reinterpret_cast<State *>(const_cast<Header *>(head));
    if (context == 0 && !check_state(*state, SizeOf(*head)))
        Check(Status::corrupt);
    if (state->head.encoding == Encoding::state_none || state->points == 0)
        return nullptr;
    return context == 0 ? GrowState(*state, 1) : state;
}

// What a function returns for a row that does not count: its state as it is. A window frame must have
// a state even before its first row.
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

// Everything but the common case of Transition().
template <Direction D, class W>
pg_noinline Datum TransitionSlow(FunctionCallInfo fcinfo, int grid_arg, bool skip, double x,
                                 double y, W weight) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    if (skip)
        return UnchangedState(fcinfo, context);
    if constexpr (!W::always_exact)
        if (!std::isfinite(weight[0]))
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("heatmap weight must be finite")));
    const Canvas &canvas = GetCanvas(fcinfo, grid_arg);
    State *state = GetState(fcinfo, context);
    if (state == nullptr)
        state = NewState(canvas, 1);
    CheckSameCanvas(state->head.canvas, canvas);
    if (D == Direction::remove && (state->head.flags & inexact))
        PG_RETURN_NULL(); // the window starts over
    for (size_t done = 0;;) {
        const Status status = D == Direction::add
                                  ? add_points(*state, &x, &y, weight, 1, &done)
                                  : remove_points(*state, &x, &y, weight, 1, &done);
        if (status == Status::ok)
            return StateResult(state, context);
        state = GrowState(*state, 1);
    }
}

// One row. `skip` says that an argument other than the state is NULL; x, y and weight are then
// meaningless.
template <Direction D, class W>
inline Datum Transition(FunctionCallInfo fcinfo, int grid_arg, bool skip, double x, double y,
                        W weight) {
    if (likely(D == Direction::add && !skip && !PG_ARGISNULL(0) &&
               AggCheckCallContext(fcinfo, nullptr) != 0)) {
        auto *state = reinterpret_cast<State *>(PG_GETARG_POINTER(0));
        size_t done = 0;
        if (likely(!VARATT_IS_EXTENDED(state) && is_state(state->head) && state->points > 0 &&
                   same_canvas(state->head.canvas, GetCanvas(fcinfo, grid_arg)) &&
                   (W::always_exact || std::isfinite(weight[0])) &&
                   add_points(*state, &x, &y, weight, 1, &done) == Status::ok))
            return PointerGetDatum(state);
    }
    return TransitionSlow<D>(fcinfo, grid_arg, skip || x != x || y != y, x, y, weight);
}

bool AnyNull(FunctionCallInfo fcinfo, int first, int last) {
    for (int i = first; i <= last; i++)
        if (PG_ARGISNULL(i))
            return true;
    return false;
}

template <Direction D>
constexpr double sign = D == Direction::add ? 1 : -1;

// The functions below differ in where they find the arguments. They must not touch a NULL one: a
// float8 is a pointer where Datums are 32 bits wide.

// (state, x float8, y float8, grid [, weight])
template <Direction D>
inline Datum TransitionXY(FunctionCallInfo fcinfo) {
    const bool skip = AnyNull(fcinfo, 1, 3);
    return Transition<D>(fcinfo, 3, skip, skip ? 0 : PG_GETARG_FLOAT8(1),
                         skip ? 0 : PG_GETARG_FLOAT8(2), UnitWeights{sign<D>});
}

template <Direction D>
inline Datum TransitionXYWeighted(FunctionCallInfo fcinfo) {
    const bool skip = AnyNull(fcinfo, 1, 4);
    const double weight = skip ? 0 : sign<D> * PG_GETARG_FLOAT8(4);
    return Transition<D>(fcinfo, 3, skip, skip ? 0 : PG_GETARG_FLOAT8(1),
                         skip ? 0 : PG_GETARG_FLOAT8(2), Weights{&weight});
}

// (state, x int4, y int4, grid [, weight])
template <Direction D>
inline Datum TransitionInt(FunctionCallInfo fcinfo) {
    return Transition<D>(fcinfo, 3, AnyNull(fcinfo, 1, 3), PG_GETARG_INT32(1), PG_GETARG_INT32(2),
                         UnitWeights{sign<D>});
}

template <Direction D>
inline Datum TransitionIntWeighted(FunctionCallInfo fcinfo) {
    const bool skip = AnyNull(fcinfo, 1, 4);
    const double weight = skip ? 0 : sign<D> * PG_GETARG_FLOAT8(4);
    return Transition<D>(fcinfo, 3, skip, PG_GETARG_INT32(1), PG_GETARG_INT32(2),
                         Weights{&weight});
}

// (state, p point, grid [, weight])
template <Direction D>
inline Datum TransitionPoint(FunctionCallInfo fcinfo) {
    const bool skip = AnyNull(fcinfo, 1, 2);
    const Point p = skip ? Point{} : *PG_GETARG_POINT_P(1);
    return Transition<D>(fcinfo, 2, skip, p.x, p.y, UnitWeights{sign<D>});
}

template <Direction D>
inline Datum TransitionPointWeighted(FunctionCallInfo fcinfo) {
    const bool skip = AnyNull(fcinfo, 1, 3);
    const Point p = skip ? Point{} : *PG_GETARG_POINT_P(1);
    const double weight = skip ? 0 : sign<D> * PG_GETARG_FLOAT8(3);
    return Transition<D>(fcinfo, 2, skip, p.x, p.y, Weights{&weight});
}

} // namespace

// heatmap_agg(x, y, grid): a NULL argument or a NaN coordinate skips the row.
HEATMAP_FUNCTION(heatmap_accum) {
    return TransitionXY<Direction::add>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_weighted) {
    return TransitionXYWeighted<Direction::add>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_int) {
    return TransitionInt<Direction::add>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_int_weighted) {
    return TransitionIntWeighted<Direction::add>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_point) {
    return TransitionPoint<Direction::add>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_point_weighted) {
    return TransitionPointWeighted<Direction::add>(fcinfo);
}

// The inverses, for moving window frames: NULL when only starting over gives the exact result.
HEATMAP_FUNCTION(heatmap_discard) {
    return TransitionXY<Direction::remove>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_weighted) {
    return TransitionXYWeighted<Direction::remove>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_int) {
    return TransitionInt<Direction::remove>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_int_weighted) {
    return TransitionIntWeighted<Direction::remove>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_point) {
    return TransitionPoint<Direction::remove>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_discard_point_weighted) {
    return TransitionPointWeighted<Direction::remove>(fcinfo);
}

// Adds a stored heatmap or another state of the same canvas: transition of rollup, combine of all.
HEATMAP_FUNCTION(heatmap_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const Header *other = GetHeader(fcinfo, 1);
    const State *other_state = AsState(other);
    if (other_state != nullptr && other_state->head.encoding == Encoding::state_none)
        return PG_GETARG_DATUM(0);
    if (other_state == nullptr)
        Check(check_header(*other, SizeOf(*other)));

    const uint32_t cells = other_state != nullptr ? live_cells(*other_state) : other->occupied;
    State *state = GetState(fcinfo, context);
    if (state == nullptr)
        state = NewState(other->canvas, cells);
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
    const State *state = AsState(head);
    if (state == nullptr)
        PG_RETURN_POINTER(head);
    if (state->head.encoding == Encoding::state_none || state->points == 0)
        PG_RETURN_NULL();
    PG_RETURN_POINTER(StoreState(*state));
}

} // namespace heatmap
