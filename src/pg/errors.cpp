#include <cmath>

#include "pg/errors.hpp"

#include "pg/pg.hpp"
extern "C" {
#include "utils/float.h"
}

namespace heatmap {

namespace {

char *DescribeCanvas(const Canvas &canvas) {
    return psprintf("%u x %u cells over (%s,%s),(%s,%s)", canvas.cols, canvas.rows,
                    float8out_internal(canvas.xmin), float8out_internal(canvas.ymin),
                    float8out_internal(canvas.xmax), float8out_internal(canvas.ymax));
}

} // namespace

int StatusCode(Status status) {
    switch (status) {
    case Status::not_finite:
        return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
    case Status::corrupt:
        return ERRCODE_DATA_CORRUPTED;
    case Status::full:
        return ERRCODE_INTERNAL_ERROR;
    default:
        return ERRCODE_INVALID_PARAMETER_VALUE;
    }
}

const char *StatusMessage(Status status) {
    static_assert(max_cells == 16777216, "stands in a message");
    switch (status) {
    case Status::bad_extent:
        return "heatmap extent must be finite, and its upper bounds greater than its lower bounds";
    case Status::bad_dimensions:
        return "heatmap must have at least one column and one row";
    case Status::too_many_cells:
        return "heatmap cannot have more than 16777216 cells";
    case Status::bad_cell_size:
        return "heatmap cell size must be finite and greater than zero";
    case Status::not_finite:
        return "heatmap value out of range";
    case Status::bad_interval:
        return "top and bottom must be finite, and bottom not less than top";
    case Status::bad_seconds:
        return "seconds must be finite and not negative";
    case Status::corrupt:
        return "heatmap value is corrupted";
    case Status::full:
        return "heatmap state is full";
    case Status::ok:
        break;
    }
    return "no error";
}

void Check(Status status) {
    if (status != Status::ok)
        ereport(ERROR, (errcode(StatusCode(status)), errmsg("%s", StatusMessage(status))));
}

void CheckFinite(double sum) {
    if (!std::isfinite(sum))
        Check(Status::not_finite);
}

void CheckSameCanvas(const Canvas &a, const Canvas &b) {
    if (!same_canvas(a, b))
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("heatmaps have different canvases"),
                 errdetail("One has %s, the other %s.", DescribeCanvas(a), DescribeCanvas(b))));
}

} // namespace heatmap
