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
    Areas areas;
    int next;
};

// Whether the grid can have clicks of an area.
bool Overlap(const Canvas &c, const Area &area) {
    return area.xmax > c.xmin && area.xmin < c.xmax && area.ymax > c.ymin && area.ymin < c.ymax;
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
            zones.areas = GetAreas(fcinfo, 1, 2);
            zones.views = PG_ARGISNULL(3) ? 0 : PG_GETARG_FLOAT8(3);
            if (!(zones.views >= 0) || std::isinf(zones.views))
                ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                                errmsg("number of views must be finite and not negative")));
            const Value value = GetValue(fcinfo, 0);
            zones.canvas = value.head->canvas;
            zones.list = LoadCells(value);
            zones.total = Total(zones.list);
        },
        [](Zones &zones, Row &row) {
            if (zones.next == zones.areas.n)
                return false;
            const int i = zones.next++;
            row.put(zones.areas.labels[i], zones.areas.no_label[i]);
            if (zones.areas.no_area[i]) {
                for (int column = 0; column < 7; column++)
                    row.null();
                return true;
            }
            const Area area = zones.areas.area(i);
            row.real(area.xmin);
            row.real(area.ymin);
            row.real(area.xmax);
            row.real(area.ymax);
            if (!Overlap(zones.canvas, area)) {
                for (int column = 0; column < 3; column++)
                    row.null();
                return true;
            }
            const double clicks = AreaSum(zones.canvas, zones.list, area);
            row.real(clicks);
            row.ratio(clicks, zones.total);
            row.ratio(clicks, zones.views);
            return true;
        });
}

} // namespace heatmap::grid
