// The one header through which the project sees PostgreSQL, and the one place that knows how its
// versions differ. Include it last: it redefines printf and friends.
#pragma once

// Warnings are for our code: some of the server's inline functions have parameters they do not use.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
extern "C" {
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/base64.h"
#include "common/hashfn.h"
#include "common/shortest_dec.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/geo_decls.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/varbit.h"
#include "windowapi.h"
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#endif
}
#pragma GCC diagnostic pop

// From 18 on the library can give its name and version.
#if PG_VERSION_NUM >= 180000
#define HEATMAP_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "heatmap", .version = HEATMAP_VERSION)
#else
#define HEATMAP_MODULE_MAGIC PG_MODULE_MAGIC
#endif

// Soft input errors came with 16. Before, an input function can only throw.
#if PG_VERSION_NUM < 160000
#define ereturn(context, dummy_value, ...)                                                         \
    do {                                                                                           \
        (void)(context);                                                                           \
        ereport(ERROR, __VA_ARGS__);                                                               \
    } while (0)

#define SOFT_ERROR_OCCURRED(context) false

inline bool DirectInputFunctionCallSafe(PGFunction function, char *string, Oid param, int32 typmod,
                                        fmNodePtr, Datum *result) {
    *result = DirectFunctionCall3(function, CStringGetDatum(string), ObjectIdGetDatum(param),
                                  Int32GetDatum(typmod));
    return true;
}
#endif

// Bytes are uint8 from 18 on.
inline int EncodeBase64(const char *bytes, int n, char *out, int room) {
#if PG_VERSION_NUM >= 180000
    return pg_b64_encode(reinterpret_cast<const uint8 *>(bytes), n, out, room);
#else
    return pg_b64_encode(bytes, n, out, room);
#endif
}

// Infinite intervals came with 17. Before, the same bytes are an ordinary interval with months.
#ifndef INTERVAL_IS_NOEND
#define INTERVAL_IS_NOEND(interval) false
#define INTERVAL_IS_NOBEGIN(interval) false
#endif

// Calls the server's expression_tree_walker(), whose type of function differs between versions.
inline bool WalkExpression(Node *node, bool (*walker)(Node *, void *), void *context) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-function-type"
    return expression_tree_walker(node, reinterpret_cast<bool (*)()>(walker), context);
#pragma GCC diagnostic pop
}

// Declares an SQL-callable function. (PG_FUNCTION_INFO_V1 alone gives it C++ linkage.)
#define HEATMAP_FUNCTION(name)                                                                     \
    extern "C" {                                                                                   \
    PG_FUNCTION_INFO_V1(name);                                                                     \
    }                                                                                              \
    extern "C" Datum name(PG_FUNCTION_ARGS)
