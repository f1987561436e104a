// The function heatmap_zones: clicks in areas, such as the elements of a page.

#include "pg/grid/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::grid {

namespace {

// What heatmap_zones keeps between calls.
struct Zones {
    Canvas canvas;
    CellList list;
    double total;
    double views; // 0 if they are not known
    Datum *labels, *areas;
    bool *no_label, *no_area;
    int n, next;
};

int GetElements(ArrayType *array, Oid type, int16 length, char align, Datum **values,
                bool **nulls) {
    int n;
    deconstruct_array(array, type, length, false, align, values, nulls, &n);
    return n;
}

} // namespace

// heatmap_zones(h, labels, areas, views): one row for each area. No rows if h, labels or areas is
// NULL.
HEATMAP_FUNCTION(heatmap_zones) {
    return ReturnRows<Zones>(
        fcinfo,
        [fcinfo](Zones &zones) {
            if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
                return;
            const int n_labels = GetElements(PG_GETARG_ARRAYTYPE_P_COPY(1), TEXTOID, -1,
                                             TYPALIGN_INT, &zones.labels, &zones.no_label);
            const int n = GetElements(PG_GETARG_ARRAYTYPE_P_COPY(2), BOXOID, sizeof(BOX),
                                      TYPALIGN_DOUBLE, &zones.areas, &zones.no_area);
            if (n != n_labels)
                ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                                errmsg("number of labels must be the number of areas"),
                                errdetail("Areas: %d, labels: %d.", n, n_labels)));
            zones.views = PG_ARGISNULL(3) ? 0 : PG_GETARG_FLOAT8(3);
            if (!(zones.views >= 0) || std::isinf(zones.views))
                ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                                errmsg("number of views must be finite and not negative")));
            const Value value = GetValue(fcinfo, 0);
            zones.canvas = value.head->canvas;
            zones.list = LoadCells(value);
            zones.total = Total(zones.list);
            zones.n = n;
        },
        [](Zones &zones, Row &row) {
            if (zones.next == zones.n)
                return false;
            const int i = zones.next++;
            row.put(zones.labels[i], zones.no_label[i]);
            if (zones.no_area[i]) {
                for (int column = 0; column < 7; column++)
                    row.null();
                return true;
            }
            const Area area = AreaOf(*DatumGetBoxP(zones.areas[i]));
            row.real(area.xmin);
            row.real(area.ymin);
            row.real(area.xmax);
            row.real(area.ymax);
            const double clicks = AreaSum(zones.canvas, zones.list, area);
            row.real(clicks);
            row.ratio(clicks, zones.total);
            row.ratio(clicks, zones.views);
            return true;
        });
}

} // namespace heatmap::grid
