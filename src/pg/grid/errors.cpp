#include "pg/grid/errors.hpp"
extern "C" {
#include "utils/float.h"
}

namespace heatmap::grid {

char *DescribeCanvas(const Canvas &canvas) {
    return psprintf("%u x %u cells over (%s,%s),(%s,%s)", canvas.cols, canvas.rows,
                    float8out_internal(canvas.xmin), float8out_internal(canvas.ymin),
                    float8out_internal(canvas.xmax), float8out_internal(canvas.ymax));
}

Message MessageOf(Status status) {
    switch (status) {
    case Status::ok:
        break;
    case Status::full:
        return {ERRCODE_INTERNAL_ERROR, "heatmap state is full"};
    case Status::corrupt:
        return {ERRCODE_DATA_CORRUPTED, "heatmap value is corrupted"};
    case Status::out_of_range:
        return {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "heatmap value out of range"};
    }
    return {ERRCODE_INTERNAL_ERROR, "no error"};
}

Message MessageOf(CanvasError error) {
    static_assert(max_cells == 16777216, "stands in a message");
    switch (error) {
    case CanvasError::none:
        break;
    case CanvasError::extent:
        return {
            ERRCODE_INVALID_PARAMETER_VALUE,
            "heatmap extent must be finite, and its upper bounds greater than its lower bounds"};
    case CanvasError::too_fine:
        return {ERRCODE_INVALID_PARAMETER_VALUE,
                "heatmap cells must not be narrower than 2^-40 of the largest coordinate"};
    case CanvasError::dimensions:
        return {ERRCODE_INVALID_PARAMETER_VALUE,
                "heatmap must have at least one column and one row"};
    case CanvasError::too_many_cells:
        return {ERRCODE_INVALID_PARAMETER_VALUE, "heatmap cannot have more than 16777216 cells"};
    case CanvasError::cell_size:
        return {ERRCODE_INVALID_PARAMETER_VALUE,
                "heatmap cell size must be finite and greater than zero"};
    }
    return {ERRCODE_INTERNAL_ERROR, "no error"};
}

void CheckSameCanvas(const Canvas &a, const Canvas &b) {
    if (!same_canvas(a, b))
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("heatmaps have different grids"),
                 errdetail("One has %s, the other %s.", DescribeCanvas(a), DescribeCanvas(b)),
                 errhint("Use one grid within a group. heatmap_regrid(h, grid) brings a click map "
                         "onto another grid; scroll depths go together as shares of the height.")));
}

} // namespace heatmap::grid
