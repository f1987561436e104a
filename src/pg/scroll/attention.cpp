// The aggregate attention_agg.
//
// Its state is a flat varlena of type bytea. Users can define an aggregate of their own whose first
// state is any bytea, so every state is checked. Called by hand, the functions return states.

#include "core/base/direction.hpp"
#include "core/scroll/attention.hpp"
#include "pg/base/aggregate.hpp"
#include "pg/scroll/bands.hpp"
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

struct Attention {
    using State = scroll::State;

    static const State *GetHeader(FunctionCallInfo fcinfo, int n) {
        return GetByteaState<State>(fcinfo, n);
    }

    static const State *AsState(const State *state, bool) {
        if (!check_state(*state))
            Raise({ERRCODE_DATA_CORRUPTED, "invalid state of attention_agg"});
        return state;
    }

    static bool IsEmpty(const State &state) {
        return state.form == Form::none || state.rows == 0;
    }

    static State *NewNone() {
        return new_state_none(server_memory);
    }

    static const State *Store(const State &state) {
        return &state;
    }
};

// Adds the row (state, top, bottom, seconds, page_height, bands), or takes it away.
Datum Accumulate(FunctionCallInfo fcinfo, Direction direction) {
    const Aggregate<Attention> aggregate(fcinfo);
    bool skip = false;
    for (int i = 1; i <= 5; i++)
        skip |= PG_ARGISNULL(i);
    if (skip || std::isnan(PG_GETARG_FLOAT8(1)) || std::isnan(PG_GETARG_FLOAT8(2)))
        return aggregate.Unchanged();
    const double top = PG_GETARG_FLOAT8(1), bottom = PG_GETARG_FLOAT8(2);
    const double seconds = PG_GETARG_FLOAT8(3);
    Canvas canvas;
    grid::Check(make_bands(PG_GETARG_FLOAT8(4), PG_GETARG_INT32(5), &canvas));
    State *state = aggregate.GetState();
    if (state == nullptr)
        state = NewState(canvas);
    CheckSameCanvas(state->canvas, canvas);
    size_t done = 0;
    Check(direction == Direction::add
              ? add_intervals(&state, &top, &bottom, &seconds, 1, &done, server_memory)
              : remove_interval(&state, top, bottom, seconds, server_memory));
    return aggregate.Result(state);
}

} // namespace

// attention_agg: a row with a NULL argument or a NaN position is skipped.
HEATMAP_FUNCTION(attention_accum) {
    return Accumulate(fcinfo, Direction::add);
}

HEATMAP_FUNCTION(attention_accum_inv) {
    return Accumulate(fcinfo, Direction::remove);
}

HEATMAP_FUNCTION(attention_combine) {
    const Aggregate<Attention> aggregate(fcinfo);
    const State *other = Attention::AsState(Attention::GetHeader(fcinfo, 1), false);
    State *state = aggregate.GetState();
    if (Attention::IsEmpty(*other))
        return aggregate.Unchanged();
    if (state == nullptr)
        state = NewState(other->canvas);
    CheckSameCanvas(state->canvas, other->canvas);
    Check(add_state(&state, *other, server_memory));
    return aggregate.Result(state);
}

// The state as a heatmap of seconds. NULL without intervals.
HEATMAP_FUNCTION(attention_final) {
    const State *state = Aggregate<Attention>(fcinfo).ReadState();
    if (Attention::IsEmpty(*state))
        PG_RETURN_NULL();
    auto *dense = const_cast<State *>(state);
    Check(make_dense(&dense, server_memory)); // a list is copied, not changed
    double *seconds = AllocateZeros(dense->canvas.rows);
    band_seconds(*dense, CheckForInterrupts, seconds);
    PG_RETURN_POINTER(StoreDense(dense->canvas, seconds_of(dense->outside), seconds));
}

// Sums of seconds are not exact, because a microsecond has no exact float8. Sums of whole
// microseconds are, up to 2^53 of them, and the seconds of the sum are those that attention_agg
// returns for all rows.

HEATMAP_FUNCTION(attention_microseconds) {
    PG_RETURN_POINTER(grid::MapValues(grid::GetValue(fcinfo, 0),
                                      [](double seconds) { return std::rint(seconds * 1e6); }));
}

HEATMAP_FUNCTION(attention_seconds) {
    PG_RETURN_POINTER(grid::MapValues(grid::GetValue(fcinfo, 0),
                                      [](double microseconds) { return microseconds / 1e6; }));
}

} // namespace heatmap::scroll
