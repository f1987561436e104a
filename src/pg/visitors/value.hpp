// Sets of visitors and cells in the server's memory: from arguments to the core's forms and back.
#pragma once

#include "core/visitors/state.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::visitors {

// Argument n of a function, detoasted but not checked.
inline const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// Argument n in its stored form, whose header was checked. A state is converted first: a function
// can get one if a user defines an aggregate with our transition functions.
const Header *GetStored(FunctionCallInfo fcinfo, int n);

// decode() that raises errors.
template <class Visit>
void Decode(const Header *head, Visit &&visit) {
    if (!decode(*head, size_of(head), CheckForInterrupts, visit))
        RaiseCorrupt("heatmap_visitors");
}

// How many visitors have a pair whose cell, perhaps the one that says "outside", is wanted.
template <class Wanted>
int64 CountVisitorsIf(const Header *head, Wanted &&wanted) {
    int64 n = 0;
    uint64_t last = 0; // visitor that was counted
    Decode(head, [&](uint64_t visitor, uint32_t cell) {
        if ((n > 0 && visitor == last) || !wanted(cell))
            return;
        last = visitor;
        n++;
    });
    return n;
}

// A rectangle of whole cells: columns and rows up to the end, not including.
struct Block {
    uint32_t first_col, first_row, end_col, end_row;
};

// The cells that an area touches. False if there are none.
bool BlockOf(const Canvas &canvas, const grid::Area &area, Block *block);

// How many visitors have a pair in the block.
int64 CountVisitors(const Header *head, const Block &block);

// The block of all cells.
inline Block WholeOf(const Canvas &canvas) {
    return {0, 0, canvas.cols, canvas.rows};
}

// How many visitors each cell has, and what is outside, as a heatmap's cells.
struct Counts {
    grid::CellList list;
    double outside;
};

Counts CountCells(const Header *head);

// Aggregate states, for pg/base/aggregate.hpp.
struct VisitorsState {
    using State = visitors::State;

    static const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
        return visitors::GetHeader(fcinfo, n);
    }

    static const State *AsState(const Header *head, bool own);
    static State *FromStored(const Header *head);

    static bool IsEmpty(const State &) {
        return false;
    }

    static Header *Store(const State &state);
};

// Adds a pair to a state that may be the caller's own.
void Add(State **state, const State *given, const Pair &pair);

// The type of the visitors.
const char *NameOf(Kind kind);

void CheckSameKind(Kind a, Kind b);

} // namespace heatmap::visitors
