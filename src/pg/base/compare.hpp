// Order and hash of values by their stored bytes, for types in which one value has one byte string.
// They make `=` the equality of values; the order means no more than that it is one. They are
// defined for any two values, so that DISTINCT, GROUP BY and ORDER BY work on every column.
//
// A function get(fcinfo, n) returns argument n in its stored form: the argument itself, what it was
// detoasted to, or a new value.
#pragma once

#include "pg/base/interrupts.hpp"
#include "pg/base/pg.hpp"

namespace heatmap {

// Frees what get(fcinfo, n) has made. A sort compares many times, and frees the memory of these
// calls only at its end.
inline void FreeStored(FunctionCallInfo fcinfo, int n, const void *value) {
    if (value != PG_GETARG_POINTER(n))
        pfree(const_cast<void *>(value));
}

// What make() returns, without the memory that it took on the way; and without `argument`, if that
// is a copy of argument n.
template <class Make>
const void *KeepResult(FunctionCallInfo fcinfo, int n, const void *argument, Make &&make) {
    const MemoryContext temporary =
        AllocSetContextCreate(CurrentMemoryContext, "heatmap comparison", ALLOCSET_SMALL_SIZES);
    const MemoryContext old = MemoryContextSwitchTo(temporary);
    const void *made = make();
    MemoryContextSwitchTo(old);
    void *kept = memcpy(palloc(VARSIZE(made)), made, VARSIZE(made));
    MemoryContextDelete(temporary);
    FreeStored(fcinfo, n, argument);
    return kept;
}

// Returns a number below, equal to or above 0, as argument 0 is less than, equal to or greater than
// argument 1.
template <class Get>
int CompareStored(FunctionCallInfo fcinfo, Get &&get) {
    const void *a = get(fcinfo, 0);
    const void *b = get(fcinfo, 1);
    int order = memcmp(VARDATA(a), VARDATA(b), Min(VARSIZE(a), VARSIZE(b)) - VARHDRSZ);
    if (order == 0)
        order = VARSIZE(a) < VARSIZE(b) ? -1 : VARSIZE(a) > VARSIZE(b);
    FreeStored(fcinfo, 0, a);
    FreeStored(fcinfo, 1, b);
    return order;
}

// The hash of argument 0. Hashes pieces that take about a millisecond, each with the hash so far as
// seed.
template <class Get>
uint64 HashStored(FunctionCallInfo fcinfo, uint64 seed, Get &&get) {
    constexpr size_t piece = size_t{1} << 20;
    const void *value = get(fcinfo, 0);
    const auto *bytes = reinterpret_cast<const unsigned char *>(VARDATA(value));
    for (size_t rest = VARSIZE(value) - VARHDRSZ; rest > 0;) {
        const size_t n = Min(rest, piece);
        seed = DatumGetUInt64(hash_any_extended(bytes, static_cast<int>(n), seed));
        bytes += n;
        rest -= n;
        CHECK_FOR_INTERRUPTS();
    }
    FreeStored(fcinfo, 0, value);
    return seed;
}

} // namespace heatmap
