// The function heatmap_legend.

#include "pg/grid/drawing.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::grid {

namespace {

// What heatmap_legend keeps between calls.
struct Legend {
    picture::Shading shading;
    int next, end; // tenths of the way from 0 to the last color
};

} // namespace

// heatmap_legend(h, palette, scale, smooth, clip): the value and the color of each tenth of the
// scale, on both sides of 0 if the palette is diverging. No rows if h is NULL.
HEATMAP_FUNCTION(heatmap_legend) {
    return ReturnRows<Legend>(
        fcinfo,
        [fcinfo](Legend &legend) {
            if (PG_ARGISNULL(0))
                return;
            legend.shading = GetDrawing(fcinfo, DrawingArguments{1, 2, 3, 4, 0}).shading;
            legend.next = legend.shading.palette->diverging ? -10 : 0;
            legend.end = 11;
        },
        [](Legend &legend, Row &row) {
            if (legend.next == legend.end)
                return false;
            const double place = legend.next++ / 10.0;
            const picture::Rgb color = color_at(*legend.shading.palette, place);
            row.real(place);
            row.real(value_of_place(legend.shading, place));
            row.put(CStringGetTextDatum(psprintf("#%02x%02x%02x", color.r, color.g, color.b)),
                    false);
            return true;
        });
}

} // namespace heatmap::grid
