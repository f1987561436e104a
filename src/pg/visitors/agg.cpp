// The aggregates heatmap_visitors_agg and rollup(heatmap_visitors).

#include "pg/base/aggregate.hpp"
#include "pg/visitors/value.hpp"

extern "C" {
#include "common/hashfn.h"
#include "utils/uuid.h"
}

namespace heatmap::visitors {

namespace {

// Adds one row, (state, x, y, visitor, grid), whose visitor has this key. Rows with a NULL or a NaN
// are skipped.
template <class Key>
Datum Transition(FunctionCallInfo fcinfo, Kind kind, Key &&key) {
    const Aggregate<VisitorsState> aggregate(fcinfo);
    for (int i = 1; i < 5; i++)
        if (PG_ARGISNULL(i))
            return aggregate.Unchanged();
    const double x = PG_GETARG_FLOAT8(1), y = PG_GETARG_FLOAT8(2);
    if (std::isnan(x) || std::isnan(y))
        return aggregate.Unchanged();
    State *state = aggregate.GetState();
    const State *given = state;
    const Canvas &canvas = grid::GetCanvas(fcinfo, 4);
    if (state == nullptr) {
        grid::Check(check_canvas(canvas));
        state = new_state(kind, canvas, 1, server_memory);
    }
    grid::CheckSameCanvas(state->canvas, canvas);
    CheckSameKind(state->kind, kind);
    uint32_t cell;
    if (!locate(canvas, x, y, &cell))
        cell = cell_count(canvas);
    Add(&state, given, Pair{key(), cell});
    return aggregate.Result(state);
}

uint64_t HashOf(const void *bytes, size_t size) {
    return hash_bytes_extended(static_cast<const unsigned char *>(bytes), static_cast<int>(size),
                               0);
}

} // namespace

HEATMAP_FUNCTION(heatmap_visitors_accum) {
    return Transition(fcinfo, Kind::number, [fcinfo] { return key_of_number(PG_GETARG_INT64(3)); });
}

HEATMAP_FUNCTION(heatmap_visitors_accum_text) {
    return Transition(fcinfo, Kind::text, [fcinfo] {
        const text *visitor = PG_GETARG_TEXT_PP(3);
        return HashOf(VARDATA_ANY(visitor), VARSIZE_ANY_EXHDR(visitor));
    });
}

HEATMAP_FUNCTION(heatmap_visitors_accum_uuid) {
    return Transition(fcinfo, Kind::uuid,
                      [fcinfo] { return HashOf(PG_GETARG_UUID_P(3)->data, UUID_LEN); });
}

// Adds the pairs of a stored set or another state. It is the transition function of rollup, and the
// combine function of all aggregates with this state.
HEATMAP_FUNCTION(heatmap_visitors_combine) {
    const Aggregate<VisitorsState> aggregate(fcinfo);
    const Header *head = GetHeader(fcinfo, 1);
    const State *other = VisitorsState::AsState(head, false);
    State *state = aggregate.GetState();
    const State *given = state;
    if (other != nullptr) {
        grid::CheckSameCanvas(state->canvas, other->canvas);
        CheckSameKind(state->kind, other->kind);
        Work work{CheckForInterrupts};
        for (uint32_t i = 0; i < other->used; i++) {
            work.add(1);
            Add(&state, given, pairs_of(*other)[i]);
        }
    } else {
        if (!check_header(*head, size_of(head)))
            RaiseCorrupt("heatmap_visitors");
        grid::CheckSameCanvas(state->canvas, head->canvas);
        CheckSameKind(state->kind, head->kind);
        Decode(head, [&](uint64_t visitor, uint32_t cell) {
            Add(&state, given, Pair{visitor, cell});
        });
    }
    return aggregate.Result(state);
}

// The stored form of a state.
HEATMAP_FUNCTION(heatmap_visitors_final) {
    return Aggregate<VisitorsState>(fcinfo).Final();
}

} // namespace heatmap::visitors
