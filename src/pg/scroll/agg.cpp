// The aggregate scroll_agg.

#include "pg/scroll/bands.hpp"
#include "pg/grid/transition.hpp"

namespace heatmap::scroll {

namespace {

// The row (state, depth, page_height, bands).
struct Scroll {
    static constexpr bool weighted = false;
    static constexpr int args = 4;
    static constexpr double weight = 1;

    static Canvas GetCanvas(FunctionCallInfo fcinfo) {
        return histogram_canvas(PG_GETARG_FLOAT8(2), PG_GETARG_INT32(3));
    }

    explicit Scroll(FunctionCallInfo fcinfo) : depth(PG_GETARG_FLOAT8(1)) {
    }

    bool IsNaN() const {
        return std::isnan(depth);
    }

    bool Locate(const Canvas &histogram, uint32_t *cell) const {
        const Canvas bands{1, histogram.rows - 1, 0, 0, 1, histogram.xmax};
        return locate_depth(bands, depth, cell);
    }

    Point PointOn(const Canvas &histogram) const {
        uint32_t row;
        if (!Locate(histogram, &row))
            return Point{0, depth};
        return Point{0, grid::middle(histogram.ymin, histogram.ymax, histogram.rows, row)};
    }

    double depth;
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
