// The aggregate confetti_svg.
//
// Its state is a flat varlena of type bytea. Users can define an aggregate of their own whose first
// state is any bytea, so every state is checked. Called by hand, the functions return states.

#include "core/grid/confetti.hpp"

#include "core/grid/drawing.hpp"
#include "pg/base/aggregate.hpp"
#include "pg/base/text.hpp"
#include "pg/grid/value.hpp"
#include "pg/picture/arguments.hpp"

namespace heatmap::grid {

namespace {

Message MessageOf(ConfettiError error) {
    static_assert(max_segments == 16, "stands in a message");
    switch (error) {
    case ConfettiError::none:
        break;
    case ConfettiError::corrupt:
        return {ERRCODE_DATA_CORRUPTED, "invalid state of confetti_svg"};
    case ConfettiError::too_many_segments:
        return {ERRCODE_PROGRAM_LIMIT_EXCEEDED, "confetti must have at most 16 segments"};
    case ConfettiError::long_name:
        return {ERRCODE_PROGRAM_LIMIT_EXCEEDED, "name of a segment must have at most 119 bytes"};
    }
    return {ERRCODE_INTERNAL_ERROR, "no error"};
}

void Check(ConfettiError error) {
    if (error != ConfettiError::none)
        Raise(MessageOf(error));
}

struct ConfettiState {
    using State = Confetti;

    static const State *GetHeader(FunctionCallInfo fcinfo, int n) {
        return GetByteaState<State>(fcinfo, n);
    }

    static const State *AsState(const State *state, bool) {
        if (!check_confetti(*state, VARSIZE(state)))
            Raise(MessageOf(ConfettiError::corrupt));
        return state;
    }

    static bool IsEmpty(const State &) {
        return false;
    }

    static const State *Store(const State &state) {
        return &state;
    }
};

} // namespace

// confetti_svg(x, y, segment, grid): a row with a NULL position or grid, or a NaN position, is
// skipped. A NULL segment is a segment of its own, without a name.
HEATMAP_FUNCTION(confetti_accum) {
    const Aggregate<ConfettiState> aggregate(fcinfo);
    if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(4) || std::isnan(PG_GETARG_FLOAT8(1)) ||
        std::isnan(PG_GETARG_FLOAT8(2)))
        return aggregate.Unchanged();
    const Canvas &canvas = GetCheckedHeader(fcinfo, 4)->canvas;
    Confetti *state = aggregate.GetState();
    if (state == nullptr)
        state = new_confetti(canvas, server_memory);
    CheckSameCanvas(state->canvas, canvas);
    Check(add_click(&state, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2), GetUtf8(fcinfo, 3),
                    server_memory));
    return aggregate.Result(state);
}

HEATMAP_FUNCTION(confetti_combine) {
    const Aggregate<ConfettiState> aggregate(fcinfo);
    const Confetti *other = ConfettiState::AsState(ConfettiState::GetHeader(fcinfo, 1), false);
    Confetti *state = aggregate.GetState();
    if (state == nullptr)
        state = new_confetti(other->canvas, server_memory);
    CheckSameCanvas(state->canvas, other->canvas);
    Check(add_confetti(&state, *other, server_memory));
    return aggregate.Result(state);
}

// The picture: one pixel is a unit of the extent if that gives the width of a page.
HEATMAP_FUNCTION(confetti_final) {
    const Confetti *state = Aggregate<ConfettiState>(fcinfo).ReadState();
    const double width = picture_width(state->canvas);
    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    picture::Svg svg(&out);
    Check(draw_confetti(*state, width, width * picture_ratio(state->canvas), server_memory, &svg));
    PG_RETURN_TEXT_P(picture::TextOf(&out));
}

} // namespace heatmap::grid
