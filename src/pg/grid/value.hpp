// Heatmap values in the server's memory: from arguments to the forms of the core and back.
#pragma once

#include "core/grid/cells.hpp"
#include "core/grid/state.hpp"
#include "pg/base/memory.hpp"
#include "pg/grid/errors.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::grid {

// A stored heatmap whose header has been checked.
struct Value {
    const Header *head;
    size_t size;
};

struct CellList {
    Cell *cells; // sorted by index
    uint32_t count;
};

// Argument n of a function, detoasted but not checked.
inline const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
    return reinterpret_cast<const Header *>(PG_DETOAST_DATUM(PG_GETARG_DATUM(n)));
}

// Argument n of a function, detoasted. An aggregate state is converted into the stored form first:
// a function can get one if a user defines an aggregate with our transition functions.
Value GetValue(FunctionCallInfo fcinfo, int n);

// The beginning of argument n, at least its header. Of a value that is compressed or stored out of
// line only the header is fetched. Not checked, and `vl_len` may be that of the part.
inline const Header *GetSlice(FunctionCallInfo fcinfo, int n) {
    const void *raw = PG_GETARG_POINTER(n);
    if (unlikely(VARATT_IS_EXTENDED(raw)))
        raw = PG_DETOAST_DATUM_SLICE(PointerGetDatum(raw), 0, sizeof(Header) - VARHDRSZ);
    return static_cast<const Header *>(raw);
}

// The canvas of argument n, not checked.
inline const Canvas &GetCanvas(FunctionCallInfo fcinfo, int n) {
    return GetSlice(fcinfo, n)->canvas;
}

// The header of argument n, checked. Costs little, however many cells the heatmap has.
const Header *GetCheckedHeader(FunctionCallInfo fcinfo, int n);

// A box as an area. A NaN edge is an error.
Area AreaOf(const BOX &box);

inline Area GetArea(FunctionCallInfo fcinfo, int n) {
    return AreaOf(*PG_GETARG_BOX_P(n));
}

// Areas with their labels, each of which may be NULL.
struct Areas {
    Datum *labels, *boxes;
    bool *no_label, *no_area;
    int n;

    Area area(int i) const {
        return AreaOf(*DatumGetBoxP(boxes[i]));
    }
};

// Arguments `labels` and `boxes`, arrays that are not NULL, in the current memory.
Areas GetAreas(FunctionCallInfo fcinfo, int labels, int boxes);

// decode() that raises errors.
template <class Visit>
void Decode(const Value &value, Visit &&visit) {
    Check(decode(*value.head, value.size, CheckForInterrupts, visit));
}

CellList LoadCells(const Value &value);

// Memory for n doubles, all 0.
double *AllocateZeros(size_t n);

// The value of every cell in row-major order.
double *LoadDense(const Value &value);

double Total(const Value &value);
double Total(const CellList &list);

// The sum over an area. A sum out of range is an error.
double AreaSum(const Canvas &canvas, const CellList &list, const Area &area);

// Appends the members of a text form that describe a canvas:
// {"cols":3,"rows":7,"extent":[0,0,30,70]
void AppendCanvas(StringInfo out, const Canvas &canvas);

// Make new stored values. Values that are NaN or infinite are errors.
Header *StoreCells(const Canvas &canvas, double outside, const CellList &list);
Header *StoreDense(const Canvas &canvas, double outside, const double *values);

// The heatmap with map(v) in the place of each value, outside included.
template <class Map>
Header *MapValues(const Value &value, Map &&map) {
    CellList list = LoadCells(value);
    for (uint32_t i = 0; i < list.count; i++)
        list.cells[i].value = map(list.cells[i].value);
    return StoreCells(value.head->canvas, map(value.head->outside), list);
}

// A new stored value whose cells are blocks of fx x fy cells.
Header *Coarsen(const Value &value, uint32_t fx, uint32_t fy);

// Aggregate states, for pg/base/aggregate.hpp.
struct HeatmapState {
    using State = grid::State;

    static const Header *GetHeader(FunctionCallInfo fcinfo, int n) {
        return grid::GetHeader(fcinfo, n);
    }

    static const State *AsState(const Header *head, bool own);
    static State *FromStored(const Header *head);

    static bool IsEmpty(const State &state) {
        return state.form == Form::state_none || state.rows == 0;
    }

    static State *NewNone() {
        return new_state_none(server_memory);
    }

    static Header *Store(const State &state);
};

} // namespace heatmap::grid
