// Scroll depth: functions over a heatmap with one column, whose rows are the bands of a page and
// whose values are how many views ended in each.

#include "pg/grid/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::scroll {

using grid::AllocateZeros;
using grid::Canvas;
using grid::edge;
using grid::GetValue;
using grid::LoadDense;
using grid::locate;
using grid::StoreDense;
using grid::Value;

namespace {

// The bands from the top down, and how many views there are. Views of negative depth are outside
// and do not count.
struct Bands {
    Canvas canvas;
    uint32_t n;
    double *stopped;
    double *reached; // n + 1: views that came to the top of a band or further; at last 0
};

Bands LoadBands(const Value &value) {
    Bands bands;
    bands.canvas = value.head->canvas;
    if (bands.canvas.cols != 1)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("a scroll histogram must have one column, not %u", bands.canvas.cols)));
    bands.n = bands.canvas.rows;
    bands.stopped = LoadDense(value);
    bands.reached = AllocateZeros(bands.n + size_t{1});
    for (uint32_t band = bands.n; band > 0; band--) {
        bands.reached[band - 1] = bands.reached[band] + bands.stopped[band - 1];
        if (band % poll_interval == 0)
            CheckForInterrupts();
    }
    CheckFinite(bands.reached[0]);
    return bands;
}

double Top(const Bands &bands, uint32_t band) {
    return edge(bands.canvas.ymin, bands.canvas.ymax, bands.n, band);
}

} // namespace

// scroll_bands(h): one row a band.
HEATMAP_FUNCTION(scroll_bands) {
    if (SRF_IS_FIRSTCALL()) {
        FuncCallContext *call = SRF_FIRSTCALL_INIT();
        MemoryContext old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
        auto *bands = static_cast<Bands *>(palloc(sizeof(Bands)));
        *bands = LoadBands(GetValue(fcinfo, 0));
        call->tuple_desc = ResultType(fcinfo);
        call->max_calls = bands->n;
        call->user_fctx = bands;
        MemoryContextSwitchTo(old);
    }
    FuncCallContext *call = SRF_PERCALL_SETUP();
    if (call->call_cntr == call->max_calls)
        SRF_RETURN_DONE(call);
    const auto &bands = *static_cast<const Bands *>(call->user_fctx);
    const auto band = static_cast<uint32_t>(call->call_cntr);
    const double views = bands.reached[0], reached = bands.reached[band];
    Datum values[7];
    bool nulls[7] = {};
    values[0] = Int32GetDatum(static_cast<int32>(band));
    values[1] = Float8GetDatum(Top(bands, band));
    values[2] = Float8GetDatum(Top(bands, band + 1));
    values[3] = Float8GetDatum(bands.stopped[band]);
    values[4] = Float8GetDatum(reached);
    SetRatio(&values[5], &nulls[5], reached, views, views != 0);
    SetRatio(&values[6], &nulls[6], bands.stopped[band], reached, reached != 0);
    const Datum row = HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls));
    SRF_RETURN_NEXT(call, row);
}

// scroll_reach(h, depth): the share of the views that came so far or further; NULL without views.
HEATMAP_FUNCTION(scroll_reach) {
    const Bands bands = LoadBands(GetValue(fcinfo, 0));
    const double depth = PG_GETARG_FLOAT8(1);
    const Canvas &c = bands.canvas;
    if (std::isnan(depth))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("depth must not be NaN")));
    if (bands.reached[0] == 0)
        PG_RETURN_NULL();
    if (depth <= c.ymin)
        PG_RETURN_FLOAT8(1);
    if (depth >= c.ymax)
        PG_RETURN_FLOAT8(0);
    uint32_t band = 0;
    locate(c, c.xmin, depth, &band); // there is one: the depth is on the canvas
    const double top = Top(bands, band), bottom = Top(bands, band + 1);
    // A band can be too narrow to have edges of its own.
    const double below = bottom > top ? Max(0.0, Min(1.0, (bottom - depth) / (bottom - top))) : 1;
    PG_RETURN_FLOAT8((bands.reached[band + 1] + below * bands.stopped[band]) / bands.reached[0]);
}

// scroll_percentile(h, p): the least depth that a share p of the views did not pass; NULL without
// views.
HEATMAP_FUNCTION(scroll_percentile) {
    const Bands bands = LoadBands(GetValue(fcinfo, 0));
    const double p = PG_GETARG_FLOAT8(1);
    if (!(p >= 0 && p <= 1))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("percentile must be between 0 and 1")));
    const double views = bands.reached[0];
    if (views == 0)
        PG_RETURN_NULL();
    // The first band by whose end so many have stopped, and anybody has.
    const double wanted = p * views;
    uint32_t band = 0;
    bool anybody = false;
    for (; band + 1 < bands.n; band++) {
        anybody |= bands.stopped[band] > 0;
        if (anybody && views - bands.reached[band + 1] >= wanted)
            break;
    }
    const double top = Top(bands, band), bottom = Top(bands, band + 1);
    const double before = views - bands.reached[band];
    const double part = bands.stopped[band] > 0 ? (wanted - before) / bands.stopped[band] : 0;
    PG_RETURN_FLOAT8(top + (bottom - top) * Max(0.0, Min(1.0, part)));
}

// scroll_reach_map(h): the reach of each band as a heatmap, for pictures.
HEATMAP_FUNCTION(scroll_reach_map) {
    const Bands bands = LoadBands(GetValue(fcinfo, 0));
    const double views = bands.reached[0];
    for (uint32_t band = 0; band < bands.n; band++) {
        bands.reached[band] = views != 0 ? bands.reached[band] / views : 0;
        if (band % poll_interval == 0)
            CheckForInterrupts();
    }
    PG_RETURN_POINTER(StoreDense(bands.canvas, 0, bands.reached));
}

} // namespace heatmap::scroll
