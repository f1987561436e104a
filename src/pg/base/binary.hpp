// Binary input and output of the types: the stored form without PostgreSQL's length word
// (docs/development/formats.md).
#pragma once

#include "pg/base/pg.hpp"

namespace heatmap {

// The rest of a message as a varlena, in memory for at least a T. The bytes have not been checked.
// *size is the size of what was sent, the length word included.
template <class T>
T *Receive(FunctionCallInfo fcinfo, size_t *size) {
    auto *in = reinterpret_cast<StringInfo>(PG_GETARG_POINTER(0));
    const int bytes = in->len - in->cursor;
    *size = VARHDRSZ + static_cast<size_t>(bytes);
    auto *value = static_cast<T *>(palloc(Max(*size, sizeof(T))));
    SET_VARSIZE(value, *size);
    pq_copymsgbytes(in, VARDATA(value), bytes);
    return value;
}

[[noreturn]] inline void ReportInvalidBinary(const char *type) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
                    errmsg("invalid binary representation of type %s", type)));
    pg_unreachable();
}

inline Datum Send(const void *value) {
    StringInfoData out;
    pq_begintypsend(&out);
    pq_sendbytes(&out, VARDATA(value), static_cast<int>(VARSIZE(value) - VARHDRSZ));
    return PointerGetDatum(pq_endtypsend(&out));
}

} // namespace heatmap
