// The outcomes a core function can report. src/pg/errors.cpp turns each into an SQLSTATE and a
// message; nothing here knows about either.
#pragma once

namespace heatmap {

enum class Status {
    ok,
    full,           // a state has no room for one more cell: grow it and call again
    bad_extent,     // an edge is NaN or infinite, or upper <= lower, or too wide to divide
    bad_dimensions, // fewer than one column or row
    too_many_cells, // cols * rows > max_cells
    bad_cell_size,  // cell width NaN, infinite or <= 0
    not_finite,     // a cell value or the outside sum left the range of float8
    bad_interval,   // an end NaN or infinite, or the bottom above the top
    bad_seconds,    // a length of time NaN, infinite or < 0
    corrupt,        // the bytes are not a heatmap in canonical form
};

// Called now and then by loops that can run longer than a few milliseconds. It may not return (the
// server's version longjmps), so nothing with a destructor may be alive above the call.
using Poll = void (*)();

// Loops call Poll once per this many cells, events or the like: often enough to stop within a
// millisecond or two.
inline constexpr unsigned poll_interval = 1u << 16;

} // namespace heatmap
