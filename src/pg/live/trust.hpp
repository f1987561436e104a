// Whom the current user can trust with the names that the text of a trigger function is made of.
#pragma once

#include "pg/live/server.hpp"

namespace heatmap::live {

// The row of a system cache for an object that is there; to be released. `kind` is for the error.
HeapTuple Find(int cache, Oid object, const char *kind);

// Whether an object of this catalog belongs to the extension.
bool IsExtension(Oid catalog, Oid object);

// Whether a role can do no harm to the current user that it could not do anyway.
bool IsTrusted(Oid role);

// The type itself or the one in it whose name, or the names of whose fields, somebody else could
// give to something else, and in `why` what is wrong with it; InvalidOid if there is none. `home`:
// the schema of the extension, whose owner is trusted.
Oid UntrustedType(Oid type, Oid home, const char **why);

// Whether roles that are not trusted, apart from its owner, may create objects in a schema.
bool OthersMayCreate(Oid schema);

// The owner of a schema.
Oid SchemaOwner(Oid schema);

} // namespace heatmap::live
