// Clicks of areas, such as the elements of a page: heatmap_zones.

#include "core/stats/rates.hpp"
#include "pg/grid/value.hpp"

#include "pg/stats/rate.hpp"
#include "pg/base/rows.hpp"

namespace heatmap::grid {

namespace {

constexpr double usual_confidence = 0.95;

// What heatmap_zones keeps between calls, in the multi-call memory context.
struct Zones {
    Canvas canvas;
    CellList list;
    double total;
    bool has_views;
    double views;
    double z;
    Datum *labels, *areas;
    bool *no_label, *no_area;
};

int GetElements(ArrayType *array, Oid type, int16 length, char align, Datum **values,
                bool **nulls) {
    int n;
    deconstruct_array(array, type, length, false, align, values, nulls, &n);
    return n;
}

Datum ZoneRow(const Zones &zones, uint64 i, TupleDesc tuple) {
    Datum values[7] = {};
    bool nulls[7] = {};
    values[0] = zones.labels[i];
    nulls[0] = zones.no_label[i];
    values[1] = zones.areas[i];
    nulls[1] = zones.no_area[i];
    if (zones.no_area[i]) {
        for (int column = 2; column < 7; column++)
            nulls[column] = true;
    } else {
        const double clicks =
            AreaSum(zones.canvas, zones.list, AreaOf(*DatumGetBoxP(zones.areas[i])));
        values[2] = Float8GetDatum(clicks);
        SetRatio(&values[3], &nulls[3], clicks, zones.total, zones.total != 0);
        stats::SetRate(clicks, zones.has_views ? zones.views : 0, zones.z, values + 4, nulls + 4);
    }
    return HeapTupleGetDatum(heap_form_tuple(tuple, values, nulls));
}

} // namespace

// heatmap_zones(h, labels, areas, views): one row an area.
HEATMAP_FUNCTION(heatmap_zones) {
    if (SRF_IS_FIRSTCALL()) {
        FuncCallContext *call = SRF_FIRSTCALL_INIT();
        if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
            SRF_RETURN_DONE(call);
        MemoryContext old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
        auto *zones = static_cast<Zones *>(palloc0(sizeof(Zones)));
        const int n_labels = GetElements(PG_GETARG_ARRAYTYPE_P_COPY(1), TEXTOID, -1, TYPALIGN_INT,
                                         &zones->labels, &zones->no_label);
        const int n = GetElements(PG_GETARG_ARRAYTYPE_P_COPY(2), BOXOID, sizeof(BOX),
                                  TYPALIGN_DOUBLE, &zones->areas, &zones->no_area);
        if (n != n_labels)
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("number of labels must be the number of areas"),
                            errdetail("Areas: %d, labels: %d.", n, n_labels)));
        zones->has_views = !PG_ARGISNULL(3);
        zones->views = zones->has_views ? PG_GETARG_FLOAT8(3) : 0;
        if (!(zones->views >= 0) || std::isinf(zones->views))
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("number of views must be finite and not negative")));
        const Value value = GetValue(fcinfo, 0);
        zones->canvas = value.head->canvas;
        zones->list = LoadCells(value);
        zones->total = Total(zones->list);
        zones->z = stats::normal_width(usual_confidence);
        call->tuple_desc = ResultType(fcinfo);
        call->max_calls = static_cast<uint64>(n);
        call->user_fctx = zones;
        MemoryContextSwitchTo(old);
    }
    FuncCallContext *call = SRF_PERCALL_SETUP();
    if (call->call_cntr == call->max_calls)
        SRF_RETURN_DONE(call);
    const auto *zones = static_cast<const Zones *>(call->user_fctx);
    const Datum row = ZoneRow(*zones, call->call_cntr, call->tuple_desc);
    SRF_RETURN_NEXT(call, row);
}

} // namespace heatmap::grid
