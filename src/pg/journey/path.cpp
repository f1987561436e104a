// The aggregate path_agg, and path_edges.
//
// The state of the aggregate is a flat varlena of type bytea. Users can define an aggregate of
// their own whose first state is any bytea, so even the state of an executor node is not trusted:
// its header is checked for each row, and its rows when they are read. Called by hand, the
// functions return states.

#include "core/journey/path.hpp"
#include "pg/base/aggregate.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/rows.hpp"

#include "pg/base/time.hpp"

namespace heatmap::journey {

namespace {

// The last element of a path that was longer than max_length.
constexpr char cut_marker[] = "...";

void CheckPath(Status status) {
    switch (status) {
    case Status::ok:
        return;
    case Status::full:
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("labels of a path must not take more than %zu bytes", max_path_size),
                        errhint("Use a smaller max_length, or shorter labels.")));
        break;
    case Status::corrupt:
    case Status::out_of_range: // never returned: nothing is counted
        Raise({ERRCODE_DATA_CORRUPTED, "invalid state of path_agg"});
    }
}

struct Paths {
    using State = PathState;

    static const PathState *GetHeader(FunctionCallInfo fcinfo, int n) {
        return reinterpret_cast<const PathState *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
    }

    static const PathState *AsState(const PathState *state, bool) {
        CheckPath(check_path_header(*state) ? Status::ok : Status::corrupt);
        return state;
    }

    static bool IsEmpty(const PathState &) {
        return false;
    }

    static const PathState *Store(const PathState &state) {
        return &state;
    }
};

// Argument n as a state whose rows can be read. Any other argument is an error.
const PathState *GetPath(FunctionCallInfo fcinfo, int n) {
    const PathState *state = Paths::GetHeader(fcinfo, n);
    CheckPath(check_path(*state, CheckForInterrupts) ? Status::ok : Status::corrupt);
    return state;
}

void CheckMaxLength(const PathState &state, uint32_t max_length) {
    if (state.max_length != max_length)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("max_length must not change from row to row")));
}

// Adds the row (state, time, label, max_length). A row with a NULL time or label is skipped.
Datum Accumulate(FunctionCallInfo fcinfo, bool timestamp) {
    const Aggregate<Paths> aggregate(fcinfo);
    if (PG_ARGISNULL(3))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("max_length must not be null")));
    if (PG_GETARG_INT32(3) < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("max_length must be at least 1")));
    const auto max_length = static_cast<uint32_t>(PG_GETARG_INT32(3));
    if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
        return aggregate.Unchanged();
    const text *label = PG_GETARG_TEXT_PP(2);
    const int64_t at = timestamp ? FiniteTime(PG_GETARG_TIMESTAMPTZ(1)) : PG_GETARG_INT64(1);
    const PathRow row{at, VARDATA_ANY(label), static_cast<uint32_t>(VARSIZE_ANY_EXHDR(label))};
    PathState *state = aggregate.GetState();
    if (state == nullptr)
        state = new_path(max_length, 0, server_memory);
    CheckMaxLength(*state, max_length);
    CheckPath(append_row(&state, row, server_memory));
    return aggregate.Result(state);
}

} // namespace

HEATMAP_FUNCTION(path_accum) {
    return Accumulate(fcinfo, true);
}

HEATMAP_FUNCTION(path_accum_bigint) {
    return Accumulate(fcinfo, false);
}

HEATMAP_FUNCTION(path_combine) {
    const Aggregate<Paths> aggregate(fcinfo);
    const PathState *other = GetPath(fcinfo, 1);
    PathState *state = aggregate.GetState();
    CheckMaxLength(*state, other->max_length);
    CheckPath(append_rows(&state, *other, server_memory));
    return aggregate.Result(state);
}

// The labels in order with repeats folded, and a marker behind them if there are more than
// max_length.
HEATMAP_FUNCTION(path_final) {
    const PathState *state = GetPath(fcinfo, 0);
    PathRow *rows = sorted_rows(*state, server_memory);
    const uint32_t folded = fold_repeats(rows, state->rows, CheckForInterrupts);
    const uint32_t n = Min(folded, state->max_length);
    auto *labels = static_cast<Datum *>(palloc(sizeof(Datum) * (n + size_t{1})));
    for (uint32_t i = 0; i < n; i++) {
        CHECK_FOR_INTERRUPTS();
        labels[i] = PointerGetDatum(
            cstring_to_text_with_len(rows[i].label, static_cast<int>(rows[i].length)));
    }
    if (folded > n)
        labels[n] = CStringGetTextDatum(cut_marker);
    PG_RETURN_ARRAYTYPE_P(construct_array(labels, static_cast<int>(n + (folded > n)), TEXTOID, -1,
                                          false, TYPALIGN_INT));
}

// path_edges(path): one row for each pair of neighbours.
HEATMAP_FUNCTION(path_edges) {
    struct Edges {
        Datum *labels;
        bool *nulls;
        int n, next;
    };
    return ReturnRows<Edges>(
        fcinfo,
        [fcinfo](Edges &edges) {
            ArrayType *path = PG_GETARG_ARRAYTYPE_P_COPY(0);
            if (ARR_NDIM(path) > 1)
                ereport(ERROR,
                        (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                         errmsg("path must be an array of one dimension, not %d", ARR_NDIM(path))));
            deconstruct_array(path, TEXTOID, -1, false, TYPALIGN_INT, &edges.labels, &edges.nulls,
                              &edges.n);
        },
        [](Edges &edges, Row &row) {
            const int source = edges.next++, target = edges.next;
            if (target >= edges.n)
                return false;
            row.integer(target);
            row.put(edges.labels[source], edges.nulls[source]);
            row.put(edges.labels[target], edges.nulls[target]);
            return true;
        });
}

} // namespace heatmap::journey
