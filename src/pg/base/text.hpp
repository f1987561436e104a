// Text as UTF-8, for the core, and back.
#pragma once

#include <string_view>

#include "pg/base/pg.hpp"

namespace heatmap {

// The bytes of a text, which may have a short header.
inline std::string_view ViewOf(const text *value) {
    return {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

// The text in UTF-8; its bytes as they are if the database does not know their encoding
// (SQL_ASCII). It stays valid as long as the argument and the memory context.
std::string_view Utf8Of(text *value);

// Argument n; empty if it is NULL.
inline std::string_view GetUtf8(FunctionCallInfo fcinfo, int n) {
    return PG_ARGISNULL(n) ? std::string_view() : Utf8Of(PG_GETARG_TEXT_PP(n));
}

// The elements of a text array, NULLs as empty texts.
std::string_view *Utf8Elements(ArrayType *array, int *n);

// A text in UTF-8 in the encoding of the database, which raises an error if it has no such
// characters. Few encodings other than UTF-8 have blocks.
text *FromUtf8(text *utf8);

} // namespace heatmap
