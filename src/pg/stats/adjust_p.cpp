// The function adjust_p: p-values of many tests as q-values.

#include "core/stats/tests.hpp"
#include "pg/base/interrupts.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::stats {

// adjust_p(p): an array of the same shape. NULLs stay NULL, and are no tests.
HEATMAP_FUNCTION(adjust_p) {
    ArrayType *array = PG_GETARG_ARRAYTYPE_P(0);
    Datum *values;
    bool *nulls;
    int n;
    deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &values,
                      &nulls, &n);
    if (n == 0)
        PG_RETURN_POINTER(array);
    auto *p = static_cast<double *>(palloc(sizeof(double) * n));
    uint32_t tests = 0;
    for (int i = 0; i < n; i++) {
        if (nulls[i])
            continue;
        const double value = DatumGetFloat8(values[i]);
        if (!(value >= 0 && value <= 1))
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("p-values must be between 0 and 1")));
        p[tests++] = value;
    }
    auto *order = static_cast<uint32_t *>(palloc(sizeof(uint32_t) * n));
    benjamini_hochberg(p, tests, order, CheckForInterrupts);
    tests = 0;
    for (int i = 0; i < n; i++)
        if (!nulls[i])
            values[i] = Float8GetDatum(p[tests++]);
    PG_RETURN_POINTER(construct_md_array(values, nulls, ARR_NDIM(array), ARR_DIMS(array),
                                         ARR_LBOUND(array), FLOAT8OID, sizeof(float8),
                                         FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

} // namespace heatmap::stats
