// The aggregates path_agg and path_times, and path_edges.
//
// The state of the aggregate is a flat varlena of type bytea. Users can define an aggregate of
// their own whose first state is any bytea, so even the state of an executor node is not trusted:
// its header is checked for each row, and its rows when they are read. Called by hand, the
// functions return states.

#include "core/journey/path.hpp"
#include "pg/base/aggregate.hpp"
#include "pg/base/errors.hpp"
#include "pg/base/rows.hpp"
#include "pg/base/text.hpp"

#include "pg/base/time.hpp"

namespace heatmap::journey {

namespace {

// Stands for the rest of a path that was longer than max_length.
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

void CheckSameParameters(const PathState &state, uint32_t max_length, Side side) {
    if (state.max_length != max_length || state.side != side)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("max_length and direction must not change from row to row")));
}

// Argument n, "after" or "before".
Side GetSide(FunctionCallInfo fcinfo, int n) {
    if (PG_ARGISNULL(n))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("direction of a path must not be null")));
    const std::string_view direction = ViewOf(PG_GETARG_TEXT_PP(n));
    if (direction == "after")
        return Side::after;
    if (direction == "before")
        return Side::before;
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("direction of a path must be \"after\" or \"before\", not \"%s\"",
                           pnstrdup(direction.data(), direction.size()))));
}

// Adds the row (state, time, label, max_length [, anchor, direction]). A row with a NULL time or
// label is skipped; one with a NULL anchor is none.
Datum Accumulate(FunctionCallInfo fcinfo, bool timestamp) {
    const Aggregate<Paths> aggregate(fcinfo);
    const bool anchored = PG_NARGS() > 4;
    if (PG_ARGISNULL(3))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("max_length must not be null")));
    if (PG_GETARG_INT32(3) < 1)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("max_length must be at least 1")));
    const auto max_length = static_cast<uint32_t>(PG_GETARG_INT32(3));
    const Side side = anchored ? GetSide(fcinfo, 5) : Side::whole;
    if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
        return aggregate.Unchanged();
    const std::string_view label = ViewOf(PG_GETARG_TEXT_PP(2));
    const int64_t at = timestamp ? FiniteTime(PG_GETARG_TIMESTAMPTZ(1)) : PG_GETARG_INT64(1);
    const PathRow row{at, label.data(), static_cast<uint32_t>(label.size()),
                      anchored && !PG_ARGISNULL(4) && PG_GETARG_BOOL(4)};
    PathState *state = aggregate.GetState();
    if (state == nullptr)
        state = new_path(max_length, side, 0, server_memory);
    CheckSameParameters(*state, max_length, side);
    CheckPath(append_row(&state, row, server_memory));
    return aggregate.Result(state);
}

// Argument 0, a state, as a path.
PathView GetPathOf(FunctionCallInfo fcinfo) {
    const PathState *state = GetPath(fcinfo, 0);
    return path_of(sorted_rows(*state, server_memory), *state, CheckForInterrupts);
}

// An array with element(row) for each row, and cut(row) where the path was cut. NULL for a path
// without rows.
template <class Element, class Cut>
Datum ArrayOf(FunctionCallInfo fcinfo, const PathView &path, Oid type, Element &&element,
              Cut &&cut) {
    if (path.n == 0)
        PG_RETURN_NULL();
    auto *values = static_cast<Datum *>(palloc(sizeof(Datum) * (path.n + size_t{2})));
    int n = 0;
    if (path.cut_before != nullptr)
        values[n++] = cut(*path.cut_before);
    for (uint32_t i = 0; i < path.n; i++) {
        CHECK_FOR_INTERRUPTS();
        values[n++] = element(path.rows[i]);
    }
    if (path.cut_behind != nullptr)
        values[n++] = cut(*path.cut_behind);
    int16 length;
    bool by_value;
    char alignment;
    get_typlenbyvalalign(type, &length, &by_value, &alignment);
    PG_RETURN_ARRAYTYPE_P(construct_array(values, n, type, length, by_value, alignment));
}

Datum FinalTimes(FunctionCallInfo fcinfo, Oid type) {
    const auto time = [](const PathRow &row) { return Int64GetDatum(row.at); };
    return ArrayOf(fcinfo, GetPathOf(fcinfo), type, time, time);
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
    CheckSameParameters(*state, other->max_length, other->side);
    CheckPath(append_rows(&state, *other, server_memory));
    return aggregate.Result(state);
}

