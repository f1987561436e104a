// The function heatmap_visitors_zones: how many clicked in areas, such as the elements of a
// page.

#include "pg/stats/confidence.hpp"
#include "pg/visitors/value.hpp"

#include "pg/base/rows.hpp"

namespace heatmap::visitors {

namespace {

// What heatmap_visitors_zones keeps between calls.
struct Zones {
    const Header *head;
    double all; // visitors who saw the page; negative: not known
    double z;   // half the width of intervals
    grid::Areas areas;
    int next;
};

} // namespace

// heatmap_visitors_zones(v, labels, areas, visitors, confidence): one row for each area. No rows if
// v, labels or areas is NULL.
HEATMAP_FUNCTION(heatmap_visitors_zones) {
    return ReturnRows<Zones>(
        fcinfo,
        [fcinfo](Zones &zones) {
            if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(4))
                return;
            zones.areas = grid::GetAreas(fcinfo, 1, 2);
            zones.all = PG_ARGISNULL(3) ? -1 : static_cast<double>(PG_GETARG_INT64(3));
            zones.z = stats::GetWidth(fcinfo, 4);
            zones.head = GetStored(fcinfo, 0);
            if (PG_ARGISNULL(3))
                return;
            const int64 clicked = CountVisitors(zones.head, WholeOf(zones.head->canvas));
            if (PG_GETARG_INT64(3) < clicked)
                ereport(
                    ERROR,
                    (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                     errmsg(
                         "number of visitors must not be smaller than that of those who clicked"),
                     errdetail("Visitors: %lld, clicked: %lld.",
                               static_cast<long long>(PG_GETARG_INT64(3)),
                               static_cast<long long>(clicked))));
        },
        [](Zones &zones, Row &row) {
            if (zones.next == zones.areas.n)
                return false;
            const int i = zones.next++;
            row.put(zones.areas.labels[i], zones.areas.no_label[i]);
            Block block;
            if (zones.areas.no_area[i] ||
                !BlockOf(zones.head->canvas, zones.areas.area(i), &block)) {
                for (int column = 0; column < 8; column++)
                    row.null();
                return true;
            }
            const Canvas &c = zones.head->canvas;
            row.real(grid::edge(c.xmin, c.xmax, c.cols, block.first_col));
            row.real(grid::edge(c.ymin, c.ymax, c.rows, block.first_row));
            row.real(grid::edge(c.xmin, c.xmax, c.cols, block.end_col));
            row.real(grid::edge(c.ymin, c.ymax, c.rows, block.end_row));
            const int64 n = CountVisitors(zones.head, block);
            row.bigint(n);
            if (!(zones.all > 0)) {
                for (int column = 0; column < 3; column++)
                    row.null();
                return true;
            }
            const stats::Rate rate = stats::wilson(static_cast<double>(n), zones.all, zones.z);
            row.real(rate.rate);
            row.real(rate.low);
            row.real(rate.high);
            return true;
        });
}

} // namespace heatmap::visitors
