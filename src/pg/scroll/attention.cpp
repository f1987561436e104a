// The aggregate attention_agg.
//
// Its state is a flat varlena of type bytea that is changed in place while an executor node calls
// us. Called by hand, the functions leave their arguments alone and return states. As anybody can
// make a bytea the first state of an aggregate of their own, every state is checked.

#include "core/scroll/attention.hpp"
#include "pg/scroll/bands.hpp"
#include "pg/base/memory.hpp"
#include "pg/grid/value.hpp"

namespace heatmap {

namespace {

Message MessageOf(AttentionStatus status) {
    switch (status) {
    case AttentionStatus::ok:
        break;
    case AttentionStatus::corrupt:
        return {ERRCODE_DATA_CORRUPTED, "heatmap value is corrupted"};
    case AttentionStatus::out_of_range:
        return {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "heatmap value out of range"};
    case AttentionStatus::bad_bounds:
        return {ERRCODE_INVALID_PARAMETER_VALUE,
                "top and bottom must be finite, and bottom not less than top"};
    case AttentionStatus::bad_seconds:
        return {ERRCODE_INVALID_PARAMETER_VALUE, "seconds must be finite and not negative"};
    }
    return {ERRCODE_INTERNAL_ERROR, "no error"};
}

void Check(AttentionStatus status) {
    if (status != AttentionStatus::ok)
        Raise(MessageOf(status));
}

AttentionState *NewAttention(const Canvas &canvas) {
    return new_attention(canvas, attention_size(canvas, 0), server_memory);
}

// Argument n. In a row a bytea is aligned to four bytes, but a state must be aligned to eight.
const AttentionState *GetAttention(FunctionCallInfo fcinfo, int n) {
    varlena *bytes = PG_DETOAST_DATUM(PG_GETARG_DATUM(n));
    if (reinterpret_cast<uintptr_t>(bytes) % alignof(AttentionState) != 0)
        bytes = PG_DETOAST_DATUM_COPY(PointerGetDatum(bytes));
    const auto *state = reinterpret_cast<const AttentionState *>(bytes);
    if (!check_attention(*state))
        ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("invalid state of attention_agg")));
    return state;
}

// Argument 0 as a state that may be changed; null when it has no intervals (yet, or any more).
AttentionState *GetOwnAttention(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const AttentionState *state = GetAttention(fcinfo, 0);
    if (state->form == AttentionForm::none || state->rows == 0)
        return nullptr;
    if (context != 0)
        return const_cast<AttentionState *>(state);
    return reinterpret_cast<AttentionState *>(PG_DETOAST_DATUM_COPY(PointerGetDatum(state)));
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
            PG_RETURN_POINTER(new_attention_none(server_memory));
        PG_RETURN_NULL();
    }
    const double top = PG_GETARG_FLOAT8(1), bottom = PG_GETARG_FLOAT8(2);
    const double seconds = PG_GETARG_FLOAT8(3);
    const Canvas canvas = BandsOf(PG_GETARG_FLOAT8(4), PG_GETARG_INT32(5));
    AttentionState *state = GetOwnAttention(fcinfo, context);
    if (state == nullptr)
        state = NewAttention(canvas);
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
    const AttentionState *other = GetAttention(fcinfo, 1);
    AttentionState *state = GetOwnAttention(fcinfo, context);
    if (other->form == AttentionForm::none || other->rows == 0)
        return PG_GETARG_DATUM(0);
    if (state == nullptr)
        state = NewAttention(other->canvas);
    CheckSameCanvas(state->canvas, other->canvas);
    Check(add_attention(&state, *other, server_memory));
    PG_RETURN_POINTER(state);
}

// A heatmap of the seconds; NULL without intervals.
HEATMAP_FUNCTION(attention_final) {
    const AttentionState *state = GetAttention(fcinfo, 0);
    if (state->form == AttentionForm::none || state->rows == 0)
        PG_RETURN_NULL();
    auto *dense = const_cast<AttentionState *>(state);
    Check(make_dense(&dense, server_memory)); // a list is copied
    double *seconds = AllocateZeros(dense->canvas.rows);
    band_seconds(*dense, CheckForInterrupts, seconds);
    PG_RETURN_POINTER(StoreDense(dense->canvas, seconds_of(dense->outside), seconds));
}

} // namespace heatmap
