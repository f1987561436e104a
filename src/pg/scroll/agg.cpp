// The aggregate scroll_agg.

#include "pg/scroll/bands.hpp"
#include "pg/grid/transition.hpp"

namespace heatmap::scroll {

namespace {

// The row (state, depth, page_height, bands) as a point in the middle of a canvas of one column. A
// page may have grown, so a depth below its end counts in the last band.
struct Scroll {
    static constexpr bool weighted = false;
    static constexpr int args = 4;

    static Canvas GetCanvas(FunctionCallInfo fcinfo) {
        return BandsOf(PG_GETARG_FLOAT8(2), PG_GETARG_INT32(3));
    }

    explicit Scroll(FunctionCallInfo fcinfo) : at{0.5, PG_GETARG_FLOAT8(1)}, weight(1) {
        if (at.y > PG_GETARG_FLOAT8(2)) // false for NaN
            at.y = PG_GETARG_FLOAT8(2);
    }

    Point at;
    double weight;
};

} // namespace

// A row with a NULL argument or a NaN depth is skipped.
HEATMAP_FUNCTION(scroll_accum) {
    return grid::Transition<Scroll>(fcinfo);
}

HEATMAP_FUNCTION(scroll_accum_inv) {
    return grid::TransitionSlow<Direction::remove, Scroll>(fcinfo);
}

} // namespace heatmap::scroll
