// Whom the current user can trust with the names that the text of a trigger function is made of.

#include "pg/base/pg.hpp"

#include "pg/live/trust.hpp"

namespace heatmap::live {

namespace {

// Of the columns of a composite type.
Oid UntrustedField(Oid type, Oid home, const char **why) {
    const TupleDesc fields = lookup_rowtype_tupdesc_copy(type, -1);
    for (int i = 0; i < fields->natts; i++)
        if (!TupleDescAttr(fields, i)->attisdropped) {
            const Oid untrusted = UntrustedType(TupleDescAttr(fields, i)->atttypid, home, why);
            if (OidIsValid(untrusted))
                return untrusted;
        }
    return InvalidOid;
}

} // namespace

HeapTuple Find(int cache, Oid object, const char *kind) {
    const HeapTuple tuple = SearchSysCache1(cache, ObjectIdGetDatum(object));
    if (!HeapTupleIsValid(tuple))
        elog(ERROR, "cache lookup failed for %s %u", kind, object);
    return tuple;
}

bool IsExtension(Oid catalog, Oid object) {
    const Oid extension = getExtensionOfObject(catalog, object);
    return OidIsValid(extension) && extension == get_extension_oid("heatmap", true);
}

bool IsTrusted(Oid role) {
    if (role == ROLE_PG_DATABASE_OWNER) {
        const HeapTuple tuple = Find(DATABASEOID, MyDatabaseId, "database");
        role = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple))->datdba;
        ReleaseSysCache(tuple);
    }
    return role == GetUserId() || superuser_arg(role);
}

Oid SchemaOwner(Oid schema) {
    const HeapTuple tuple = Find(NAMESPACEOID, schema, "schema");
    const Oid owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
    ReleaseSysCache(tuple);
    return owner;
}

Oid UntrustedType(Oid type, Oid home, const char **why) {
    check_stack_depth();
    if (type < FirstGenbkiObjectId)
        return InvalidOid;
    const HeapTuple tuple = Find(TYPEOID, type, "type");
    const FormData_pg_type form = *reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple));
    ReleaseSysCache(tuple);
    if (isAnyTempNamespace(form.typnamespace)) {
        *why = "is temporary";
        return type;
    }
    if (!IsTrusted(form.typowner)) {
        *why = "belongs to another role";
        return type;
    }
    if (form.typnamespace != home && !IsTrusted(SchemaOwner(form.typnamespace))) {
        *why = "is in a schema of another role";
        return type;
    }
    switch (form.typtype) {
    case TYPTYPE_COMPOSITE:
        return UntrustedField(type, home, why);
    case TYPTYPE_DOMAIN:
        return UntrustedType(form.typbasetype, home, why);
    case TYPTYPE_RANGE:
        return UntrustedType(get_range_subtype(type), home, why);
    case TYPTYPE_MULTIRANGE:
        return UntrustedType(get_multirange_range(type), home, why);
    default:
        return OidIsValid(form.typelem) ? UntrustedType(form.typelem, home, why) : InvalidOid;
    }
}

bool OthersMayCreate(Oid schema) {
    const HeapTuple tuple = Find(NAMESPACEOID, schema, "schema");
    const Oid owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
    bool null;
    const Datum value = SysCacheGetAttr(NAMESPACEOID, tuple, Anum_pg_namespace_nspacl, &null);
    bool others = false; // without a list, only the owner may
    if (!null) {
        const Acl *acl = DatumGetAclP(value);
        const AclItem *items = ACL_DAT(acl);
        for (int i = 0; i < ACL_NUM(acl) && !others; i++)
            others = (ACLITEM_GET_PRIVS(items[i]) & ACL_CREATE) != 0 &&
                     items[i].ai_grantee != owner &&
                     (items[i].ai_grantee == ACL_ID_PUBLIC || !IsTrusted(items[i].ai_grantee));
    }
    ReleaseSysCache(tuple);
    return others;
}

} // namespace heatmap::live
