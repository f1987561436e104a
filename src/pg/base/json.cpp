#include <algorithm>

#include "pg/base/json.hpp"

namespace heatmap {

JsonbContainer *ParseJson(char *text, fmNodePtr escontext) {
    Datum json;
    if (!DirectInputFunctionCallSafe(jsonb_in, text, InvalidOid, -1, escontext, &json))
        return nullptr;
    return &DatumGetJsonbP(json)->root;
}

JsonbContainer *AsObject(JsonbContainer *json, uint32 members) {
    return JsonContainerIsObject(json) && JsonContainerSize(json) == members ? json : nullptr;
}

JsonbValue Member(JsonbContainer *object, const char *key) {
    JsonbValue value;
    value.type = jbvNull;
    getKeyJsonValueFromContainer(object, key, static_cast<int>(strlen(key)), &value);
    return value;
}

JsonbContainer *AsArray(const JsonbValue &value) {
    if (value.type != jbvBinary || !JsonContainerIsArray(value.val.binary.data))
        return nullptr;
    return value.val.binary.data;
}

JsonbValue Element(JsonbContainer *array, uint32 i) {
    JsonbValue *element = getIthJsonbValueFromContainer(array, i);
    const JsonbValue value = *element;
    pfree(element);
    return value;
}

namespace {

char *DigitsOf(const JsonbValue &value) {
    return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value.val.numeric)));
}

} // namespace

bool AsNumber(const JsonbValue &value, uint128 most, uint128 *number) {
    if (value.type != jbvNumeric)
        return false;
    char *digits = DigitsOf(value);
    *number = 0;
    bool good = true;
    for (const char *p = digits; *p != '\0' && good; p++) {
        const auto digit = static_cast<unsigned>(*p - '0');
        good = digit <= 9 && digit <= most && *number <= (most - digit) / 10;
        if (good)
            *number = *number * 10 + digit;
    }
    pfree(digits);
    return good;
}

bool AsInteger(const JsonbValue &value, int64 *number) {
    if (value.type != jbvNumeric)
        return false;
    char *digits = DigitsOf(value), *end;
    errno = 0;
    *number = strtoll(digits, &end, 10);
    const bool good = *end == '\0' && errno == 0;
    pfree(digits);
    return good;
}

bool AsReal(const JsonbValue &value, double *number) {
    if (value.type != jbvNumeric)
        return false;
    char *digits = DigitsOf(value);
    *number = strtod(digits, nullptr);
    pfree(digits);
    return true;
}

void AppendNumber(StringInfo out, uint128 number) {
    char digits[40];
    char *p = digits + sizeof(digits) - 1;
    *p = '\0';
    do {
        *--p = static_cast<char>('0' + static_cast<int>(number % 10));
        number /= 10;
    } while (number != 0);
    appendStringInfoString(out, p);
}

void AppendReal(StringInfo out, double number) {
    char digits[DOUBLE_SHORTEST_DECIMAL_LEN];
    double_to_shortest_decimal_buf(number, digits);
    appendStringInfoString(out, digits);
}

Datum JsonDatum(const StringInfoData &text) {
    return PointerGetDatum(cstring_to_text_with_len(text.data, text.len));
}

Datum JsonbDatum(const StringInfoData &text) {
    return DirectFunctionCall1(jsonb_in, CStringGetDatum(text.data));
}

char *JsonArgument(FunctionCallInfo fcinfo) {
    return text_to_cstring(PG_GETARG_TEXT_PP(0));
}

char *JsonbArgument(FunctionCallInfo fcinfo) {
    return DatumGetCString(DirectFunctionCall1(jsonb_out, PG_GETARG_DATUM(0)));
}

} // namespace heatmap
