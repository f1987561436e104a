// The aggregate attention_agg.
//
// Its state is a flat varlena of type bytea that is changed in place while an executor node calls
// us. Called by hand, the functions leave their arguments alone and return states. As anybody can
// make a bytea the first state of an aggregate of their own, every state is checked.

#include "core/scroll/attention.hpp"
#include "pg/scroll/bands.hpp"
#include "pg/base/memory.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::scroll {

using grid::AllocateZeros;
using grid::CheckSameCanvas;
using grid::StoreDense;

namespace {

Message MessageOf(Status status) {
    switch (status) {
    case Status::ok:
        break;
    case Status::corrupt:
        return {ERRCODE_DATA_CORRUPTED, "heatmap value is corrupted"};
    case Status::out_of_range:
        return {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "heatmap value out of range"};
    case Status::bad_bounds:
        return {ERRCODE_INVALID_PARAMETER_VALUE,
                "top and bottom must be finite, and bottom not less than top"};
    case Status::bad_seconds:
        return {ERRCODE_INVALID_PARAMETER_VALUE, "seconds must be finite and not negative"};
    }
    return {ERRCODE_INTERNAL_ERROR, "no error"};
}

void Check(Status status) {
    if (status != Status::ok)
        Raise(MessageOf(status));
}

State *NewState(const Canvas &canvas) {
    return new_state(canvas, size_for(canvas, 0), server_memory);
}

// Argument n. In a row a bytea is aligned to four bytes, but a state must be aligned to eight.
const State *GetState(FunctionCallInfo fcinfo, int n) {
    varlena *bytes = PG_DETOAST_DATUM(PG_GETARG_DATUM(n));
    if (reinterpret_cast<uintptr_t>(bytes) % alignof(State) != 0)
        bytes = PG_DETOAST_DATUM_COPY(PointerGetDatum(bytes));
    const auto *state = reinterpret_cast<const State *>(bytes);
    if (!check_state(*state))
        ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("invalid state of attention_agg")));
    return state;
}

// Argument 0 as a state that may be changed; null when it has no intervals (yet, or any more).
State *GetOwnState(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const State *state = GetState(fcinfo, 0);
    if (state->form == Form::none || state->rows == 0)
        return nullptr;
    if (context != 0)
        return const_cast<State *>(state);
    return reinterpret_cast<State *>(PG_DETOAST_DATUM_COPY(PointerGetDatum(state)));
}

// Adds the row (state, top, bottom, seconds, page_height, bands), or takes it away.
Datum Accumulate(FunctionCallInfo fcinfo, bool add) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    bool skip = false;
    for (int i = 1; i <= 5; i++)
        skip |= PG_ARGISNULL(i);
    if (skip || std::isnan(PG_GETARG_FLOAT8(1)) || std::isnan(PG_GETARG_FLOAT8(2))) {
        if (!PG_ARGISNULL(0))
            return PG_GETARG_DATUM(0);
        // A window frame must have a state even before its first row.
        if (context == AGG_CONTEXT_WINDOW)
            PG_RETURN_POINTER(new_state_none(server_memory));
        PG_RETURN_NULL();
    }
    const double top = PG_GETARG_FLOAT8(1), bottom = PG_GETARG_FLOAT8(2);
    const double seconds = PG_GETARG_FLOAT8(3);
    const Canvas canvas = BandsOf(PG_GETARG_FLOAT8(4), PG_GETARG_INT32(5));
    State *state = GetOwnState(fcinfo, context);
    if (state == nullptr)
        state = NewState(canvas);
    CheckSameCanvas(state->canvas, canvas);
    size_t done = 0;
    Check(add ? add_intervals(&state, &top, &bottom, &seconds, 1, &done, server_memory)
              : remove_interval(&state, top, bottom, seconds, server_memory));
    PG_RETURN_POINTER(state);
}

} // namespace

// attention_agg: a NULL argument or a NaN position skips the row.
HEATMAP_FUNCTION(attention_accum) {
    return Accumulate(fcinfo, true);
}

HEATMAP_FUNCTION(attention_discard) {
    return Accumulate(fcinfo, false);
}

HEATMAP_FUNCTION(attention_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const State *other = GetState(fcinfo, 1);
    State *state = GetOwnState(fcinfo, context);
    if (other->form == Form::none || other->rows == 0)
        return PG_GETARG_DATUM(0);
    if (state == nullptr)
        state = NewState(other->canvas);
    CheckSameCanvas(state->canvas, other->canvas);
    Check(add_state(&state, *other, server_memory));
    PG_RETURN_POINTER(state);
}

// A heatmap of the seconds; NULL without intervals.
HEATMAP_FUNCTION(attention_final) {
    const State *state = GetState(fcinfo, 0);
    if (state->form == Form::none || state->rows == 0)
        PG_RETURN_NULL();
    auto *dense = const_cast<State *>(state);
    Check(make_dense(&dense, server_memory)); // a list is copied
    double *seconds = AllocateZeros(dense->canvas.rows);
    band_seconds(*dense, CheckForInterrupts, seconds);
    PG_RETURN_POINTER(StoreDense(dense->canvas, seconds_of(dense->outside), seconds));
}

} // namespace heatmap::scroll
