// heatmap_blur.

#include "pg/grid/drawing.hpp"

namespace heatmap::grid {

// heatmap_blur(h, sigma): a Gaussian blur, sigma in the unit of the extent. The total stays the
// same.
HEATMAP_FUNCTION(heatmap_blur) {
    const Value value = GetValue(fcinfo, 0);
    const double sigma = PG_GETARG_FLOAT8(1);
    if (!std::isfinite(sigma) || sigma < 0)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("sigma must be finite and not negative")));
    const Canvas &c = value.head->canvas;
    double *values = LoadDense(value);
    Smooth(values, c, sigma);
    PG_RETURN_POINTER(StoreDense(c, value.head->outside, values));
}

} // namespace heatmap::grid
