// The JSON objects that are the text forms of the types: their casts from and to json and jsonb,
// and reading those of journeys and funnels. PostgreSQL parses them; these functions only walk over
// the result.
#pragma once

#include "core/base/uint128.hpp"

#include "pg/base/pg.hpp"

namespace heatmap {

// Parses a JSON text; null after a soft error was saved in escontext.
JsonbContainer *ParseJson(char *text, fmNodePtr escontext);

// `json` itself if it is an object with exactly `members` members; otherwise null.
JsonbContainer *AsObject(JsonbContainer *json, uint32 members);

// The value of a member. Its type is jbvNull if there is no such member.
JsonbValue Member(JsonbContainer *object, const char *key);

// The value as an array; null if it is not one.
JsonbContainer *AsArray(const JsonbValue &value);

JsonbValue Element(JsonbContainer *array, uint32 i);

// Reads a whole number from 0 to `most`. False if the value is not such a number.
bool AsNumber(const JsonbValue &value, uint128 most, uint128 *number);

// Reads a whole number of type bigint.
bool AsInteger(const JsonbValue &value, int64 *number);

// Reads the nearest float8, which may be infinite. False if the value is no number.
bool AsReal(const JsonbValue &value, double *number);

void AppendNumber(StringInfo out, uint128 number);

// Appends the shortest text that reads as the same float8.
void AppendReal(StringInfo out, double number);

// A text form as a json and as a jsonb.
Datum JsonDatum(const StringInfoData &text);
Datum JsonbDatum(const StringInfoData &text);

// Argument 0, a json or a jsonb, as text.
char *JsonArgument(FunctionCallInfo fcinfo);
char *JsonbArgument(FunctionCallInfo fcinfo);

} // namespace heatmap
