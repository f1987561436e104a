// The aggregate attention_agg.
//
// Its state is a flat varlena of type bytea that is changed in place while an executor node calls
// us. Called by hand, the functions leave their arguments alone and return states. As anybody can
// make a bytea the first state of an aggregate of their own, every state is checked.

#include "core/attention.hpp"
#include "pg/value.hpp"

namespace heatmap {

namespace {

AttentionState *NewAttention(const Canvas &canvas, size_t size) {
    auto *state = static_cast<AttentionState *>(palloc(size));
    SET_VARSIZE(state, size);
    init_attention(state, size, canvas, CheckForInterrupts);
    return state;
}

AttentionState *NewAttentionNone() {
    auto *state = static_cast<AttentionState *>(palloc(sizeof(AttentionState)));
    SET_VARSIZE(state, sizeof(AttentionState));
    init_attention_none(state);
    return state;
}

// A copy of this size.
AttentionState *CopyAttention(const AttentionState &state, size_t size) {
    AttentionState *copy = NewAttention(state.canvas, size);
    Check(add_attention(*copy, state, CheckForInterrupts));
    return copy;
}

AttentionState *Reserve(AttentionState *state, size_t more) {
    if (state->kind == AttentionKind::dense ||
        VARSIZE(state) - sizeof(AttentionState) - state->used >= more)
        return state;
    return CopyAttention(*state, attention_size(state->canvas, state->used + more));
}

AttentionState *DenseCopy(const AttentionState &state) {
    return CopyAttention(state, dense_attention_size(state.canvas));
}

// Argument n. In a row, where a bytea is aligned to four bytes, it can stand where a state may not.
const AttentionState *GetAttention(FunctionCallInfo fcinfo, int n) {
    varlena *bytes = PG_DETOAST_DATUM(PG_GETARG_DATUM(n));
    if (reinterpret_cast<uintptr_t>(bytes) % alignof(AttentionState) != 0)
        bytes = PG_DETOAST_DATUM_COPY(PointerGetDatum(bytes));
    const auto *state = reinterpret_cast<const AttentionState *>(bytes);
    if (!check_attention(*state, VARSIZE(state)))
        ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("invalid state of attention_agg")));
    return state;
}

// Argument 0 as a state that may be changed; null when it has no intervals (yet, or any more).
AttentionState *GetOwnAttention(FunctionCallInfo fcinfo, int context) {
    if (PG_ARGISNULL(0))
        return nullptr;
    const AttentionState *state = GetAttention(fcinfo, 0);
    if (state->kind == AttentionKind::none || state->rows == 0)
        return nullptr;
    if (context != 0)
        return const_cast<AttentionState *>(state);
    return state->kind == AttentionKind::dense
               ? DenseCopy(*state)
               : CopyAttention(*state, attention_size(state->canvas, state->used));
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
            PG_RETURN_POINTER(NewAttentionNone());
        PG_RETURN_NULL();
    }
    const double top = PG_GETARG_FLOAT8(1), bottom = PG_GETARG_FLOAT8(2);
    const double seconds = PG_GETARG_FLOAT8(3);
    const Canvas canvas = BandsOf(PG_GETARG_FLOAT8(4), PG_GETARG_INT32(5));
    AttentionState *state = GetOwnAttention(fcinfo, context);
    if (state == nullptr)
        state = NewAttention(canvas, attention_size(canvas, 0));
    CheckSameCanvas(state->canvas, canvas);
    if (!add) {
        if (state->kind == AttentionKind::list)
            state = DenseCopy(*state);
        Check(remove_interval(*state, top, bottom, seconds));
        PG_RETURN_POINTER(state);
    }
    for (size_t done = 0;;) {
        const Status status =
            add_intervals(*state, VARSIZE(state), &top, &bottom, &seconds, 1, &done);
        if (status != Status::full) {
            Check(status);
            PG_RETURN_POINTER(state);
        }
        state = Reserve(state, max_span_size);
    }
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
    if (other->kind == AttentionKind::none || other->rows == 0)
        return PG_GETARG_DATUM(0);
    if (state == nullptr)
        state = NewAttention(other->canvas, attention_size(other->canvas, 0));
    CheckSameCanvas(state->canvas, other->canvas);
    if (other->kind == AttentionKind::list)
        state = Reserve(state, other->used);
    else if (state->kind == AttentionKind::list)
        state = DenseCopy(*state);
    Check(add_attention(*state, *other, CheckForInterrupts));
    PG_RETURN_POINTER(state);
}

// A heatmap of the seconds; NULL without intervals.
HEATMAP_FUNCTION(attention_final) {
    const AttentionState *state = GetAttention(fcinfo, 0);
    if (state->kind == AttentionKind::none || state->rows == 0)
        PG_RETURN_NULL();
    if (state->kind == AttentionKind::list)
        state = DenseCopy(*state);
    double *seconds = AllocateZeros(state->canvas.rows);
    band_seconds(*state, CheckForInterrupts, seconds);
    PG_RETURN_POINTER(StoreDense(state->canvas, seconds_of(state->outside), seconds));
}

} // namespace heatmap
