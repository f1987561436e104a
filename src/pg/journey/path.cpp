// The aggregate path_agg.
//
// Its state is a flat varlena of type bytea that is changed in place while an executor node calls
// us. Called by hand, the functions leave their arguments alone and return states. Anybody can make
// a bytea the first state of an aggregate of their own, so even an executor node's is not trusted:
// its header is checked for each row, its rows when they are read.

#include "core/base/memory.hpp"
#include "core/journey/path.hpp"
#include "pg/grid/value.hpp"

#include "pg/base/time.hpp"

namespace heatmap::journey {

namespace {

// What stands at the end of a path that was longer.
constexpr char cut_marker[] = "...";

PathState *NewPath(size_t size, uint32_t max_length) {
    constexpr size_t smallest = 128;
    size = Max(size, smallest);
    if (size > MaxAllocSize)
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("labels of a path must not take more than %zu bytes",
                               static_cast<size_t>(MaxAllocSize))));
    // As the server's allocator rounds.
    size = size <= MaxAllocSize / 2 ? pg_nextpower2_size_t(size) : MaxAllocSize;
    auto *state = static_cast<PathState *>(palloc(size));
    clear_memory(state, size, CheckForInterrupts);
    SET_VARSIZE(state, size);
    init_path(state, max_length);
    return state;
}

void CheckState(bool valid) {
    if (!valid)
        ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("invalid state of path_agg")));
}

PathRow *SortedRows(const PathState &state) {
    CheckState(check_path(state, VARSIZE(&state), CheckForInterrupts));
    auto *rows = static_cast<PathRow *>(
        palloc_extended(sizeof(PathRow) * (state.rows + size_t{1}), MCXT_ALLOC_HUGE));
    load_rows(state, CheckForInterrupts, rows);
    sort_rows(rows, state.rows, CheckForInterrupts);
    return rows;
}

// A copy of what matters of a state, with room for so many bytes more, and for as many as it has.
PathState *GrowPath(const PathState &state, size_t more) {
    PathRow *rows = SortedRows(state);
    const uint32_t n = rows_that_matter(rows, state.rows, state.max_length, CheckForInterrupts);
    size_t used = sizeof(PathState);
    for (uint32_t i = 0; i < n; i++) {
        if (i % poll_interval == poll_interval - 1)
            CHECK_FOR_INTERRUPTS();
        used += path_row_size(rows[i].length);
    }
    PathState *grown = NewPath(used + Max(used, more), state.max_length);
    for (uint32_t i = 0; i < n; i++) {
        if (i % poll_interval == poll_interval - 1)
            CHECK_FOR_INTERRUPTS();
        append_row(*grown, rows[i]);
    }
    pfree(rows);
    return grown;
}

PathState *Reserve(PathState *state, size_t more) {
    return VARSIZE(state) - state->used >= more ? state : GrowPath(*state, more);
}

// Argument n, a state of path_agg.
const PathState *GetPath(FunctionCallInfo fcinfo, int n) {
    const auto *state = reinterpret_cast<const PathState *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
    CheckState(check_path_header(*state, VARSIZE(state)));
    return state;
}

// Argument 0 as a state that may be changed.
PathState *GetOwnPath(FunctionCallInfo fcinfo, int context) {
    const PathState *state = GetPath(fcinfo, 0);
    return context != 0 ? const_cast<PathState *>(state) : GrowPath(*state, 0);
}

void CheckMaxLength(const PathState &state, uint32_t max_length) {
    if (state.max_length != max_length)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("max_length must not change from row to row")));
}

// Adds the row (state, time, label, max_length); one with a NULL time or label is skipped.
Datum Accumulate(FunctionCallInfo fcinfo, bool timestamp) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    if (PG_ARGISNULL(3))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("max_length must not be null")));
    if (PG_GETARG_INT32(3) < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("max_length must be at least 1")));
    const auto max_length = static_cast<uint32_t>(PG_GETARG_INT32(3));
    if (PG_ARGISNULL(1) || PG_ARGISNULL(2)) {
        if (PG_ARGISNULL(0))
            PG_RETURN_NULL();
        return PG_GETARG_DATUM(0);
    }
    const text *label = PG_GETARG_TEXT_PP(2);
    const int64_t at = timestamp ? FiniteTime(PG_GETARG_TIMESTAMPTZ(1)) : PG_GETARG_INT64(1);
    const PathRow row{at, VARDATA_ANY(label), static_cast<uint32_t>(VARSIZE_ANY_EXHDR(label))};
    PathState *state =
        PG_ARGISNULL(0) ? NewPath(sizeof(PathState), max_length) : GetOwnPath(fcinfo, context);
    CheckMaxLength(*state, max_length);
    state = Reserve(state, path_row_size(row.length));
    append_row(*state, row);
    PG_RETURN_POINTER(state);
}

} // namespace

HEATMAP_FUNCTION(path_accum) {
    return Accumulate(fcinfo, true);
}

HEATMAP_FUNCTION(path_accum_bigint) {
    return Accumulate(fcinfo, false);
}

HEATMAP_FUNCTION(path_combine) {
    const int context = AggCheckCallContext(fcinfo, nullptr);
    const PathState *other = GetPath(fcinfo, 1);
    CheckState(check_path(*other, VARSIZE(other), CheckForInterrupts));
    PathState *state = GetOwnPath(fcinfo, context);
    CheckMaxLength(*state, other->max_length);
    state = Reserve(state, other->used);
    append_rows(*state, *other);
    PG_RETURN_POINTER(state);
}

// The labels in order, repeats folded, and a marker if there are more than max_length.
HEATMAP_FUNCTION(path_final) {
    const PathState *state = GetPath(fcinfo, 0);
    PathRow *rows = SortedRows(*state);
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

} // namespace heatmap::journey
