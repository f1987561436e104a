// The text form of a heatmap: one JSON object
//   {"cols":3,"rows":7,"extent":[xmin,ymin,xmax,ymax],"outside":0,"cells":[[col,row,value],...]}
// Members may come in any order. "outside" and "cells" may be left out.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

struct ParsedHeatmap {
    Canvas canvas;
    double outside;
    uint32_t cells;           // entries of "cells", zeros and all
    CanvasError canvas_error; // when error is null
    const char *error; // what is wrong with the text, a phrase for a DETAIL line; null if nothing
    size_t error_at;   // byte offset in the text
};

// Parses NUL-terminated text. With cells == nullptr it only counts them; call again with room for
// as many to get them, in the order of the text. Indexes are inside the canvas, values finite. What
// it cannot see one by one, the caller must check: two entries for one cell.
ParsedHeatmap parse_json(const char *text, Poll poll, Cell *cells) noexcept;

} // namespace heatmap::grid
