#include "pg/grid/transition.hpp"

namespace heatmap::grid {

namespace {

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

} // namespace

State *NewState(const Canvas &canvas, const Shape &shape) {
    auto *state = static_cast<State *>(palloc(shape.size));
    SET_VARSIZE(state, shape.size);
    init_state(state, shape, canvas, CheckForInterrupts);
    return state;
}

State *GrowState(const State &state, uint32_t more, bool list) {
    State *grown = NewState(state.head.canvas, grown_shape(state, more, list));
    move_state(state, grown, CheckForInterrupts);
    return grown;
}

State *Reserve(State *state, uint32_t cells) {
    if (state->head.form == Form::state_dense ||
        (state->head.form == Form::state_sparse && has_room(*state, cells)))
        return state;
    return GrowState(*state, cells, false);
}

State *GetState(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const Header *head = GetHeader(fcinfo, 0);
    const State *state = AsState(head, context != 0);
    if (state == nullptr)
        return StateOfValue(*head);
    if (state->head.form == Form::state_none || state->points == 0)
        return nullptr;
    return context == 0 ? GrowState(*state, 1, true) : const_cast<State *>(state);
}

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

} // namespace heatmap::grid
