// Reading the JSON objects that are the text forms of journeys and funnels. PostgreSQL parses them;
// this only walks over the result.
#pragma once

#include "core/base/uint128.hpp"

#include "pg/base/pg.hpp"

namespace heatmap {

// Parses a JSON text; null after a soft error was saved in escontext.
JsonbContainer *ParseJson(char *text, fmNodePtr escontext);

// The object if it is one with exactly so many members; else null.
JsonbContainer *AsObject(JsonbContainer *json, uint32 members);

// The value of a member; of type jbvNull if there is none.
JsonbValue Member(JsonbContainer *object, const char *key);

// The array of a value, null if it is none.
JsonbContainer *AsArray(const JsonbValue &value);

JsonbValue Element(JsonbContainer *array, uint32 i);

// A whole number of at most 128 bits that is not negative; false if the value is none.
bool AsNumber(const JsonbValue &value, uint128 most, uint128 *number);

void AppendNumber(StringInfo out, uint128 number);

} // namespace heatmap
