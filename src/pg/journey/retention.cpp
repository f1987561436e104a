// The aggregate retention. Its state has a bit for each condition: whether it held in some row.

#include "pg/base/aggregate.hpp"
#include "pg/journey/steps.hpp"

namespace heatmap::journey {

namespace {

// flinfo->fn_extra points to one of these once the types of the conditions were checked.
StepsForm checked_scalars = StepsForm::scalars, checked_array = StepsForm::array;

StepsForm FormOf(FunctionCallInfo fcinfo) {
    if (fcinfo->flinfo->fn_extra == nullptr)
        fcinfo->flinfo->fn_extra =
            CheckSteps(fcinfo, 1) == StepsForm::array ? &checked_array : &checked_scalars;
    return *static_cast<const StepsForm *>(fcinfo->flinfo->fn_extra);
}

int BytesOf(uint32_t n) {
    return static_cast<int>(VARBITTOTALLEN(n));
}

VarBit *NewBits(uint32_t n) {
    auto *bits = static_cast<VarBit *>(palloc0(BytesOf(n)));
    SET_VARSIZE(bits, BytesOf(n));
    VARBITLEN(bits) = static_cast<int32>(n);
    return bits;
}

void CheckSameLength(const VarBit *bits, uint32_t n) {
    if (VARBITLEN(bits) != static_cast<int32>(n))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of conditions must not change from row to row")));
}

Datum Accumulate(FunctionCallInfo fcinfo, StepsForm form) {
    auto n = static_cast<uint32_t>(PG_NARGS() - 1);
    const uint64_t held =
        form == StepsForm::scalars ? StepBits(fcinfo, 1) : StepBitsOfArray(fcinfo, 1, &n);
    VarBit *state;
    if (PG_ARGISNULL(0)) {
        state = NewBits(n);
    } else {
        state = IsAggNode(fcinfo) ? PG_GETARG_VARBIT_P(0) : PG_GETARG_VARBIT_P_COPY(0);
        CheckSameLength(state, n);
    }
    bits8 *bits = VARBITS(state);
    for (uint32_t i = 0; i < n; i++)
        if ((held >> i & 1) != 0)
            bits[i / BITS_PER_BYTE] |= static_cast<bits8>(HIGHBIT >> (i % BITS_PER_BYTE));
    PG_RETURN_VARBIT_P(state);
}

} // namespace

HEATMAP_FUNCTION(retention_accum) {
    return Accumulate(fcinfo, FormOf(fcinfo));
}

// The same with the conditions as one array.
HEATMAP_FUNCTION(retention_accum_array) {
    return Accumulate(fcinfo, StepsForm::array);
}

HEATMAP_FUNCTION(retention_combine) {
    const VarBit *a = PG_GETARG_VARBIT_P(0);
    CheckSameLength(PG_GETARG_VARBIT_P(1), static_cast<uint32_t>(VARBITLEN(a)));
    return DirectFunctionCall2(bit_or, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
}

// An array of as many booleans as there are conditions.
HEATMAP_FUNCTION(retention_final) {
    VarBit *state = PG_GETARG_VARBIT_P(0);
    const int n = VARBITLEN(state);
    auto *values = static_cast<Datum *>(palloc(sizeof(Datum) * (n + 1)));
    const auto held = [state](int i) {
        return (VARBITS(state)[i / BITS_PER_BYTE] & (HIGHBIT >> (i % BITS_PER_BYTE))) != 0;
    };
    for (int i = 0; i < n; i++)
        values[i] = BoolGetDatum(held(0) && held(i));
    PG_RETURN_ARRAYTYPE_P(construct_array(values, n, BOOLOID, 1, true, TYPALIGN_CHAR));
}

} // namespace heatmap::journey
