// The aggregates heatmap_agg and rollup: transition, inverse transition, combine and final
// functions.

#include "pg/grid/transition.hpp"

namespace heatmap::grid {

namespace {

// Where the functions find their arguments: (state, x, y, grid [, weight]) or (state, p, grid [,
// weight]). A Row is constructed only when no argument is NULL, because a float8 is a pointer where
// Datums are 32 bits wide.

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
        return grid::GetCanvas(fcinfo, grid_arg);
    }

    static constexpr bool weighted = has_weight;
    static constexpr int grid_arg = 1 + Coordinates::args;
    static constexpr int weight_arg = grid_arg + 1;
    static constexpr int args = grid_arg + (weighted ? 2 : 1);

    explicit Row(FunctionCallInfo fcinfo)
        : at(Coordinates::Get(fcinfo)), weight(weighted ? PG_GETARG_FLOAT8(weight_arg) : 1) {
    }

    bool IsNaN() const {
        return std::isnan(at.x) || std::isnan(at.y);
    }

    bool Locate(const Canvas &canvas, uint32_t *cell) const {
        return locate(canvas, at.x, at.y, cell);
    }

    Point PointOn(const Canvas &) const {
        return at;
    }

    Point at;
    double weight;
};

} // namespace

// heatmap_agg: a row with a NULL argument or a NaN coordinate is skipped.
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

// The inverse transitions, for moving window frames. They return NULL when the exact result needs a
// new start.
HEATMAP_FUNCTION(heatmap_accum_inv) {
    return TransitionSlow<Direction::remove, Row<Floats, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_weighted_inv) {
    return TransitionSlow<Direction::remove, Row<Floats, true>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_int_inv) {
    return TransitionSlow<Direction::remove, Row<Ints, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_int_weighted_inv) {
    return TransitionSlow<Direction::remove, Row<Ints, true>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_point_inv) {
    return TransitionSlow<Direction::remove, Row<OnePoint, false>>(fcinfo);
}

HEATMAP_FUNCTION(heatmap_accum_point_weighted_inv) {
    return TransitionSlow<Direction::remove, Row<OnePoint, true>>(fcinfo);
}

// Adds a stored heatmap or another state of the same canvas. It is the transition function of
// rollup, and the combine function of all aggregates with this state.
HEATMAP_FUNCTION(heatmap_combine) {
    const Aggregate<HeatmapState> aggregate(fcinfo);
    const Header *other = GetHeader(fcinfo, 1);
    const State *other_state = HeatmapState::AsState(other, false);
    if (other_state != nullptr && other_state->form == Form::state_none)
        return PG_GETARG_DATUM(0);
    if (other_state == nullptr)
        Check(check_header(*other, size_of(other)));

    State *state = aggregate.GetState();
    if (state == nullptr) {
        const uint32_t cells = other_state != nullptr ? live_cells(*other_state) : other->occupied;
        state = new_state(other->canvas, shape_for(other->canvas, cells, false), server_memory);
    }
    CheckSameCanvas(state->canvas, other->canvas);
    Check(other_state != nullptr ? add_state(&state, *other_state, server_memory)
                                 : add_value(&state, *other, Direction::add, server_memory));
    return aggregate.Result(state);
}

// Removes a heatmap that heatmap_combine added. Returns NULL when that would not be exact.
HEATMAP_FUNCTION(heatmap_combine_inv) {
    const Aggregate<HeatmapState> aggregate(fcinfo);
    const Value other = GetValue(fcinfo, 1);
    State *state = aggregate.GetState();
    if (state == nullptr || (state->flags & inexact))
        PG_RETURN_NULL();
    CheckSameCanvas(state->canvas, other.head->canvas);
    Check(add_value(&state, *other.head, Direction::remove, server_memory));
    return aggregate.Result(state);
}

// The stored form of a state; NULL if it has seen no rows.
HEATMAP_FUNCTION(heatmap_final) {
    return Aggregate<HeatmapState>(fcinfo).Final();
}

} // namespace heatmap::grid
