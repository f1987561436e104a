#include "core/grid/blur.hpp"
#include "pg/grid/value.hpp"

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
    // For very long lines the scratch memory exceeds PostgreSQL's usual limit of 1 GB.
    auto *scratch = static_cast<double *>(
        palloc_extended(sizeof(double) * blur_scratch(c.cols, c.rows), MCXT_ALLOC_HUGE));
    blur(values, c.cols, c.rows, sigma / (c.xmax - c.xmin) * c.cols,
         sigma / (c.ymax - c.ymin) * c.rows, CheckForInterrupts, scratch);
    PG_RETURN_POINTER(StoreDense(c, value.head->outside, values));
}

} // namespace heatmap::grid
