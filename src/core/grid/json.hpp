// The text form of a heatmap: one JSON object
//   {"cols":3,"rows":7,"extent":[xmin,ymin,xmax,ymax],"outside":0,"cells":[[col,row,value],...]}
// Members may come in any order. "outside" and "cells" may be left out.
#pragma once

#include "core/grid/format.hpp"

namespace heatmap::grid {

struct ParsedHeatmap {
    Canvas canvas;
    double outside;
    uint32_t cells;           // entries of "cells", including those with value 0
    CanvasError canvas_error; // when error is null
    const char *error; // what is wrong with the text, a phrase for a DETAIL line; null if nothing
    size_t error_at;   // byte offset in the text
};

// Parses NUL-terminated text. With cells == nullptr it only counts the cells; a second call with
// room for them returns them in the order of the text. Indexes are inside the canvas and values are
// finite. The caller must check that no cell occurs twice.
ParsedHeatmap parse_json(const char *text, Poll poll, Cell *cells) noexcept;

} // namespace heatmap::grid
