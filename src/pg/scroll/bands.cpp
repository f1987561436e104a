// The function scroll_bands.

#include "pg/scroll/bands.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::scroll {

namespace {

// What scroll_bands keeps between calls.
struct Scan {
    Bands bands;
    uint32_t next;
};

} // namespace

Bands GetBands(FunctionCallInfo fcinfo, int n) {
    const grid::Value value = grid::GetValue(fcinfo, n);
    const Canvas &canvas = value.head->canvas;
    Bands bands;
    if (!bands_of_histogram(canvas, &bands.canvas))
        ereport(
            ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("heatmap is not a scroll histogram"),
             errdetail("It has %s.", grid::DescribeCanvas(canvas)),
             errhint("Scroll histograms come from scroll_agg, and from adding up, subtracting and "
                     "scaling what it returns.")));
    bands.stopped = grid::LoadDense(value);
    bands.reached = allocate<double>(bands.count() + size_t{1}, server_memory);
    sum_reached(bands, CheckForInterrupts);
    CheckFinite(bands.views());
    return bands;
}

// scroll_bands(h): one row for each band, and one for the end of the page.
HEATMAP_FUNCTION(scroll_bands) {
    return ReturnRows<Scan>(
        fcinfo, [fcinfo](Scan &scan) { scan.bands = GetBands(fcinfo, 0); },
        [](Scan &scan, Row &row) {
            const Bands &bands = scan.bands;
            const uint32_t band = scan.next++;
            if (band > bands.count())
                return false;
            const bool end = band == bands.count();
            row.integer(static_cast<int32>(band));
            row.real(bands.top(band));
            row.real(bands.top(end ? band : band + 1));
            row.real(bands.stopped[band]);
            row.real(bands.reached[band]);
            row.ratio(bands.reached[band], bands.views());
            if (end)
                row.null(); // nobody can go on from here
            else
                row.ratio(bands.stopped[band], bands.reached[band]);
            return true;
        });
}

} // namespace heatmap::scroll
