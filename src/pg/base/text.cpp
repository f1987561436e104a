#include "pg/base/text.hpp"

namespace heatmap {

std::string_view Utf8Of(text *value) {
    auto *bytes = reinterpret_cast<unsigned char *>(VARDATA_ANY(value));
    const int n = static_cast<int>(VARSIZE_ANY_EXHDR(value));
    // The conversion from SQL_ASCII would be an error for bytes that are not UTF-8.
    const auto *converted =
        GetDatabaseEncoding() == PG_SQL_ASCII
            ? bytes
            : pg_do_encoding_conversion(bytes, n, GetDatabaseEncoding(), PG_UTF8);
    const auto *begin = reinterpret_cast<const char *>(converted);
    return {begin, converted == bytes ? static_cast<size_t>(n) : std::string_view(begin).size()};
}

std::string_view *Utf8Elements(ArrayType *array, int *n) {
    Datum *values;
    bool *nulls;
    deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, n);
    auto *texts = static_cast<std::string_view *>(palloc(sizeof(std::string_view) * (*n + 1)));
    for (int i = 0; i < *n; i++)
        texts[i] = nulls[i] ? std::string_view() : Utf8Of(DatumGetTextPP(values[i]));
    return texts;
}

text *FromUtf8(text *utf8) {
    auto *bytes = reinterpret_cast<unsigned char *>(VARDATA(utf8));
    const int n = static_cast<int>(VARSIZE(utf8) - VARHDRSZ);
    const auto *converted = pg_do_encoding_conversion(bytes, n, PG_UTF8, GetDatabaseEncoding());
    if (converted == bytes)
        return utf8;
    return cstring_to_text(reinterpret_cast<const char *>(converted));
}

} // namespace heatmap