// The labels in order with repeats folded, and a marker where there are more than max_length.
HEATMAP_FUNCTION(path_final) {
    return ArrayOf(
        fcinfo, GetPathOf(fcinfo), TEXTOID,
        [](const PathRow &row) {
            return PointerGetDatum(
                cstring_to_text_with_len(row.label, static_cast<int>(row.length)));
        },
        [](const PathRow &) { return CStringGetTextDatum(cut_marker); });
}

// The time of each of these labels; of the marker, that of the row beside the path.
HEATMAP_FUNCTION(path_times_final) {
    return FinalTimes(fcinfo, TIMESTAMPTZOID);
}

HEATMAP_FUNCTION(path_times_bigint_final) {
    return FinalTimes(fcinfo, INT8OID);
}

namespace {

// What path_edges keeps between calls.
struct Edges {
    Datum *labels, *times;
    bool *nulls, *null_times;
    int n, next, last; // edge i leads from label i - 1 to label i
};

void CheckDimensions(const ArrayType *array) {
    if (ARR_NDIM(array) > 1)
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("path must be an array of one dimension, not %d", ARR_NDIM(array))));
}

bool IsCut(const Edges &edges, int label) {
    return !edges.nulls[label] &&
           ViewOf(DatumGetTextPP(edges.labels[label])) == std::string_view(cut_marker);
}

// Reads the path (argument 0), and which edges there are. Where a path was cut it has no end.
void ReadPath(FunctionCallInfo fcinfo, Edges &edges, bool ends) {
    ArrayType *path = PG_GETARG_ARRAYTYPE_P_COPY(0);
    CheckDimensions(path);
    deconstruct_array(path, TEXTOID, -1, false, TYPALIGN_INT, &edges.labels, &edges.nulls,
                      &edges.n);
    ends = ends && edges.n > 0;
    edges.next = ends && !IsCut(edges, 0) ? 0 : 1;
    edges.last = ends && !IsCut(edges, edges.n - 1) ? edges.n : edges.n - 1;
}

// Reads the times of the labels.
void ReadTimes(FunctionCallInfo fcinfo, int arg, Edges &edges) {
    ArrayType *times = PG_GETARG_ARRAYTYPE_P_COPY(arg);
    CheckDimensions(times);
    int n;
    deconstruct_array(times, TIMESTAMPTZOID, sizeof(TimestampTz), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
                      &edges.times, &edges.null_times, &n);
    if (n != edges.n)
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("path and times must have the same length"),
                        errdetail("One has %d elements, the other %d.", edges.n, n)));
}

void PutLabel(const Edges &edges, int label, Row &row) {
    if (label < 0)
        row.put(CStringGetTextDatum("(start)"), false);
    else if (label == edges.n)
        row.put(CStringGetTextDatum("(exit)"), false);
    else
        row.put(edges.labels[label], edges.nulls[label]);
}

bool HasTime(const Edges &edges, int label) {
    return edges.times != nullptr && label >= 0 && label < edges.n && !edges.null_times[label] &&
           !TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(edges.times[label]));
}

// The whole range of timestamps is more than an int64 holds.
double SecondsBetween(TimestampTz from, TimestampTz to) {
    return static_cast<double>(int128{to} - from) / USECS_PER_SEC;
}

bool NextEdge(Edges &edges, Row &row) {
    if (edges.next > edges.last)
        return false;
    const int target = edges.next++, source = target - 1;
    row.integer(target);
    PutLabel(edges, source, row);
    PutLabel(edges, target, row);
    if (HasTime(edges, source) && HasTime(edges, target))
        row.real(SecondsBetween(DatumGetTimestampTz(edges.times[source]),
                                DatumGetTimestampTz(edges.times[target])));
    else
        row.null();
    return true;
}

} // namespace

// path_edges(path, ends, times): one row for each pair of neighbours. No rows if the path is NULL.
HEATMAP_FUNCTION(path_edges) {
    return ReturnRows<Edges>(
        fcinfo,
        [fcinfo](Edges &edges) {
            edges.last = -1;
            if (PG_ARGISNULL(0))
                return;
            ReadPath(fcinfo, edges, !PG_ARGISNULL(1) && PG_GETARG_BOOL(1));
            if (!PG_ARGISNULL(2))
                ReadTimes(fcinfo, 2, edges);
        },
        NextEdge);
}

} // namespace heatmap::journey
