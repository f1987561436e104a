#include "pg/journey/steps.hpp"

namespace heatmap::journey {

StepsForm CheckSteps(FunctionCallInfo fcinfo, int first) {
    const int n = PG_NARGS() - first;
    if (n > static_cast<int>(max_steps))
        ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS),
                        errmsg("there cannot be more than %u conditions", max_steps)));
    for (int i = 0; i < n; i++) {
        Oid type = get_fn_expr_argtype(fcinfo->flinfo, first + i);
        if (!OidIsValid(type))
            ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                            errmsg("could not determine the types of the conditions")));
        if (type == UNKNOWNOID && PG_ARGISNULL(first + i))
            continue; // a plain NULL
        type = getBaseType(type);
        if (type == BOOLARRAYOID && n == 1)
            return StepsForm::array;
        if (type != BOOLOID)
            ereport(ERROR,
                    (errcode(ERRCODE_DATATYPE_MISMATCH),
                     errmsg("condition %d must be boolean, not %s", i + 1, format_type_be(type)),
                     errhint("A condition is an expression such as event_name = 'purchase'.%s",
                             type == UNKNOWNOID || type == TEXTOID
                                 ? " The mode of window_funnel stands before the time."
                                 : "")));
    }
    return StepsForm::scalars;
}

uint64_t StepBitsOfArray(FunctionCallInfo fcinfo, int arg, uint32_t *steps) {
    *steps = 0;
    if (PG_ARGISNULL(arg))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("array of conditions must not be null")));
    if (ARR_NDIM(PG_GETARG_ARRAYTYPE_P(arg)) > 1)
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("array of conditions must have one dimension")));
    Datum *values;
    bool *nulls;
    int n;
    deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), BOOLOID, 1, true, TYPALIGN_CHAR, &values, &nulls,
                      &n);
    if (n < 1 || n > static_cast<int>(max_steps))
        ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
                        errmsg("there must be 1 to %u conditions", max_steps)));
    uint64_t bits = 0;
    for (int i = n - 1; i >= 0; i--)
        bits = bits << 1 | (DatumGetBool(values[i]) && !nulls[i]);
    *steps = static_cast<uint32_t>(n);
    return bits;
}

} // namespace heatmap::journey
