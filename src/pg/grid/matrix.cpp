// Heatmaps from and to two-dimensional arrays, rows x cols, the top row first.

#include "core/base/memory.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

HEATMAP_FUNCTION(heatmap_matrix) {
    const Value value = GetValue(fcinfo, 0);
    const Canvas &canvas = value.head->canvas;
    const Size size =
        ARR_OVERHEAD_NONULLS(2) + sizeof(double) * static_cast<Size>(cell_count(canvas));
    auto *array = static_cast<ArrayType *>(palloc(size));
    clear_memory(array, size, CheckForInterrupts);
    SET_VARSIZE(array, size);
    array->ndim = 2;
    array->dataoffset = 0; // no null bitmap
    array->elemtype = FLOAT8OID;
    ARR_DIMS(array)[0] = static_cast<int>(canvas.rows);
    ARR_DIMS(array)[1] = static_cast<int>(canvas.cols);
    ARR_LBOUND(array)[0] = 1;
    ARR_LBOUND(array)[1] = 1;
    auto *values = reinterpret_cast<double *>(ARR_DATA_PTR(array));
    Decode(value, [values](uint32_t index, double v) {
        values[index] = v;
        return true;
    });
    PG_RETURN_ARRAYTYPE_P(array);
}

// heatmap_from_matrix(values, extent): `outside` is 0.
HEATMAP_FUNCTION(heatmap_from_matrix) {
    const ArrayType *array = PG_GETARG_ARRAYTYPE_P(0);
    const BOX *extent = PG_GETARG_BOX_P(1);
    if (ARR_NDIM(array) != 2)
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("matrix must be a two-dimensional array")));
    if (array_contains_nulls(const_cast<ArrayType *>(array)))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("matrix must not contain nulls")));
    Canvas canvas;
    Check(make_canvas(extent->low.x, extent->low.y, extent->high.x, extent->high.y,
                      ARR_DIMS(array)[1], ARR_DIMS(array)[0], &canvas));
    PG_RETURN_POINTER(StoreDense(canvas, 0, reinterpret_cast<const double *>(ARR_DATA_PTR(array))));
}

} // namespace heatmap::grid
